"""Small elections for hypothesis to try: full of ties, free proposals, empty ballots and groups."""

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
TRIED = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HUGE = 10**12


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
    def contest(self):
        return self.contest_of([(ballot, 1) for ballot in self.ballots])

    def contest_of(self, grouped):
        ids = [candidate.id for candidate in self.candidates]
        profile = Profile.of(ids, grouped)
        return Contest(self.candidates, profile, self.pots, self.rule, self.lot, self.common)

    @property
    def grouped(self):
        counted = Counter(tuple(ballot.items()) for ballot in self.ballots)
        return [(dict(ballot), count) for ballot, count in counted.items()]

    def with_(self, **changes):
        return replace(self, **changes)


def shares(*written):
    return st.sampled_from([Fraction(each) for each in written])


def most_votes_rules():
    return st.builds(
        Rule,
        kind=st.just(Kind.MOST_VOTES),
        misfit=st.sampled_from(Misfit),
        stretch=shares("4/5", "1/2", "1/10"),
        **of_every_rule(),
    )


def equal_shares_rules():
    return st.builds(
        Rule,
        kind=st.just(Kind.EQUAL_SHARES),
        utility=st.sampled_from(Utility),
        completion=st.sampled_from(Completion),
        start=st.sampled_from(Start),
        step=st.sampled_from([1, 1, 2, 7]),
        most_steps=st.sampled_from([25, 25, 3, 1]),
        greedy_completion=st.booleans(),
        comparison=st.booleans(),
        **of_every_rule(),
    )


def of_every_rule():
    return {
        "threshold": st.none() | st.sampled_from([0, 1, 2]) | shares("1/5", "1/2"),
        "cost_threshold": st.none() | shares("1/3", "1"),
        "ties": st.sampled_from(
            [("cost", "votes", "lot"), ("lot",), ("votes", "natural-id"), ("cost", "id")]
        ),
        "leftovers": st.booleans(),
    }


@st.composite
def elections(draw, rules, most_candidates=7, most_ballots=10):
    """An election with any of what an election may have."""
    areas = draw(st.sampled_from([("",), ("",), ("a", "b"), ("a", "b", "c")]))
    has_common = draw(st.booleans()) if len(areas) > 1 else draw(st.integers(0, 3)) == 0
    unit = draw(st.sampled_from([1, 1, 10, HUGE]))
    with_groups, with_ceilings, with_points = (draw(st.booleans()) for _ in range(3))
    money = st.sampled_from([0, 1, 1, 2, 2, 3, 5, 8]).map(lambda n: n * unit)
    running = st.integers(0, 3) if with_ceilings else st.just(0)
    ceiling = st.none() | st.integers(0, 5) if with_ceilings else st.none()
    pot = st.builds(Pot, money=st.integers(0, 12).map(lambda n: n * unit), running=ceiling)
    ids = [f"p{number}" for number in range(draw(st.integers(1, most_candidates)))]
    candidates = tuple(
        Candidate(
            id,
            draw(money),
            draw(st.sampled_from([*areas, COMMON] if has_common else areas)),
            draw(running),
            draw(st.sampled_from(["", "", "g", "h"])) if with_groups else "",
        )
        for id in ids
    )
    worth = st.integers(0, 3) if with_points else st.just(1)
    ballot = st.dictionaries(st.sampled_from(ids), worth, max_size=4)
    return Election(
        candidates,
        tuple(draw(st.lists(ballot, max_size=most_ballots))),
        {area: draw(pot) for area in areas},
        draw(rules),
        tuple(draw(st.permutations(ids))),
        draw(pot) if has_common else None,
    )
