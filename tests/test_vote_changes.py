"""A fixed ballot is changed with a decision: openly, sealed again, and told to voters."""

from datetime import timedelta
from functools import partial
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.ballot_facts import Fact
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.counting import contest
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.preflight import NotReady
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.actions.vote_refusals import (
    BoxClosed,
    ChangedMeanwhile,
    DecisionNotYetMade,
    ImpossibleChange,
    NoReason,
    NotFixed,
    NothingChanges,
    RehearsalGoesOn,
)
from wagtail_medborgarbudget.method.ballots import BallotRefused
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import DecisionKind, SealedText, VoteChange

from .builders import (
    end_voting,
    force,
    make_closed_vote,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    put_in_box,
    translate,
    vote_as,
)
from .sealing import DECISION, area_of, change, fresh, last_day, page_of, proposal, publish
from .threads import at_once, needs_postgres

pytestmark = pytest.mark.django_db

COST = Fact("cost", 1)


@pytest.fixture
def page():
    return make_open_vote("Bänkar", "Lampor")


@pytest.fixture
def vote(page):
    return page.vote


def test_a_price_is_changed_and_the_count_goes_by_the_new_one(vote):
    force(vote.round.areas.get_queryset().model.objects.all(), pot=150_000)
    put_in_box(vote, {"1 2": 1, "2": 2})

    change(vote, {COST: 40_000})

    assert proposal(vote, 1).cost == 40_000
    assert [one.cost for one in contest(fresh(vote)).candidates] == [40_000, 100_000]
    assert count(fresh(vote)).funded == ("2", "1")


def test_everything_that_a_decision_may_change_can_be_changed_at_once(vote):
    area, later = area_of(vote), last_day(vote) + timedelta(days=5)

    change(
        vote,
        {
            COST: 90_000,
            Fact("running_cost", 1): 500,
            Fact("running_cost", 2): 400,
            Fact("title", 1, "sv"): "Soffor",
            Fact("pot", area.pk): 700_000,
            Fact("ceiling", area.pk): 30_000,
            Fact("common_pot"): 50_000,
            Fact("common_running_cap"): 1_000,
            Fact("last_day"): later.isoformat(),
            Fact("ways"): ["declaration", "email_code"],
        },
    )

    vote, area = fresh(vote), fresh(area)
    assert (proposal(vote, 1).cost, proposal(vote, 2).running_cost) == (90_000, 400)
    assert page_of(vote, 1).title == "Soffor"
    assert (area.pot, area.running_cap) == (700_000, 30_000)
    assert (vote.round.common_pot, vote.round.common_running_cap) == (50_000, 1_000)
    assert last_day(vote) == later
    assert vote.ways == ["declaration", "email_code"]


def test_the_ballot_gets_a_new_seal_and_the_earlier_one_stays_public(page, vote, client):
    before = vote.seal

    made = change(vote, {COST: 90_000})

    page = fresh(page)
    assert (made.seal_before, made.seal_after) == (before, page.vote.seal)
    assert before != page.vote.seal
    for fingerprint in (before, page.vote.seal):
        file = client.get(page.url + page.reverse_subpage("earlier_seal", args=[fingerprint]))
        assert sha256(file.content).hexdigest() == fingerprint
    now = client.get(page.url + page.reverse_subpage("seal"))
    assert sha256(now.content).hexdigest() == page.vote.seal


def test_nothing_else_in_the_seal_is_touched(vote):
    publish(page_of(vote, 2), intro="Andra ord än de som lades under sigill.")
    before = fresh(vote).sealed

    change(vote, {COST: 90_000})

    after = fresh(vote).sealed
    after["candidates"][0]["cost"] = 100_000
    assert after == before


def test_sent_ballots_are_kept(vote):
    vote_as(vote, "rut", 1, 2)

    change(vote, {COST: 90_000})

    assert vote.ballots.get().choices == "1 2"
    assert vote.marks.count() == 1


def test_sent_ballots_that_no_longer_fit_in_the_budget_are_kept_and_counted():
    vote = make_open_vote("Bänkar", "Lampor", cost=150_000).vote
    force(type(vote).objects.all(), method="knapsack")
    force(type(area_of(vote)).objects.all(), pot=320_000)
    put_in_box(vote, {"1 2": 3})

    change(fresh(vote), {COST: 200_000})

    assert count(fresh(vote)).ballots == 3
    with pytest.raises(BallotRefused):
        cast_ballot(fresh(vote), Identified("rut", "declaration"), [1, 2])


def test_a_title_is_changed_on_the_page_in_its_drafts_and_in_what_is_sealed(vote):
    bench = page_of(vote, 1)
    bench.intro = "Ett utkast."
    bench.save_revision()

    change(vote, {Fact("title", 1, "sv"): "Soffor"})

    bench, text = fresh(bench), SealedText.objects.get(vote=vote, number=1)
    assert (bench.title, bench.draft_title, bench.intro) == ("Soffor", "Soffor", "Kort om Bänkar.")
    draft = bench.get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("Soffor", "Ett utkast.")
    sealed = fresh(vote).sealed["proposals"]["1"]
    assert sealed["titles"] == {"sv": "Soffor"}
    assert sealed["texts"] == {"sv": text.sha256}
    assert not SealedText.objects.changed().exists()


def test_the_title_in_one_language_leaves_the_other(vote):
    english = translate(page_of(vote, 1))

    change(vote, {Fact("title", 1, "en"): "Benches"})

    assert fresh(english).title == "Benches"
    assert page_of(vote, 1).title == "Bänkar"


@pytest.mark.parametrize(
    "changes",
    [
        {COST: 0},
        {COST: None},
        {COST: "90000"},
        {Fact("running_cost", 1): -1},
        {Fact("cost", 99): 1},
        {Fact("title", 1, "sv"): "  "},
        {Fact("title", 1, "fi"): "Penkit"},
        {Fact("ways"): []},
        {Fact("ways"): ["email_code"]},
        {Fact("last_day"): "2020-01-01"},
        {Fact("method"): "points"},
        {Fact("most"): 9},
        {Fact("rule"): "no_skip"},
    ],
)
def test_what_no_decision_may_change_is_refused(vote, changes):
    sealed = vote.sealed

    with pytest.raises(ImpossibleChange):
        change(vote, changes)

    assert fresh(vote).sealed == sealed
    assert not VoteChange.objects.exists()


def test_a_change_after_which_a_proposal_could_never_get_money_is_refused(vote):
    with pytest.raises(NotReady) as refusal:
        change(vote, {COST: 150_000, Fact("pot", area_of(vote).pk): 120_000})

    assert [problem.code for problem in refusal.value.problems] == ["proposal_over_pot"]
    assert proposal(vote, 1).cost == 100_000
    assert not vote.round.decisions.filter(kind=DecisionKind.CHANGE).exists()


def test_a_change_needs_a_decision_that_is_made_and_a_reason(vote):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ValidationError):
        change(vote, {COST: 1}, decision={"body": ""})
    with pytest.raises(DecisionNotYetMade):
        change(vote, {COST: 1}, decision=DECISION | {"date": tomorrow})
    with pytest.raises(DecisionNotYetMade):
        change(vote, {COST: 1}, decision={"waived_because": "Det går bra ändå."})
    with pytest.raises(NoReason):
        change(vote, {COST: 1}, reason={"sv": ""})
    with pytest.raises(NothingChanges):
        change(vote, {COST: 100_000})


def test_a_ballot_is_changed_only_while_it_is_fixed_and_its_box_open(vote):
    with pytest.raises(NotFixed):
        change(make_voting_page(make_round_page(step=Step.VOTE)).vote, {COST: 1})
    with pytest.raises(BoxClosed):
        change(make_closed_vote({"Bänkar": 9}, {}).vote, {COST: 1})
    force(type(vote).objects.filter(pk=vote.pk), rehearsal_since=timezone.now())
    with pytest.raises(RehearsalGoesOn):
        change(vote, {COST: 1})


def test_a_change_made_from_an_old_screen_is_refused(vote):
    shown = vote.seal
    change(vote, {COST: 90_000}, seal=shown)

    with pytest.raises(ChangedMeanwhile):
        change(vote, {COST: 80_000}, seal=shown)

    assert proposal(vote, 1).cost == 90_000


def test_a_later_last_day_lets_residents_vote_again(vote):
    vote = end_voting(vote)
    assert not vote.is_open()

    change(vote, {Fact("last_day"): (timezone.localdate() + timedelta(days=3)).isoformat()})

    assert vote_as(fresh(vote), "rut", 1)


def test_a_change_is_logged_with_who_and_what(vote):
    leader = make_user()

    change(vote, {COST: 90_000}, user=leader)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.change_with_decision")
    assert entry.user == leader
    assert entry.data["what"] == [
        {"fact": "cost", "of": 1, "language": "", "before": 100_000, "after": 90_000}
    ]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_ballots_sent_while_the_ballot_is_changed_are_all_kept_and_one_change_is_made():
    vote = make_open_vote("Bänkar", "Lampor").vote
    leader, shown = make_user(), vote.seal

    casts = [partial(vote_as, vote, f"voter{number}", 1) for number in range(12)]
    changes = [
        partial(change, vote, {COST: price}, user=leader, seal=shown) for price in (90_000, 80_000)
    ]
    done = at_once(*casts[:6], *changes, *casts[6:])

    refused = [one for one in done if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ChangedMeanwhile]
    assert vote.ballots.count() == vote.marks.count() == 12
    assert VoteChange.objects.get().seal_after == fresh(vote).seal != shown
