"""A question in words that a person can answer, asked only when the editor wants it."""

import re
from html import unescape

import pytest
from captcha.models import CaptchaStore
from django.utils.translation import override

from wagtail_medborgarbudget.forms import captcha
from wagtail_medborgarbudget.models import Captcha, Idea

from .at_the_idea_form import address_of, assert_text_is_kept, later, open_form, post
from .builders import make_round_page

pytestmark = pytest.mark.django_db
__all__ = ["later"]


def asked(response):
    """The question as the reader sees it, and the hidden key of its answer."""
    html = response.content.decode()
    question = re.search(r'class="mb-question" id="([^"]+)">([^<]+)<', html)
    key = re.search(r'name="question_0" value="([^"]+)"', html)
    assert question
    assert f'aria-describedby="{question[1]}' in html
    return unescape(question[2]), key[1]


def answer_of(key):
    return CaptchaStore.objects.get(hashkey=key).response


@pytest.mark.parametrize("language", ["sv", "en"])
def test_question_and_answer_fit_in_what_the_library_stores(language):
    with override(language):
        longest = max((captcha.question() for _each in range(300)), key=lambda pair: len(pair[0]))

    assert len(longest[0]) <= 32
    assert longest[1].isdigit()


def test_an_answer_in_words_is_as_good_as_digits():
    with override("en"):
        assert captcha.in_digits(" Seven. ") == "7"
    assert captcha.in_digits("7") == "7"


def test_nobody_is_asked_unless_the_editor_wants_it(client):
    assert "question" not in open_form(client, make_round_page()).fields


def test_everybody_is_asked_when_the_editor_says_always(client, later):
    page = make_round_page(captcha=Captcha.ALWAYS)
    opened = client.get(address_of(page))
    _question, key = asked(opened)
    token = opened.context["form"].signed_token
    later(60)

    answers = {"question_0": key, "question_1": answer_of(key)}
    review = post(client, page, "review", token, **answers)
    post(client, page, "send", review.context["form"].signed_token)

    assert review.templates[0].name.endswith("idea_review.html")
    assert Idea.objects.count() == 1


def test_a_wrong_answer_gives_a_new_question_and_keeps_the_text(client, later):
    page = make_round_page(captcha=Captcha.ALWAYS)
    opened = client.get(address_of(page))
    _question, key = asked(opened)
    later(60)

    response = post(
        client,
        page,
        "send",
        opened.context["form"].signed_token,
        question_0=key,
        question_1="99",
    )

    assert list(response.context["form"].errors) == ["question"]
    assert asked(response)[1] != key
    assert_text_is_kept(response)
    assert not Idea.objects.exists()


def test_the_question_comes_only_when_something_is_suspicious(client, later):
    page = make_round_page(captcha=Captcha.SUSPICIOUS)
    form = open_form(client, page)
    assert "question" not in form.fields

    suspected = post(client, page, "review", form.signed_token)  # within a second
    _question, key = asked(suspected)
    later(60)
    sent = post(
        client,
        page,
        "send",
        suspected.context["form"].signed_token,
        question_0=key,
        question_1=answer_of(key),
    )

    assert_text_is_kept(suspected)
    assert sent.status_code == 302
    assert Idea.objects.count() == 1


def test_a_suspected_robot_cannot_send_without_an_answer(client, later):
    page = make_round_page(captcha=Captcha.SUSPICIOUS)
    suspected = post(client, page, "send", open_form(client, page).signed_token)
    later(60)

    post(client, page, "send", suspected.context["form"].signed_token)

    assert not Idea.objects.exists()
