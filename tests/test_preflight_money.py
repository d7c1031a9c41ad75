"""Before a vote opens: every proposal on it must be one that some pot can pay for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.preflight import preflight
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, Proposal, Vote

from .builders import (
    force,
    make_eligible,
    make_open_vote,
    make_round_page,
    make_voting_page,
    put_in_box,
)
from .voters import mark, step, text_of

pytestmark = pytest.mark.django_db


def make_vote(proposal, *, pots=None, round_facts=None, running_cap=None, **facts) -> Vote:
    """A vote on one proposal; the caps on cost are out of the way."""
    round_facts = {"cost_cap": None} | (round_facts or {})
    round_page = make_round_page(step=Step.VOTE, pots=pots or {"Norr": 100_000}, **round_facts)
    Area.objects.update(running_cap=running_cap)
    area = None if "area" in proposal else round_page.round.areas.first()
    make_eligible(round_page, "Bastu", **{"cost": 90_000, "area": area} | proposal)
    return make_voting_page(round_page, ways=["declaration"], **facts).vote


def problems(vote) -> list[tuple[str, bool]]:
    return [(problem.code, problem.blocks) for problem in preflight(vote)]


def facts_of(vote) -> dict:
    [problem] = preflight(vote)
    return problem.facts


def test_a_proposal_of_no_area_is_fine_when_there_is_a_common_pot():
    of_no_area = {"area": None}

    assert problems(make_vote(of_no_area)) == [("proposal_without_area", True)]
    assert problems(make_vote(of_no_area, round_facts={"common_pot": 90_000})) == []


def test_a_proposal_of_no_area_is_held_to_the_rounds_highest_cost():
    vote = make_vote({"area": None}, round_facts={"common_pot": 90_000, "cost_cap": 80_000})

    assert problems(vote) == [("proposal_too_expensive", True)]


def test_a_proposal_that_costs_more_than_any_pot_of_its_own_can_hold_is_found():
    dear = {"cost": 100_001}

    assert problems(make_vote(dear)) == [("proposal_over_pot", True)]
    assert facts_of(make_vote(dear)) == {"proposal": "Bastu", "cost": 100_001, "holds": 100_000}
    assert problems(make_vote(dear, round_facts={"common_pot": 100_001})) == []


def test_what_areas_leave_is_counted_into_the_common_pot_when_the_rule_says_so():
    two, dear = {"Norr": 100_000, "Söder": 60_000}, {"cost": 160_000}

    assert problems(make_vote(dear, pots=two)) == [("proposal_over_pot", True)]
    assert problems(make_vote(dear, pots=two, leftovers=True)) == []


@pytest.mark.parametrize(
    ("cost", "common_pot", "found"),
    [(125_000, 25_000, []), (125_000, 24_999, ["over"]), (125_001, 90_000, ["over"])],
)
def test_stretching_helps_a_proposal_whose_own_pot_covers_four_fifths(cost, common_pot, found):
    vote = make_vote(
        {"cost": cost}, round_facts={"common_pot": common_pot}, rule="stretch", threshold=0
    )

    assert problems(vote) == [("proposal_over_pot", True) for _each in found]


@pytest.mark.parametrize("common_pot", [25_000, 24_999])
def test_what_is_said_of_stretching_is_what_the_count_does(common_pot):
    vote = make_vote({"cost": 125_000}, round_facts={"common_pot": common_pot}, rule="stretch")
    Proposal.objects.update(ballot_number=1)
    Vote.objects.update(lot=[1])
    put_in_box(vote, {"1": 3})

    funded = count(Vote.objects.get()).funded

    assert bool(funded) == (not problems(vote))


def test_a_proposal_that_alone_breaks_the_yearly_ceiling_is_found():
    heavy = {"running_cost": 5_001}

    assert problems(make_vote(heavy)) == []
    assert problems(make_vote(heavy, running_cap=5_001)) == []
    vote = make_vote(heavy, running_cap=5_000)
    assert problems(vote) == [("proposal_over_ceiling", True)]
    assert facts_of(vote) == {"proposal": "Bastu", "running": 5_001, "ceiling": 5_000}


def test_a_common_pot_without_a_ceiling_can_pay_for_what_breaks_the_areas():
    vote = make_vote({"running_cost": 5_001}, running_cap=5_000, round_facts={"common_pot": 90_000})

    assert problems(vote) == []


def test_a_yearly_cost_must_be_known_where_yearly_costs_have_a_ceiling():
    unknown = {"running_cost": None}

    assert problems(make_vote(unknown)) == []
    assert problems(make_vote(unknown, running_cap=5_000)) == [("yearly_cost_missing", True)]
    assert problems(make_vote({"running_cost": 0}, running_cap=5_000)) == []


def test_a_rule_that_cannot_be_followed_is_found():
    vote = make_vote({}, threshold_percent=101)

    assert problems(vote) == [("impossible_rule", True)]


def test_a_common_pot_that_has_been_emptied_since_stretching_was_chosen_is_advice():
    vote = make_vote({}, rule="stretch")

    assert problems(vote) == [("nothing_to_stretch_with", False)]
    assert open_vote(vote).is_fixed


def test_looking_asks_as_often_whatever_the_number_of_proposals():
    vote = make_open_vote("Bastu").vote
    force(Vote.objects.all(), opened_at=None)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            preflight(Vote.objects.get(pk=vote.pk))
        return len(queries)

    few = asked()
    for number in range(5):
        make_eligible(vote.round.main_page, f"Förslag {number}", 1_000)

    assert asked() == few


def make_vote_with_common_pot():
    """Open, with one proposal of an area and one of none."""
    round_page = make_round_page(
        step=Step.VOTE, pots={"Norr": 100_000}, common_pot=80_000, contact_email="a@b.example"
    )
    make_eligible(round_page, "Badplats", 80_000, area=None)
    make_eligible(round_page, "Utegym", 90_000, area=round_page.round.areas.get())
    page = make_voting_page(round_page, ways=["declaration"])
    open_vote(page.vote)
    return type(page).objects.get(pk=page.pk)


def test_proposals_of_no_area_stand_last_on_the_ballot():
    vote = make_vote_with_common_pot().vote

    titles = [proposal.title for proposal in vote.round.proposals.on_ballot()]

    assert titles == ["Utegym", "Badplats"]


def test_residents_vote_on_proposals_of_no_area_too(client):
    page = make_vote_with_common_pot()

    paper = client.get(step(page, "ballot")).context_data["paper"]
    chosen = mark(client, page, 2)

    assert [(str(area or ""), [each.title for each in choices]) for area, choices in paper] == [
        ("Norr", ["Utegym"]),
        ("", ["Badplats"]),
    ]
    assert chosen.status_code == 302


def test_the_common_pot_stands_beside_the_areas_for_residents(client):
    page = make_vote_with_common_pot()

    voting = client.get(page.url)
    about_round = client.get(page.round_page.url)

    assert voting.context_data["common"] == {"pot": 80_000, "proposals": 1}
    for response in (voting, about_round):
        assert "80 000 kr" in text_of(response)
    assert "180 000 kr" in text_of(about_round)
