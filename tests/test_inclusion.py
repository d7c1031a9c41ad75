"""A voter can see that the vote is in the box, and later that it was counted."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.inclusion import is_included
from wagtail_medborgarbudget.actions.receipts import (
    ALPHABET,
    TypingError,
    new_receipt,
    receipt_hash,
    typing_error,
)
from wagtail_medborgarbudget.forms.receipts import TYPED_WRONG
from wagtail_medborgarbudget.models import InvalidationState, Vote, VotingPage
from wagtail_medborgarbudget.views import inclusion

from .builders import end_voting, in_swedish, make_closed_vote, make_open_vote, translate, vote_as
from .counted import closed_with, let_be_counted, read
from .results import decide
from .voters import step, text_of, vote_through

OLD = "7KQM-2XWA-9FDH"


@pytest.fixture(autouse=True)
def nobody_has_asked():
    cache.clear()


def ask(client, page, code):
    return client.post(step(page, "receipt_check"), {"code": code})


def answered(client, page, code):
    return ask(client, page, code).context_data["answer"]


def test_every_wrong_character_is_found():
    code = new_receipt().replace("-", "")

    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert typing_error(code[:place] + wrong + code[place + 1 :]) == TypingError.CHECK


def test_two_characters_that_have_changed_places_are_found():
    code = new_receipt().replace("-", "")

    for one in range(len(code)):
        for other in range(one):
            if code[one] == code[other]:
                continue
            letters = list(code)
            letters[one], letters[other] = letters[other], letters[one]
            assert typing_error("".join(letters)) == TypingError.CHECK


def test_a_code_is_right_however_it_is_written():
    code = new_receipt()

    for written in (code, code.lower(), f"  {code.replace('-', ' ')} ", code.replace("-", "–")):
        assert typing_error(written) is None
        assert receipt_hash(written) == receipt_hash(code)


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (OLD, None),
        ("7KQM-2XWA", TypingError.TOO_SHORT),
        (OLD + "2345", TypingError.TOO_LONG),
        ("7KQM-2XWA-9FD0", TypingError.LETTERS),
        ("7KQM-2XWA-9FDÖ", TypingError.LETTERS),
        ("", TypingError.TOO_SHORT),
    ],
)
def test_what_cannot_be_a_code_is_told_by_name(written, error):
    assert typing_error(written) == error


@pytest.mark.django_db
def test_while_the_voting_is_open_a_receipt_is_in_the_box_or_not(client):
    page = make_open_vote()
    code = vote_as(page.vote, "anna", 1)

    assert answered(client, page, code.lower().replace("-", "  ")) == "there"
    assert answered(client, page, new_receipt()) == "not_there"


@pytest.mark.django_db
def test_only_the_last_receipt_of_a_changed_vote_is_in_the_box(client):
    page = make_open_vote()
    first, last = (vote_as(page.vote, "anna", number) for number in (1, 2))

    assert answered(client, page, first) == "not_there"
    assert answered(client, page, last) == "there"


@pytest.mark.django_db
def test_whoever_misses_a_vote_hears_that_some_were_invalidated(client):
    page = make_open_vote()
    page.vote.invalidations.create(proposed=1, reason={"sv": "Fel person."})
    why = in_swedish("Some votes have been invalidated. The voting page says how many, and why.")
    waits = text_of(ask(client, page, new_receipt()))
    page.vote.invalidations.update(state=InvalidationState.DONE)

    assert why not in waits
    assert why in text_of(ask(client, page, new_receipt()))


@pytest.mark.django_db
def test_when_the_box_is_closed_a_receipt_was_counted_or_not(client):
    page, codes = closed_with("anna", "bo", "cia")

    response = ask(client, page, codes[1])

    assert in_swedish("Yes. Your vote was counted.") in text_of(response)
    assert receipt_hash(codes[1]) in read(response)
    response = ask(client, page, new_receipt())
    no = "No. That receipt is not in the list of those that were counted."
    assert in_swedish(no) in text_of(response)


@pytest.mark.django_db
def test_a_receipt_of_another_vote_is_not_there(client):
    page, _codes = closed_with("anna")
    other, codes = closed_with("anna")

    assert answered(client, page, codes[0]) == "not_there"
    assert answered(client, other, codes[0]) == "there"


@pytest.mark.django_db
def test_a_typing_error_is_told_from_a_vote_that_was_not_counted(client):
    page, (code,) = closed_with("anna")
    wrong = ALPHABET[ALPHABET.index(code[0]) - 1] + code[1:]

    response = ask(client, page, wrong)

    assert response.context_data["answer"] == "mistyped"
    assert str(TYPED_WRONG[TypingError.CHECK]) in text_of(response)
    assert f'value="{wrong}"' in text_of(response)


@pytest.mark.django_db
def test_codes_from_before_the_check_character_still_hold(client):
    page = make_closed_vote({"Utegym": 1}, {"1": 1})
    let_be_counted(page.vote, {"declaration": [receipt_hash(OLD)]})

    assert answered(client, page, OLD) == "there"
    assert answered(client, page, "8KQM-2XWA-9FDH") == "not_there"


@pytest.mark.django_db
def test_a_paper_ballots_number_is_looked_for_like_any_code(client):
    page = make_closed_vote({"Utegym": 1}, {"1": 1})
    let_be_counted(page.vote, {"paper": [receipt_hash("12-7")]})

    assert answered(client, page, "12-7") == "there"


@pytest.mark.django_db
def test_whoever_asks_while_the_box_is_being_closed_gets_the_right_answer():
    vote = make_open_vote().vote
    code = vote_as(vote, "anna", 1)
    read_before = Vote.objects.get(pk=vote.pk)

    close_box(end_voting(vote))

    assert is_included(read_before, code)


@pytest.mark.django_db
def test_the_code_is_never_taken_from_an_address(client):
    page, (code,) = closed_with("anna")

    response = client.get(step(page, "receipt_check"), {"code": code})

    assert "answer" not in response.context_data
    assert code not in text_of(response)


@pytest.mark.django_db
def test_the_form_is_safe_from_other_sites_and_not_kept_by_caches():
    page, (code,) = closed_with("anna")
    client = Client(enforce_csrf_checks=True)

    assert ask(client, page, code).status_code == 403
    response = client.get(step(page, "receipt_check"))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_too_many_questions_from_one_network_wait_and_keep_what_was_written(
    client, monkeypatch, clock
):
    monkeypatch.setattr(inclusion, "CHECKS_FROM_A_NETWORK", "2/h")
    page, (code,) = closed_with("anna")
    for _time in range(2):
        assert answered(client, page, code) == "there"

    response = ask(client, page, code)

    assert response.context_data["answer"] == "too_many"
    assert f'value="{code}"' in text_of(response)


@pytest.mark.django_db
def test_looking_tells_nothing_in_the_log(client, caplog):
    page, (code,) = closed_with("anna")
    caplog.set_level("DEBUG")

    ask(client, page, code)

    assert code not in caplog.text


@pytest.mark.django_db
def test_the_voting_page_the_receipt_and_the_result_lead_to_it(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    for address in (page.url, step(page, "receipt")):
        assert f'href="{step(page, "receipt_check")}"' in text_of(client.get(address))
    assert f'href="{step(page, "receipts")}"' not in text_of(client.get(page.url))

    close_box(end_voting(page.vote))
    waiting = text_of(client.get(page.url))
    decided = decide(VotingPage.objects.get(pk=page.pk))
    for content in (waiting, text_of(Client().get(decided.url))):
        assert f'href="{step(page, "receipts")}"' in content
        assert f'href="{step(page, "receipt_check")}"' in content


@pytest.mark.django_db
def test_the_pages_speak_english_too(client):
    page, (code,) = closed_with("anna")
    english = translate(page)

    with override("en"):
        response = ask(client, english, code)

    assert "Yes. Your vote was counted." in text_of(response)
