"""What must be in place before a vote opens, and what opening it fixes."""

import pytest

from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.preflight import NotReady, preflight
from wagtail_medborgarbudget.actions.vote_refusals import AlreadyFixed
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.method.ties import draw_lot
from wagtail_medborgarbudget.models import Proposal, Vote

from .builders import (
    end_voting,
    make_eligible,
    make_open_vote,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
)

pytestmark = pytest.mark.django_db


def ready_vote(**facts):
    round_page = make_round_page(step=Step.VOTE)
    make_eligible(round_page, "Bänkar", 50_000)
    return make_voting_page(round_page, **facts).vote


def test_opening_a_vote_numbers_the_proposals_by_area_and_title():
    round_page = make_round_page(step=Step.VOTE, pots={"Berga": 300_000, "Alby": 300_000})
    berga, alby = round_page.round.areas.all()
    for title, area in [("Utegym", alby), ("Lampor", berga), ("Bänkar", berga)]:
        make_eligible(round_page, title, 50_000, area=area)
    make_proposal_page(round_page, "Inte prövat")

    vote = open_vote(make_voting_page(round_page).vote)

    on_ballot = Proposal.objects.on_ballot()
    assert [(p.ballot_number, p.title) for p in on_ballot] == [
        (1, "Bänkar"),
        (2, "Lampor"),
        (3, "Utegym"),
    ]
    assert vote.is_fixed
    assert vote.is_open()


def test_the_lot_is_drawn_from_a_published_seed():
    vote = make_open_vote().vote

    assert list(map(str, vote.lot)) == draw_lot(["1", "2", "3", "4"], vote.lot_seed)
    assert open_vote(ready_vote()).lot_seed != vote.lot_seed


def test_a_vote_is_opened_once():
    vote = make_open_vote().vote

    with pytest.raises(AlreadyFixed):
        open_vote(vote)


def test_a_vote_that_is_not_ready_says_everything_at_once(settings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = "short"
    round_page = make_round_page(step=None, decided=False)
    vote = make_voting_page(round_page, no_paper_because={}, ways=["unknown"], least=4).vote

    with pytest.raises(NotReady) as refused:
        open_vote(vote)

    assert {problem.code for problem in refused.value.problems} == {
        "no_voting_days",
        "no_proposals",
        "no_criteria_decision",
        "no_shortlist_decision",
        "no_way_to_identify",
        "no_paper_way",
        "impossible_limits",
        "no_ballot_key",
    }
    assert not Vote.objects.get(pk=vote.pk).is_fixed


def test_every_proposal_needs_an_area_and_a_cost_under_the_cap():
    round_page = make_round_page(step=Step.VOTE, cost_cap=200_000)
    make_eligible(round_page, "Utan kostnad", None)
    make_eligible(round_page, "Utan område", 1, area=None)
    make_eligible(round_page, "För dyrt", 200_001)
    vote = make_voting_page(round_page, ways=["declaration"]).vote

    problems = preflight(vote)

    assert {(problem.code, problem.facts["proposal"]) for problem in problems} == {
        ("proposal_without_cost", "Utan kostnad"),
        ("proposal_without_area", "Utan område"),
        ("proposal_too_expensive", "För dyrt"),
    }


def test_a_vote_whose_days_are_over_cannot_be_opened():
    vote = end_voting(ready_vote())

    assert [problem.code for problem in preflight(vote)] == ["voting_days_over"]


def test_a_minimum_that_the_ballot_cannot_fill_is_found_before_opening():
    vote = ready_vote(most=3, least=2)

    assert [problem.code for problem in preflight(vote)] == ["too_few_proposals"]


def test_several_ways_are_advice_and_do_not_stop_the_opening():
    vote = ready_vote(ways=["declaration", "email_code"])

    assert [problem.code for problem in preflight(vote)] == ["several_ways"]
    assert open_vote(vote).is_fixed


def test_the_opening_is_logged_with_the_one_who_did_it():
    from wagtail.models import ModelLogEntry

    user = make_user()
    vote = open_vote(ready_vote(), user)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.open_vote")
    assert (entry.user, entry.object_id) == (user, str(vote.pk))
