"""What holds for every count, shown on random elections full of ties."""

import json
import os
import random
import subprocess
import sys

import pytest
from hypothesis import assume, given

from wagtail_medborgarbudget.method.counting import COMMON
from wagtail_medborgarbudget.method.outcomes import Outcome, Reason, Way
from wagtail_medborgarbudget.method.rules import Kind, Misfit
from wagtail_medborgarbudget.method.sealing import canonical

from .elections import DICE, TRIED, election

EVERY_KIND = pytest.mark.parametrize("kind", Kind)


@EVERY_KIND
@TRIED
@given(DICE)
def test_neither_order_nor_grouping_matters(kind, dice):
    tried = election(dice, kind)
    outcome = canonical(tried.outcome.as_json())

    shuffled = tried.but(
        candidates=dice.sample(tried.candidates, len(tried.candidates)),
        ballots=dice.sample(tried.ballots, len(tried.ballots)),
        pots=dict(reversed(tried.pots.items())),
    )
    one_by_one = shuffled.contest_of([(ballot, 1) for ballot in shuffled.ballots])

    assert canonical(shuffled.outcome.as_json()) == outcome
    assert canonical(one_by_one.count().as_json()) == outcome
    assert one_by_one.hash() == tried.contest.hash()


@EVERY_KIND
@TRIED
@given(DICE)
def test_no_pot_and_no_ceiling_is_overdrawn_and_no_group_is_funded_twice(kind, dice):
    tried = election(dice, kind)

    outcome = tried.outcome

    funded = [line for line in outcome.lines if line.funded]
    assert all(left >= 0 for left in outcome.left.values())
    assert outcome.total_cost + sum(outcome.left.values()) == sum(
        pot.money for pot in [*tried.pots.values(), tried.common] if pot
    )
    for area, pot in tried.pots.items():
        used = sum(line.running for line in funded if line.pot == area)
        assert pot.running is None or used <= pot.running
    groups = [one.group for one in tried.candidates if one.group and one.id in outcome.funded]
    assert len(groups) == len(set(groups))


@EVERY_KIND
@TRIED
@given(DICE)
def test_every_proposal_has_a_line_that_its_figures_bear_out(kind, dice):
    tried = election(dice, kind)

    outcome = tried.outcome

    assert sorted(line.id for line in outcome.lines) == sorted(c.id for c in tried.candidates)
    for line in outcome.lines:
        assert_explained(line, outcome, tried.rule)


def assert_explained(line, outcome, rule):
    short = line.missing == line.cost - line.left_before > 0
    if line.reason is Reason.FUNDED:
        assert line.votes > 0
        assert line.cost <= line.left_before + line.borrowed
        assert (line.way is Way.STRETCH) == (line.borrowed > 0)
        if line.price:
            assert line.price * line.effective_votes == line.cost
    elif line.reason is Reason.OVER_BUDGET:
        assert short
    elif line.reason is Reason.OVER_RUNNING:
        assert line.missing_running == line.running - line.running_left > 0
    elif line.reason is Reason.BELOW_THRESHOLD:
        has = line.points if rule.threshold_in_points else line.votes
        assert 0 < has < line.threshold
    elif line.reason is Reason.STOPPED:
        assert rule.misfit is not Misfit.SKIP
        assert line.stopped_by
    elif line.reason is Reason.EXCLUDED:
        assert line.excluded_by in outcome.funded
    elif line.reason is Reason.SUPPORTERS_SHORT:
        assert short or not line.missing
        assert short or 0 <= line.supporters_left < line.cost
    else:
        assert line.reason is Reason.NO_VOTES
        assert line.votes == 0


@EVERY_KIND
@TRIED
@given(DICE)
def test_an_outcome_survives_json(kind, dice):
    outcome = election(dice, kind).outcome

    written = json.dumps(outcome.as_json())

    assert Outcome.from_json(json.loads(written)) == outcome


@TRIED
@given(DICE)
def test_one_more_vote_never_takes_the_money_away_under_most_votes(dice):
    tried = election(dice, Kind.MOST_VOTES)
    # Where the counting stops, what it stops before can flow into the common pot.
    assume(tried.rule.misfit is Misfit.SKIP or not (tried.common or tried.rule.leftovers))
    # A share of more ballots would be a higher threshold, so the vote is moved, not added.
    funded = tried.but(ballots=(*tried.ballots, {})).outcome.funded

    for winner in funded:
        more = tried.but(ballots=(*tried.ballots, {winner: 1}))
        assert winner in more.outcome.funded


@TRIED
@given(DICE)
def test_a_tie_is_named_exactly_when_another_lot_would_move_money(dice):
    misfit = dice.choice([Misfit.SKIP, Misfit.STOP])
    tried = election(dice, Kind.MOST_VOTES, ties=("lot",), misfit=misfit, leftovers=False)
    # In the common pot what a tie decided in an area can be made good again.
    tried = tried.but(
        common=None,
        candidates=[one for one in tried.candidates if one.area != COMMON],
        ballots=[{id: n for id, n in b.items() if id in areas(tried)} for b in tried.ballots],
    )
    named = any(line.tie_with for line in tried.outcome.lines)

    outcomes = {frozenset(another_lot(tried, dice).outcome.funded) for _ in range(25)}

    assert named == (len(outcomes) > 1)


@EVERY_KIND
@TRIED
@given(DICE)
def test_where_another_lot_would_move_money_a_tie_is_named(kind, dice):
    # A tie in a run with another share can decide which run counts; only that run's are named.
    tried = election(dice, kind, ties=("lot",), completion="none", comparison=False)
    funded = set(tried.outcome.funded)
    lots = [another_lot(tried, dice) for _ in range(5)]

    if any(set(lot.outcome.funded) != funded for lot in lots):
        assert any(line.tie_with for line in tried.outcome.lines)


def areas(tried):
    return {one.id for one in tried.candidates if one.area != COMMON}


def another_lot(tried, dice):
    return tried.but(lot=tuple(dice.sample(tried.lot, len(tried.lot))))


def test_another_interpreter_writes_the_same_outcome_byte_for_byte():
    here = written_outcomes()

    for seed in ("0", "1", "4711"):
        there = subprocess.run(
            [sys.executable, "-m", "tests.test_method_invariants"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout == here


def written_outcomes():
    tried = [election(random.Random(seed), kind) for seed in range(60) for kind in Kind]
    return "".join(canonical(each.outcome.as_json()) + "\n" for each in tried)


if __name__ == "__main__":
    sys.stdout.write(written_outcomes())
