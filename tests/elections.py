"""Small random elections: full of ties, free proposals, empty ballots, groups and ceilings."""

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Completion, Kind, Misfit, Rule, Start, Utility

# The same elections every time, in whatever order the tests run and on every machine.
TRIED = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(TRIED, max_examples=40)
MANY = settings(TRIED, max_examples=1000)
# Quick dice. With use_true_random=False hypothesis also shrinks what it finds, slowly.
DICE = st.randoms(use_true_random=True)
UNITS = (1, 1, 10, 10**12)


@dataclass(frozen=True)
class Election:
    """What a count is made from, with every ballot by itself: points by id."""

    candidates: tuple[Candidate, ...]
    ballots: tuple[dict[str, int], ...]
    pots: dict[str, Pot]
    rule: Rule
    lot: tuple[str, ...]
    common: Pot | None

    @property
    def grouped(self):
        """Equal ballots once, with how many there are."""
        counted = Counter(tuple(sorted(ballot.items())) for ballot in self.ballots)
        return [(dict(ballot), count) for ballot, count in counted.items()]

    @property
    def contest(self):
        return self.contest_of(self.grouped)

    @property
    def outcome(self):
        return self.contest.count()

    def contest_of(self, grouped):
        ids = [candidate.id for candidate in self.candidates]
        profile = Profile.of(ids, grouped)
        return Contest(self.candidates, profile, self.pots, self.rule, self.lot, self.common)

    def but(self, **changes):
        """The same election, with these changes."""
        return replace(self, **changes)


def elections(kind, **rule):
    """Elections counted by a rule of the kind, with ``rule`` fixed and the rest at random."""
    return DICE.map(lambda dice: election(dice, kind, **rule))


def election(dice, kind, **fixed):
    """One election, of whatever may be in one."""
    unit = dice.choice(UNITS)
    with_groups, with_ceilings, with_points = (dice.random() < 0.3 for _ in range(3))
    areas = dice.choice([("",), ("",), ("",), ("a", "b"), ("a", "b", "c")])
    has_common = dice.random() < 0.4
    ids = [f"p{number}" for number in range(dice.choice([1, 3, 5, 6, 7, 8, 9]))]

    cast = tuple(ballots(dice, ids, [0, 1, 2, 3] if with_points else [1]))

    def pot():
        # Whole kronor each, and somebody has often just what a proposal takes.
        money = dice.choice([dice.randint(0, 25), dice.randint(0, 2) * len(cast)])
        ceiling = dice.choice([None, dice.randint(0, 8)]) if with_ceilings else None
        return Pot(money * unit, ceiling)

    candidates = [
        Candidate(
            id,
            cost=dice.choice([0, 1, 2, 2, 3, 4, 5, 6, 6, 8, 9, 12]) * unit,
            area=dice.choice([*areas, COMMON] if has_common else areas),
            running=dice.randint(0, 3) if with_ceilings else 0,
            group=dice.choice(["", "", "g", "h"]) if with_groups else "",
        )
        for id in ids
    ]
    return Election(
        tuple(candidates),
        cast,
        {area: pot() for area in areas},
        Rule(**{"kind": kind} | RULES[kind](dice, unit) | of_every_rule(dice) | fixed),
        tuple(dice.sample(ids, len(ids))),
        pot() if has_common else None,
    )


def ballots(dice, ids, worths):
    """Ballots that name up to five, many of them alike, some empty."""
    for _ in range(dice.choice([0, 1, 3, 5, 6, 7, 8, 9, 10])):
        named = dice.sample(ids, min(len(ids), dice.choice([0, 1, 2, 3, 3, 4, 5, 6])))
        ballot = {id: dice.choice(worths) for id in named}
        yield from [ballot] * dice.choice([1, 1, 2, 3])


def of_every_rule(dice):
    threshold = dice.choice([None, None, None, None, 2, 4, Fraction(1, 5)])
    proportional = dice.choice([None, None, None, Fraction(1, 3)])
    may_be_points = isinstance(threshold, int) and not proportional
    return {
        "threshold": threshold,
        "threshold_in_points": may_be_points and dice.random() < 0.5,
        "cost_threshold": proportional,
        "ties": dice.choice([("cost", "votes", "lot"), ("lot",), ("votes", "natural-id")]),
        "leftovers": dice.random() < 0.3,
    }


def most_votes(dice, unit):
    return {
        "misfit": dice.choice(list(Misfit)),
        "stretch": dice.choice([Fraction(4, 5), Fraction(1, 2), Fraction(1, 10)]),
    }


def equal_shares(dice, unit):
    return {
        "utility": dice.choice(list(Utility)),
        "completion": dice.choice(list(Completion)),
        "start": dice.choice(list(Start)),
        "step": dice.choice([1, 1, 2, 7]) * dice.choice([1, max(1, unit // 10)]),
        # The naive reference tries every one of them.
        "most_steps": dice.choice([40, 40, 3, 1]),
        "greedy_completion": dice.random() < 0.5,
        "comparison": dice.random() < 0.3,
    }


RULES = {Kind.MOST_VOTES: most_votes, Kind.EQUAL_SHARES: equal_shares}
