"""Voting with a code on paper, through the front door."""

import pytest
from django.core.cache import cache
from django.test import Client

from wagtail_medborgarbudget.actions import attempts
from wagtail_medborgarbudget.actions.code_runs import withdraw_codes
from wagtail_medborgarbudget.actions.codes import reissue_code, void_code
from wagtail_medborgarbudget.actions.keys import vote_secret
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.veils import unveil
from wagtail_medborgarbudget.method.codes import code_of, in_groups
from wagtail_medborgarbudget.models import (
    Ballot,
    CodeKind,
    VoterMark,
    VoteSalt,
    VotingCode,
    VotingPage,
)
from wagtail_medborgarbudget.views.identify import WAITS
from wagtail_medborgarbudget.views.sending import STOPPED

from .builders import in_swedish, make_open_vote
from .codes import codes_of, hand_out, make_batch, make_codes_vote
from .voters import begin, finish, identify, step, text_of

pytestmark = pytest.mark.django_db

UNKNOWN = "Vi känner inte igen den koden."
NOBODYS = in_groups(code_of(1))


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    cache.clear()


@pytest.fixture
def open_page():
    """A vote that is open, with three codes handed out: (page, number → code)."""
    page = make_codes_vote()
    codes = codes_of(page.vote)
    open_vote(page.vote)
    return VotingPage.objects.get(pk=page.pk), codes


def said(response) -> str:
    form = response.context_data["form"]
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return " ".join([*errors, *map(str, response.context_data.get("refusals", ()))])


def test_a_code_gives_one_vote_that_can_be_changed_from_another_device(client, open_page):
    page, codes = open_page
    for device, choice in ((client, 1), (Client(), 2)):
        begin(device, page, choice)
        identify(device, page, code=codes[2])
        finish(device, page, choice)

    assert Ballot.objects.get().choices == "2"
    assert VoterMark.objects.get().channel == "voting_code"


@pytest.mark.parametrize("as_typed", [str.lower, lambda code: f"  {code.replace('-', ' ')} "])
def test_a_code_is_taken_however_it_is_typed(client, open_page, as_typed):
    page, codes = open_page
    begin(client, page)

    assert identify(client, page, code=as_typed(codes[1])).url == step(page, "review")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Skriv koden som du har fått."),
        ("ABCDE-FGHJ", "Koden har 10 tecken. Du skrev 9."),
        ("ABCDE-FGHJO", "Tecknet ”O” finns inte"),
        ("ABCDE-FGHJA", "Ett tecken är fel"),
    ],
)
def test_a_slip_of_the_finger_is_told_and_costs_no_attempt(client, open_page, typed, words):
    page, codes = open_page
    begin(client, page)

    for _time in range(attempts.VOTING_CODES.free + 2):
        refused = identify(client, page, code=typed)

    assert words in said(refused)
    assert identify(client, page, code=codes[1]).status_code == 302


def test_a_code_that_nobody_has_is_refused_and_guessing_has_to_wait(client, open_page):
    page, codes = open_page
    begin(client, page)
    assert UNKNOWN in answer_to(client, page, NOBODYS)
    for _guess in range(attempts.VOTING_CODES.free):
        refused = answer_to(client, page, NOBODYS)

    assert in_swedish(WAITS[attempts.TooManyAttempts.code]) in refused
    assert in_swedish(WAITS[attempts.TooManyAttempts.code]) in answer_to(client, page, codes[1])


def answer_to(client, page, code):
    return said(identify(client, page, code=code))


def test_the_code_stands_in_no_address_session_or_log(client, open_page, caplog):
    page, codes = open_page
    begin(client, page)

    answer = identify(client, page, code=codes[1])

    bare = codes[1].replace("-", "")
    for text in (answer.url, caplog.text, str(dict(client.session)), str(client.cookies)):
        assert codes[1] not in text
        assert bare not in text


def test_a_withdrawn_code_is_refused(client):
    page = make_codes_vote()
    batch = make_batch(page.vote)
    code = hand_out(batch)[1]
    hand_out(make_batch(page.vote))
    open_vote(page.vote)
    withdraw_codes(batch)
    begin(client, page)

    assert UNKNOWN in answer_to(client, page, code)


def test_a_code_tells_by_itself_whether_it_came_from_school(client):
    page = make_codes_vote(ways=["voting_code", "school"])
    codes_of(page.vote)
    slip = codes_of(page.vote, kind=CodeKind.SCHOOL)[1]
    open_vote(page.vote)
    begin(client, page)

    client.post(step(page, "identify") + "?way=voting_code", {"code": slip})
    finish(client, page)

    assert VoterMark.objects.get().channel == "school"


def test_a_code_from_school_is_not_taken_where_the_vote_takes_only_letters(client):
    page = make_codes_vote()
    codes_of(page.vote)
    slip = codes_of(page.vote, kind=CodeKind.SCHOOL)[1]
    open_vote(page.vote)
    begin(client, page)

    assert UNKNOWN in answer_to(client, page, slip)


def test_the_field_is_not_filled_in_by_the_browsers_memory(client, open_page):
    page, _codes = open_page
    begin(client, page)

    html = text_of(client.get(step(page, "identify")))

    assert 'autocomplete="off"' in html
    assert "data-mb-code" in html


def test_the_script_that_reads_the_scanned_code_comes_only_where_codes_are_used(client, open_page):
    page, _codes = open_page

    assert "code.js" in client.get(page.url).content.decode()
    assert "code.js" not in client.get(make_open_vote().url).content.decode()
    assert not client.get(page.url).cookies


# A code that is stopped when it has been shown, and no vote is sent yet.


def reissue(batch, number):
    return in_groups(reissue_code(batch, number, "Borttappat brev"))


@pytest.mark.parametrize(
    "stop",
    [
        lambda batch: void_code(batch, 1, "Stulet brev"),
        lambda batch: reissue(batch, 1),
        withdraw_codes,
    ],
    ids=["stopped", "replaced", "withdrawn"],
)
def test_a_code_that_was_shown_before_it_was_stopped_does_not_vote(client, open_page, stop):
    page, codes = open_page
    begin(client, page, 2)
    identify(client, page, code=codes[1])

    stop(page.vote.code_batches.get())
    answer = finish(client, page, 2)

    assert in_swedish(STOPPED) in said(answer)
    assert answer.context_data["way"].name == "voting_code"
    assert not VoterMark.objects.exists()
    assert not Ballot.objects.exists()
    assert client.get(step(page, "ballot")).context_data["chosen"] == 1
    assert client.get(step(page, "review")).url == step(page, "identify")


def test_the_new_code_votes_then_and_other_numbers_are_not_disturbed(client, open_page):
    page, codes = open_page
    other = Client()
    for device, number in ((client, 1), (other, 2)):
        begin(device, page)
        identify(device, page, code=codes[number])
    new = reissue(page.vote.code_batches.get(), 1)

    assert finish(other, page).url == step(page, "receipt")
    finish(client, page)
    identify(client, page, code=new)
    assert finish(client, page).url == step(page, "receipt")
    assert VoterMark.objects.count() == 2


def test_a_vote_sent_with_a_code_stays_when_the_code_is_stopped(client, open_page):
    page, codes = open_page
    begin(client, page)
    identify(client, page, code=codes[1])
    finish(client, page)

    void_code(page.vote.code_batches.get(), 1, "Stulet brev")

    assert Ballot.objects.count() == 1


def test_the_session_does_not_tell_which_code_was_shown(client, open_page):
    page, codes = open_page
    kept = []
    for _time in range(2):
        begin(client, page)
        identify(client, page, code=codes[1])
        kept.append(client.session[f"mb_voter_{page.vote.pk}"])

    hashes = VotingCode.objects.values_list("code_hash", flat=True)
    assert not any(code_hash in str(kept) for code_hash in hashes)
    assert kept[0][3] != kept[1][3]
    assert unveil(vote_secret(page.vote), kept[0][3]) in hashes


def test_a_code_shown_under_another_salt_is_shown_once_more(client, open_page):
    page, codes = open_page
    begin(client, page)
    identify(client, page, code=codes[1])

    VoteSalt.objects.update(value=b"another" * 4)

    assert in_swedish(STOPPED) in said(finish(client, page))
