"""Counting a vote: what is counted, who may ask for it, and what is written."""

import pytest

from wagtail_medborgarbudget.actions.counting import contest
from wagtail_medborgarbudget.actions.results import (
    AlreadyDecided,
    BoxNotClosed,
    CannotBeCounted,
    NotPublished,
    NoWorkflow,
    count,
    count_vote,
    decide_result,
)
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.method.ballots import OverBudget
from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import (
    BallotMethod,
    CountReviewTask,
    Proposal,
    Result,
    TieBreak,
    Vote,
)

from .builders import make_closed_vote, make_decision, make_user, translate

pytestmark = pytest.mark.django_db

COSTS = {"Utegym": 200_000, "Bänkar": 90_000, "Belysning": 150_000, "Gungor": 100_000}
# Votes: Utegym 5, Bänkar 4, Belysning 4, Gungor 1.
BALLOTS = {"1 2": 3, "1 3": 2, "2 3": 1, "3": 1, "4": 1}


def funded(vote) -> set[str]:
    titles = {str(one.ballot_number): one.title for one in Proposal.objects.all()}
    return {titles[id] for id in count(vote).funded}


def test_most_votes_first_and_what_does_not_fit_is_passed_over():
    vote = make_closed_vote(COSTS, BALLOTS).vote

    outcome = count(vote)

    assert funded(vote) == {"Utegym", "Bänkar"}
    assert outcome.ballots == 8
    assert list(outcome.left.values()) == [10_000]


def test_with_no_skip_the_counting_ends_at_the_first_that_does_not_fit():
    ballots = {"1": 3, "3": 2, "2": 1}

    vote = make_closed_vote(COSTS, ballots, rule="no_skip").vote

    assert funded(vote) == {"Utegym"}


def test_a_threshold_can_be_a_number_or_a_share_of_those_who_voted():
    number = make_closed_vote(COSTS, BALLOTS, threshold=5).vote
    share = make_closed_vote(COSTS, BALLOTS, threshold_percent=50).vote

    assert len(count(number).funded) == 1
    assert len(count(share).funded) == 2


def test_each_area_has_its_own_money():
    areas = {"Utegym": "Norr", "Bänkar": "Söder", "Belysning": "Norr", "Gungor": "Söder"}

    vote = make_closed_vote(
        COSTS, BALLOTS, areas=areas, pots={"Norr": 200_000, "Söder": 100_000}
    ).vote

    assert funded(vote) == {"Utegym", "Bänkar"}
    assert sorted(count(vote).left.values()) == [0, 10_000]


@pytest.mark.parametrize(
    ("tie_break", "winner"), [(TieBreak.CHEAPER, "Bänkar"), (TieBreak.LOT, "Utegym")]
)
def test_equals_go_by_cost_then_lot_or_by_the_lot_alone(tie_break, winner):
    costs = {"Bänkar": 90_000, "Utegym": 100_000}

    vote = make_closed_vote(
        costs, {"1": 2, "2": 2}, pots={"Norr": 100_000}, lot=[2, 1], tie_break=tie_break
    ).vote

    assert funded(vote) == {winner}


def test_votes_for_a_proposal_withdrawn_since_fall_away():
    vote = make_closed_vote(COSTS, BALLOTS).vote
    Proposal.objects.filter(ballot_number=1).update(stage=Stage.WITHDRAWN)

    assert funded(vote) == {"Bänkar", "Belysning"}
    assert count(vote).ballots == 8


def test_counting_makes_a_draft_that_waits_for_a_second_person():
    leader = make_user(LEADER)
    vote = make_closed_vote(COSTS, BALLOTS).vote

    result = count_vote(vote, leader)

    assert not result.live
    assert result.counted_by == leader
    assert isinstance(result.current_workflow_task, CountReviewTask)
    assert result.outcome == count(vote)
    assert set(Proposal.objects.values_list("stage", flat=True)) == {Stage.ELIGIBLE}


def test_a_result_keeps_the_titles_that_were_counted():
    vote = make_closed_vote(COSTS, BALLOTS).vote
    result = count_vote(vote, make_user(LEADER))

    Proposal.objects.first().pages.update(title="Något helt annat")

    kept = Result.objects.get(pk=result.pk).counted["proposals"]["1"]
    assert kept == {"key": str(Proposal.objects.first().key), "titles": {"sv": "Utegym"}}


def test_the_same_inputs_have_the_same_hash_and_one_more_ballot_another():
    vote = make_closed_vote(COSTS, BALLOTS).vote
    before = contest(vote).hash()

    assert contest(Vote.objects.get(pk=vote.pk)).hash() == before
    vote.ballots.create(choices="4")
    assert contest(vote).hash() != before


def test_counting_is_refused_while_the_box_is_open():
    vote = make_closed_vote(COSTS, BALLOTS, box_closed_at=None).vote

    with pytest.raises(BoxNotClosed):
        count_vote(vote, make_user(LEADER))

    assert not Result.objects.exists()


def test_counting_is_refused_once_a_result_is_decided():
    vote = make_closed_vote(COSTS, BALLOTS).vote
    leader = make_user(LEADER)
    Result.objects.filter(pk=count_vote(vote, leader).pk).update(live=True)

    with pytest.raises(AlreadyDecided):
        count_vote(vote, leader)


def test_ballots_that_do_not_match_the_proposals_are_refused_and_nothing_is_written():
    vote = make_closed_vote(COSTS, {"9": 1}).vote

    with pytest.raises(CannotBeCounted, match="unknown_candidate"):
        count_vote(vote, make_user(LEADER))

    assert not Result.objects.exists()


def test_without_a_workflow_nothing_is_counted():
    vote = make_closed_vote(COSTS, BALLOTS).vote

    with pytest.raises(NoWorkflow):
        count_vote(vote, make_user())

    assert not Result.objects.exists()


def test_counting_again_replaces_the_draft_that_waited():
    vote, leader = make_closed_vote(COSTS, BALLOTS).vote, make_user(LEADER)
    first = count_vote(vote, leader)

    second = count_vote(vote, leader)

    assert Result.objects.get(pk=first.pk).current_workflow_state is None
    assert Result.objects.get(pk=second.pk).workflow_in_progress


def test_an_unpublished_result_cannot_be_decided():
    vote, leader = make_closed_vote(COSTS, BALLOTS).vote, make_user(LEADER)
    result = count_vote(vote, leader)

    with pytest.raises(NotPublished):
        decide_result(result, make_decision(vote.round, "result"), leader)


def test_the_title_of_a_draft_is_not_told_with_the_result():
    vote = make_closed_vote(COSTS, BALLOTS).vote
    page = Proposal.objects.get(ballot_number=1).page
    translate(page).unpublish()

    named = count_vote(vote, make_user(LEADER)).counted["proposals"]

    assert named["1"]["titles"] == {"sv": "Utegym"}


def test_ninety_thousand_ballots_on_160_proposals_are_four_questions_to_the_database(
    django_assert_max_num_queries,
):
    costs = {f"Förslag {number}": 10_000 + number for number in range(1, 161)}
    ballots = {f"{one} {one + step}": 12 for one in range(1, 101) for step in range(1, 61)}
    vote = make_closed_vote(costs, ballots | {"1": 18_494}, pots={"Hela": 1_000_000}).vote

    with django_assert_max_num_queries(4):
        outcome = count(vote)

    assert outcome.ballots == 90_494


def test_shared_out_points_are_what_counts():
    ballots = {"1:3": 2, "2:1 3:2": 4, "4:3": 1}

    vote = make_closed_vote(COSTS, ballots, method=BallotMethod.POINTS, points=3).vote

    outcome = count(vote)
    assert [(line.id, line.points, line.votes) for line in outcome.lines] == [
        ("3", 8, 4),
        ("1", 6, 2),
        ("2", 4, 4),
        ("4", 3, 1),
    ]


def test_a_ranking_gives_the_points_of_its_places():
    ballots = {"2>1>3": 2, "1>4>3>2": 1}

    vote = make_closed_vote(COSTS, ballots, method=BallotMethod.RANKED, places=[3, 2, 1]).vote

    points = {line.id: line.points for line in count(vote).lines}
    assert points == {"1": 7, "2": 6, "3": 3, "4": 2}
    assert count(vote).rule["points_vector"] == [3, 2, 1]


def test_points_for_a_withdrawn_proposal_fall_away_and_the_ballot_stays():
    vote = make_closed_vote(COSTS, {"1:3": 2, "1:1 2:2": 1}, method=BallotMethod.POINTS).vote
    Proposal.objects.filter(ballot_number=1).update(stage=Stage.WITHDRAWN)

    outcome = count(vote)

    assert outcome.ballots == 3
    assert {line.id: line.points for line in outcome.lines} == {"2": 2, "3": 0, "4": 0}


def test_a_basket_must_fit_in_each_areas_own_money():
    pots = {"Norr": 200_000, "Söder": 100_000}
    areas = {"Utegym": "Norr", "Bänkar": "Söder", "Belysning": "Norr", "Gungor": "Söder"}
    vote = make_closed_vote(COSTS, {}, areas=areas, pots=pots, method=BallotMethod.KNAPSACK).vote
    vote.round.common_pot = 50_000

    vote.ballot_method.check([1, 2], range(1, 5))
    with pytest.raises(OverBudget) as refusal:
        vote.ballot_method.check([1, 3], range(1, 5))

    refused = refusal.value
    assert (refused.cost, refused.budget) == (COSTS["Utegym"] + COSTS["Belysning"], 200_000)


def test_a_basket_of_one_area_may_use_its_pot_and_the_common_one():
    vote = make_closed_vote(COSTS, {}, method=BallotMethod.KNAPSACK).vote
    vote.round.common_pot = 50_000

    assert vote.ballot_method.money == {None: 350_000}
