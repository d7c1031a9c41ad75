"""An outcome, and what has to be known besides to tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from ..method.counting import COMMON
from ..method.outcomes import Outcome, OutcomeLine
from ..method.rules import Kind, Rule, Utility
from . import figures


@dataclass(frozen=True)
class Telling:
    """What every sentence about one outcome draws on.

    ``titles`` names proposals by their ids. ``drawn`` is whether the order of equals was drawn
    here, or came with an imported file.
    """

    outcome: Outcome
    titles: Mapping[str, str] = field(default_factory=dict)
    drawn: bool = True

    @cached_property
    def rule(self) -> Rule:
        return Rule.from_json(self.outcome.rule)

    @cached_property
    def lines(self) -> Mapping[str, OutcomeLine]:
        return {line.id: line for line in self.outcome.lines}

    @cached_property
    def in_points(self) -> bool:
        """Ballots gave points, so votes and points are two things."""
        return bool(self.rule.points_vector) or any(
            line.points != line.votes for line in self.outcome.lines
        )

    @cached_property
    def is_shared(self) -> bool:
        return self.rule.kind is Kind.EQUAL_SHARES

    @cached_property
    def paid_per_point(self) -> bool:
        return self.is_shared and self.rule.utility is Utility.POINTS

    @cached_property
    def has_yearly_ceiling(self) -> bool:
        pots = [*self.outcome.pots.values(), *filter(None, [self.outcome.common])]
        return any(pot.running is not None for pot in pots)

    def name(self, id: str) -> str:
        if id in self.titles:
            return _("“%(title)s”") % {"title": self.titles[id]}
        return _("proposal %s") % id

    def support(self, line: OutcomeLine) -> str:
        """How many votes, or points and from how many: "498 points from 364 voters"."""
        if not self.in_points:
            return figures.votes(line.votes)
        return _("%(points)s from %(voters)s") % {
            "points": figures.points(line.points),
            "voters": figures.voters(line.votes),
        }

    def score(self, line: OutcomeLine) -> int:
        """What its place in the order comes from: votes, or points where they count."""
        counts_votes = self.is_shared and not self.paid_per_point
        return line.votes if counts_votes else line.points

    def from_common(self, line: OutcomeLine) -> bool:
        """An area's proposal was counted in the common pot."""
        return line.pot == COMMON and line.area != COMMON

    @cached_property
    def funded_before(self) -> Mapping[str, OutcomeLine]:
        """For each that did not fit, the last that got money before it, in the same pot."""
        last: dict[str, OutcomeLine] = {}
        before = {}
        for line in self.outcome.lines:
            if line.funded:
                last[line.pot] = line
            elif line.pot in last:
                before[line.id] = last[line.pot]
        return before
