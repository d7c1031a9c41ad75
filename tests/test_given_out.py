"""Who can make voters makes codes or writes sheets, and how many there were is public."""

import pytest

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_runs import withdraw_codes
from wagtail_medborgarbudget.actions.inclusion import codes_given
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.stations import give_start_code
from wagtail_medborgarbudget.models import CodeKind, Vote, VotingPage

from .builders import end_voting, make_open_vote, vote_as
from .codes import codes_of, make_batch, make_codes_vote, who
from .paper import make_paper_vote, make_settled
from .voters import step, text_of
from .ways import make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain_page():
    page = make_open_vote()
    vote_as(page.vote, "anna", 1)
    close_box(end_voting(page.vote))
    return VotingPage.objects.get(pk=page.pk)


def test_how_many_codes_were_given_out_stands_beside_how_many_voted_with_them(client):
    page = make_codes_vote(ways=["voting_code", "school", "assisted"])
    code = codes_of(page.vote, 3)[1]
    codes_of(page.vote, 40)
    withdraw_codes(page.vote.code_batches.first())
    codes_of(page.vote, 25, kind=CodeKind.SCHOOL)
    make_batch(page.vote, 7, kind=CodeKind.SCHOOL)
    vote = open_vote(page.vote)
    give_start_code(make_station(vote), "19560312-4455")
    cast_ballot(vote, who(vote, code), [1])
    close_box(end_voting(vote))

    assert codes_given(Vote.objects.get(pk=vote.pk)) == {
        "voting_code": 43, "school": 25, "assisted": 1
    }  # fmt: skip
    shown = client.get(step(VotingPage.objects.get(pk=page.pk), "receipts"))
    assert [codes for _way, codes in shown.context_data["given"]] == [43, 25, 1]
    for way, codes in shown.context_data["given"]:
        assert f"{way}: {codes} " in text_of(shown)


def test_where_no_codes_were_given_out_nothing_is_said_of_them(client, plain_page):
    assert not client.get(step(plain_page, "receipts")).context_data["given"]


@pytest.mark.parametrize("on_the_roll", [3, 0])
def test_how_many_envelopes_were_opened_stands_beside_how_many_sheets_counted(client, on_the_roll):
    """Whoever wanted more ballots on paper would write more sheets than there were envelopes."""
    vote = make_paper_vote()
    for number in range(on_the_roll):
        mark_on_roll(vote, Identified(f"48030212{number:02}", "assisted"))
    make_settled(vote, "1 2", "3", "blank")
    close_box(end_voting(vote))

    shown = client.get(step(VotingPage.objects.get(vote=vote), "receipts"))

    assert shown.context_data["sheets"] == 2
    assert shown.context_data["envelopes"] == on_the_roll
    told = text_of(shown)
    assert ("3 kuvert öppnades" in told) == bool(on_the_roll)
    assert ("Ingen avprickning gjordes" in told) == (not on_the_roll)


def test_without_sheets_of_paper_nothing_is_said_of_envelopes(client, plain_page):
    assert "kuvert" not in text_of(client.get(step(plain_page, "receipts")))
