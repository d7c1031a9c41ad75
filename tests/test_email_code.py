"""Six digits in a letter show that the voter can read it."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from wagtail_medborgarbudget.actions.email_codes import check_code, one_form_of, send_code
from wagtail_medborgarbudget.actions.email_refusals import CodeSpent, WrongCode
from wagtail_medborgarbudget.forms.words import EMAIL_ERRORS
from wagtail_medborgarbudget.identification.email_code import SENTENCES
from wagtail_medborgarbudget.models import Ballot, EmailChallenge, Round, VoterMark

from .builders import in_swedish, make_open_vote, translate
from .voters import begin, finish, identify, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_open_vote(ways=["email_code"]).vote


def code_in(letter):
    return re.search(r"^\d{6}$", letter.body, re.M).group()


def test_a_code_by_mail_identifies_the_voter(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    asked = identify(client, page, email="anna@example.se")
    assert 'autocomplete="one-time-code"' in client.get(asked.url).content.decode()
    found = identify(client, page, code=code_in(mail.outbox[0]))

    assert mail.outbox[0].to == ["anna@example.se"]
    assert found.url == step(page, "review")
    assert not EmailChallenge.objects.exists()


def test_a_code_may_be_pasted_with_spaces_and_dashes(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    identify(client, page, email="anna@example.se")
    code = code_in(mail.outbox[0])

    found = identify(client, page, code=f" {code[:3]} - {code[3:]}\t")

    assert found.url == step(page, "review")


@pytest.mark.parametrize(
    "written",
    ["Anna@Example.SE", "anna+rost@example.se", " anna@example.se", "ANNA+a+b@example.se"],
)
def test_one_mailbox_is_one_voter_however_the_address_is_written(vote, written):
    assert send_code(vote, written) == send_code(vote, "anna@example.se")
    assert one_form_of(written) == "anna@example.se"


def test_the_address_is_stored_nowhere(vote):
    send_code(vote, "anna@example.se")

    assert "anna" not in str(EmailChallenge.objects.values().get())


def test_the_code_itself_is_not_stored(vote):
    send_code(vote, "anna@example.se")

    assert EmailChallenge.objects.get().code_hash != code_in(mail.outbox[0])
    assert len(EmailChallenge.objects.get().code_hash) == 64


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_works_once(vote):
    voter = send_code(vote, "anna@example.se")
    code = code_in(mail.outbox[0])

    assert check_code(vote, voter, code) == voter
    with pytest.raises(CodeSpent):
        check_code(vote, voter, code)


def test_five_wrong_tries_use_up_the_code(vote):
    voter = send_code(vote, "anna@example.se")
    code = code_in(mail.outbox[0])

    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            check_code(vote, voter, wrong(code))
        assert refused.value.tries_left == left
    with pytest.raises(CodeSpent):
        check_code(vote, voter, wrong(code))
    with pytest.raises(CodeSpent):
        check_code(vote, voter, code)


def test_the_fifth_try_may_be_the_right_one(vote):
    voter = send_code(vote, "anna@example.se")
    code = code_in(mail.outbox[0])
    for _try in range(4):
        with pytest.raises(WrongCode):
            check_code(vote, voter, wrong(code))

    assert check_code(vote, voter, code) == voter


def test_a_code_is_too_old_after_fifteen_minutes(vote):
    voter = send_code(vote, "anna@example.se")
    soon = timezone.now() + timedelta(minutes=15)
    assert EmailChallenge.objects.get().expires_at <= soon
    EmailChallenge.objects.update(expires_at=timezone.now())

    with pytest.raises(CodeSpent):
        check_code(vote, voter, code_in(mail.outbox[0]))


def test_a_new_code_takes_the_earlier_ones_place(vote):
    send_code(vote, "anna@example.se")
    voter = send_code(vote, "anna@example.se")
    first, second = map(code_in, mail.outbox)

    if first != second:
        with pytest.raises(WrongCode):
            check_code(vote, voter, first)
    assert check_code(vote, voter, second) == voter


def test_a_wrong_code_says_how_many_tries_are_left_and_a_spent_one_starts_over(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page, 2)
    identify(client, page, email="anna@example.se")
    code = code_in(mail.outbox[0])

    once = identify(client, page, code=wrong(code))
    assert "4" in once.context_data["refusals"][0]
    assert "code" in once.context_data["form"].fields
    EmailChallenge.objects.update(expires_at=timezone.now())
    late = identify(client, page, code=code)

    assert late.context_data["refusals"]
    assert "email" in late.context_data["form"].fields
    assert client.get(step(page, "ballot")).context_data["chosen"] == 1


def test_whom_to_ask_is_said_once_beside_what_was_refused(client):
    page = make_open_vote(ways=["email_code"])
    Round.objects.update(contact_email="fraga@example.se")
    begin(client, page, 2)
    identify(client, page, email="anna@example.se")
    refused = identify(client, page, code=wrong(code_in(mail.outbox[0])))

    asks = in_swedish("Are you unsure, or have you got stuck? We are happy to help.")
    assert text_of(refused).count(asks) == 1
    assert text_of(client.get(step(page, "identify"))).count(asks) == 1


def test_a_code_that_is_not_six_digits_costs_no_try(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    identify(client, page, email="anna@example.se")

    response = identify(client, page, code="12345")

    assert response.context_data["form"].errors["code"]
    assert EmailChallenge.objects.get().tries == 0


def test_a_mistyped_address_is_kept_and_explained(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    response = identify(client, page, email="anna@")

    assert 'value="anna@"' in response.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    "written",
    ['"nobody@void.example,anna"@example.se', '"an na"@example.se', r'"an\ na"@example.se'],
)
def test_an_address_that_a_mail_service_may_read_as_several_is_refused(client, written):
    """Otherwise one mailbox is as many voters as there are words to write before the comma."""
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    response = identify(client, page, email=written)

    assert str(EMAIL_ERRORS["invalid"]) in text_of(response)
    assert not mail.outbox
    assert not EmailChallenge.objects.exists()


def test_the_voter_can_begin_again_with_another_address(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    identify(client, page, email="ana@example.se")

    response = client.get(step(page, "identify"), {"way": "email_code", "again": "1"})

    assert "email" in response.context_data["form"].fields


def test_there_is_nothing_to_begin_again_before_a_code_is_sent(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    again = "again=1"

    assert again not in text_of(client.get(step(page, "identify")))
    identify(client, page, email="ana@example.se")
    assert again in text_of(client.get(step(page, "identify")))


def test_what_is_wrong_stands_first_and_has_the_focus(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    html = text_of(identify(client, page, email=""))

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert str(EMAIL_ERRORS["required"]) in html


def test_a_code_sent_when_the_session_has_gone_asks_for_the_address(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    response = identify(client, page, code="123456")

    assert "email" in response.context_data["form"].fields
    assert response.context_data["form"].errors["email"] == [SENTENCES["code_spent"]]
    # Whoever then leaves the address out is told of that.
    again = identify(client, page, email="").context_data["form"]
    assert again.errors["email"] == [EMAIL_ERRORS["required"]]


def test_nothing_tells_whether_an_address_has_voted(client):
    page = make_open_vote(ways=["email_code"])
    for _time in range(2):
        begin(client, page)
        identify(client, page, email="anna@example.se")
        identify(client, page, code=code_in(mail.outbox[-1]))
        finish(client, page)
    answers, letters = [], []

    for address in ("anna@example.se", "new@example.se"):
        stranger = Client()
        begin(stranger, page)
        answer = identify(stranger, page, follow=True, email=address)
        token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
        answers.append(token.sub("", answer.content.decode()))
        letter = mail.outbox[-1].body.replace(code_in(mail.outbox[-1]), "code")
        letters.append(re.sub(r"/rosta/brev/[\w-]+/", "link", letter))

    assert answers[0] == answers[1]
    assert letters[0] == letters[1]
    assert (VoterMark.objects.count(), Ballot.objects.count()) == (1, 1)


def test_when_the_mail_server_refuses_the_voter_is_told_and_the_log_holds_no_address(
    client, monkeypatch, caplog
):
    def refuse(letter):
        raise SMTPRecipientsRefused({letter.to[0]: (550, b"no such mailbox")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    response = identify(client, page, email="anna@example.se")

    assert response.context_data["refusals"]
    assert "SMTPRecipientsRefused" in caplog.text
    assert "anna" not in caplog.text


def test_the_letter_is_in_the_readers_language(client):
    page = make_open_vote(ways=["email_code"])
    english = translate(page)
    begin(client, english)

    identify(client, english, email="anna@example.se")

    assert "Your code for voting is" in mail.outbox[0].body
    assert "15 minutes" in mail.outbox[0].body
