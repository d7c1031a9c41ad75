"""What comes out of a count: for each proposal what happened, and why.

An outcome explains itself: every line carries the reason and the figures that a resident needs
to check it. Money is whole kronor; what one voter pays or has left is an exact Fraction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from wagtail_medborgarbudget.method.counting import COMMON, Pot

# Raised when the same inputs can give another outcome than before.
ENGINE = "2"


class Reason(StrEnum):
    """Why a proposal was funded, or was not."""

    FUNDED = "funded"
    OVER_BUDGET = "over_budget"
    OVER_RUNNING = "over_running"
    BELOW_THRESHOLD = "below_threshold"
    STOPPED = "stopped"
    EXCLUDED = "excluded"
    SUPPORTERS_SHORT = "supporters_short"
    NO_VOTES = "no_votes"


class Way(StrEnum):
    """How a funded proposal got its money."""

    VOTES = "votes"
    SHARES = "shares"
    COMPLETION = "completion"
    STRETCH = "stretch"


@dataclass(frozen=True)
class OutcomeLine:
    """What happened to one proposal.

    ``votes``: how many ballots name it; ``points``: what they give it (as many, where each
    choice is worth one). ``pot``: the key of the last pot it was counted in: its area's, or
    COMMON. ``rank``: its place in the order of counting there, from 1.

    ``left_before`` and ``running_left`` (None: no ceiling): what the pot held when its turn
    came; under equal shares, when the counting of the pot was over, or just before it was funded.
    ``missing`` and ``missing_running``: how much more it cost than that (OVER_BUDGET,
    OVER_RUNNING, and SUPPORTERS_SHORT where the pot was short too). ``threshold``: the votes it
    needed, or the points where the rule says so (BELOW_THRESHOLD). ``stopped_by``: the proposal
    at which the counting ended (STOPPED).
    ``excluded_by``: the funded proposal of its group (EXCLUDED). ``tie_with``: those that
    were equal to it when their order decided which of them got money or, under equal shares, what
    their supporters had to pay. A ``reserve`` could not
    be funded, but would fit if one funded proposal of its pot fell away.

    ``way``: how it got its money. ``borrowed``: what the common pot added (STRETCH).

    Of equal shares: ``price``: the most that one supporter paid, per point where points are
    what counts. ``effective_votes``: cost / price, how many supporters it had in effect when it
    was bought. ``supporters_left``: what all who named it had left together at last
    (SUPPORTERS_SHORT). None elsewhere.
    """

    id: str
    area: str
    pot: str
    rank: int
    votes: int
    points: int
    cost: int
    reason: Reason
    left_before: int
    running: int = 0
    running_left: int | None = None
    missing: int = 0
    missing_running: int = 0
    threshold: int = 0
    stopped_by: str = ""
    excluded_by: str = ""
    tie_with: tuple[str, ...] = ()
    reserve: bool = False
    way: Way | None = None
    borrowed: int = 0
    price: Fraction | None = None
    effective_votes: Fraction | None = None
    supporters_left: Fraction | None = None

    @property
    def funded(self) -> bool:
        """Say whether the proposal got its money."""
        return self.reason is Reason.FUNDED

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON's own types; shares are written "31200/7"."""
        return {**_plain(asdict(self)), "funded": self.funded}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a line back from ``as_json``."""
        facts = {name: value for name, value in data.items() if name != "funded"}
        facts["reason"] = Reason(facts["reason"])
        facts["tie_with"] = tuple(facts["tie_with"])
        facts["way"] = facts["way"] and Way(facts["way"])
        for name in ("price", "effective_votes", "supporters_left"):
            facts[name] = _fraction(facts[name])
        return cls(**facts)


@dataclass(frozen=True)
class Purchase:
    """One round of equal shares: a proposal bought by those who voted for it.

    ``price``: the most that one supporter paid, per point where points are what counts.
    ``supporters`` named the proposal; ``paid_in_full`` of them paid the price, ``paid_the_rest``
    what little they had left, and the others had nothing. ``left``: what all voters have
    together after it.
    """

    pot: str
    id: str
    price: Fraction
    supporters: int
    paid_in_full: int
    paid_the_rest: int
    left: Fraction

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a purchase back from JSON."""
        fractions = {name: Fraction(data[name]) for name in ("price", "left")}
        return cls(**{**data, **fractions})


class Ended(StrEnum):
    """Why the share of each voter was not raised further."""

    NOT_RAISED = "not_raised"
    WOULD_OVERSPEND = "would_overspend"
    NOTHING_MORE_FITS = "nothing_more_fits"
    ALL_FUNDED = "all_funded"
    CAP = "cap"


@dataclass(frozen=True)
class Share:
    """What each of a pot's ``voters`` had, in kronor: at first, and in the run that counts.

    ``steps``: how many times it was raised by the rule's step. ``final`` is 0 where there were
    no voters.
    """

    pot: str
    voters: int
    start: Fraction
    final: Fraction
    steps: int
    ended: Ended

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a share back from JSON."""
        facts = dict(data)
        facts["start"], facts["final"] = Fraction(facts["start"]), Fraction(facts["final"])
        facts["ended"] = Ended(facts["ended"])
        return cls(**facts)


@dataclass(frozen=True)
class Comparison:
    """How many voters got more of their proposals under equal shares, and under most votes.

    ``switched``: most votes were used, because more voters were better off with them.
    """

    pot: str
    for_shares: int
    for_votes: int
    switched: bool


@dataclass(frozen=True)
class PotCount:
    """What came of one pot."""

    lines: tuple[OutcomeLine, ...]
    purchases: tuple[Purchase, ...] = ()
    share: Share | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Outcome:
    """The whole count: pot by pot, each proposal in the order it was counted.

    ``pots``: each area's pot, by its key; ``common``: the common pot, None where there is none.
    ``rule``: the counting rule with all its parameters, as JSON. ``purchases``, ``shares`` and
    ``comparisons`` say how equal shares went, pot by pot; empty elsewhere.
    """

    lines: tuple[OutcomeLine, ...]
    pots: Mapping[str, Pot]
    ballots: int
    rule: Mapping[str, Any]
    common: Pot | None = None
    purchases: tuple[Purchase, ...] = ()
    shares: tuple[Share, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    engine: str = field(default=ENGINE)

    @property
    def funded(self) -> tuple[str, ...]:
        """The ids of the funded proposals, in order of funding."""
        return tuple(line.id for line in self.lines if line.funded)

    @property
    def reserves(self) -> tuple[str, ...]:
        """The ids of the reserves, the next in line first."""
        return tuple(line.id for line in self.lines if line.reserve)

    @property
    def total_cost(self) -> int:
        """What the funded proposals cost together."""
        return sum(line.cost for line in self.lines if line.funded)

    @property
    def left(self) -> dict[str, int]:
        """What is left in each area's pot and, where there is one, in the COMMON pot."""
        left = {key: pot.money for key, pot in self.pots.items()}
        left[COMMON] = self.common.money if self.common else 0
        for line in self.lines:
            if line.funded:
                left[line.pot] -= line.cost - line.borrowed
                left[COMMON] -= line.borrowed
        if self.rule["leftovers"]:
            for area in self.pots:
                left[COMMON] += left[area]
                left[area] = 0
        elif self.common is None:
            del left[COMMON]
        return left

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as JSON's own types; the same outcome always gives the same."""
        facts = _plain(asdict(replace(self, lines=())))
        return {
            **facts,
            "funded": list(self.funded),
            "reserves": list(self.reserves),
            "total_cost": self.total_cost,
            "left": self.left,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an outcome back from ``as_json``; what can be derived is derived again."""
        return cls(
            lines=tuple(map(OutcomeLine.from_json, data["lines"])),
            pots={key: Pot(**pot) for key, pot in data["pots"].items()},
            common=data["common"] and Pot(**data["common"]),
            ballots=data["ballots"],
            rule=dict(data["rule"]),
            purchases=tuple(map(Purchase.from_json, data["purchases"])),
            shares=tuple(map(Share.from_json, data["shares"])),
            comparisons=tuple(Comparison(**facts) for facts in data["comparisons"]),
            engine=data["engine"],
        )


def _plain(value: Any) -> Any:
    """Return JSON's own types: a Fraction as "1/3", a member of an enum as its text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Fraction | StrEnum) else value


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
