"""Somebody changes what decides a vote in the very moment its ballot is fixed."""

from threading import Event

import pytest
from django.db import transaction

from wagtail_medborgarbudget.actions.assessments import begin_assessment
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import Area, Proposal, Round, Vote
from wagtail_medborgarbudget.models.frozen import BallotIsFixed

from .builders import make_eligible, make_proposal_page, make_round_page, make_voting_page
from .threads import at_once, needs_postgres

pytestmark = [pytest.mark.django_db(transaction=True), needs_postgres]
SOON = 0.3


@pytest.fixture
def vote():
    round_page = make_round_page(step=Step.VOTE)
    for title in ("Bänkar", "Lampor"):
        make_eligible(round_page, title, 100_000)
    return make_voting_page(round_page, ways=["declaration"]).vote


def save_proposal(vote):
    proposal = vote.round.proposals.first()
    proposal.cost = 9
    return proposal.save


def save_it_as_it_was(vote):
    return vote.round.proposals.first().save


def save_title(vote):
    page = vote.round.proposals.first().pages.get()
    page.title = "Annat"
    return page.save


def save_vote(vote):
    stale = Vote.objects.get(pk=vote.pk)
    stale.most = 2
    return stale.save


def save_round(vote):
    stale = Round.objects.get(pk=vote.round_id)
    stale.common_pot = 9
    return stale.save


WRITES = {
    "a proposal's cost": save_proposal,
    "a proposal that was read before": save_it_as_it_was,
    "many proposals' cost": lambda vote: lambda: vote.round.proposals.update(cost=9),
    "a page's title": save_title,
    "the vote's limits": save_vote,
    "the common pot": save_round,
    "another area": lambda vote: lambda: Area.objects.create(round_id=vote.round_id, pot=9),
    "an area's pot": lambda vote: lambda: Area.objects.filter(round=vote.round_id).update(pot=9),
    "no area": lambda vote: lambda: vote.round.areas.all().delete(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_who_comes_while_the_ballot_is_being_fixed_is_told_that_it_is(vote, write):
    fixing, change = Event(), write(vote)

    def fix():
        with transaction.atomic():
            open_vote(vote)
            fixing.set()
            # Long enough for the other to come to the same rows.
            Event().wait(SOON)

    def change_meanwhile():
        fixing.wait()
        change()

    fixed, changed = at_once(fix, change_meanwhile)

    assert fixed is None
    assert isinstance(changed, BallotIsFixed)
    assert_as_sealed(vote)


def test_what_was_on_its_way_before_is_sealed_with_the_rest(vote):
    changing, change = Event(), save_proposal(vote)

    def change_first():
        with transaction.atomic():
            change()
            changing.set()
            Event().wait(SOON)

    def fix():
        changing.wait()
        open_vote(vote)

    changed, fixed = at_once(change_first, fix)

    assert changed is fixed is None
    assert 9 in assert_as_sealed(vote).values()


def test_assessing_and_fixing_at_once_wait_for_each_other_in_the_same_order(vote):
    waiting = make_proposal_page(vote.round.main_page, stage=Stage.WORKING).proposal

    ended = at_once(lambda: begin_assessment(waiting, None), lambda: open_vote(vote))

    assert not any("deadlock" in str(each) for each in ended)
    assert_as_sealed(vote)


def assert_as_sealed(vote):
    vote = Vote.objects.get(pk=vote.pk)
    sealed = {int(one["id"]): one["cost"] for one in vote.sealed["candidates"]}
    proposals = Proposal.objects.filter(round=vote.round_id, ballot_number__isnull=False)
    assert dict(proposals.values_list("ballot_number", "cost")) == sealed
    return sealed
