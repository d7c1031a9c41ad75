"""One pot of a result: who gets money from it, what is left, and where that goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.results import stage_of
from ..explanations import Telling, sentence
from ..explanations.course import Course, course
from ..explanations.figures import tenths
from ..method.counting import COMMON, Pot, together
from ..method.outcomes import OutcomeLine, Reason
from ..method.steps import Stage
from ..models.wording import Words

# More proposals than this are not drawn, and not put in one table.
MOST_ROWS = 30

LABELS = {
    Reason.FUNDED: gettext_lazy("Gets money"),
    Reason.OVER_BUDGET: gettext_lazy("Did not fit in the budget"),
    Reason.OVER_RUNNING: gettext_lazy("Costs too much a year"),
    Reason.STOPPED: gettext_lazy("Did not fit in the budget"),
    Reason.BELOW_THRESHOLD: gettext_lazy("Too few votes"),
    Reason.EXCLUDED: gettext_lazy("Another was chosen instead"),
    Reason.SUPPORTERS_SHORT: gettext_lazy("The shares were not enough"),
    Reason.NO_VOTES: gettext_lazy("No votes"),
}


@dataclass(frozen=True)
class Row:
    """One proposal in a result."""

    line: OutcomeLine
    telling: Telling
    url: str = ""

    @property
    def title(self):
        return self.telling.titles[self.line.id]

    @property
    def sentence(self) -> str:
        return sentence(self.line, self.telling)

    @property
    def stage(self) -> Stage:
        return stage_of(self.line)

    @property
    def label(self):
        return gettext_lazy("Reserve") if self.line.reserve else LABELS[self.line.reason]

    @property
    def support(self) -> str:
        return self.telling.support(self.line)

    @property
    def score(self) -> int:
        return self.telling.score(self.line)

    @property
    def effective(self) -> str:
        """How many votes, or points, it had in effect; only of what was bought with shares."""
        counted = self.line.effective_votes
        return "" if counted is None else tenths(counted)

    @property
    def effective_score(self) -> int | Fraction:
        """What part of the bar that is; a proposal not bought has the whole of its own."""
        counted = self.line.effective_votes
        return self.score if counted is None else counted


@dataclass(frozen=True)
class PotResult:
    """What came of one pot. ``rows``: its own proposals, the most voted first.

    Under equal shares they stand in the order in which they were counted. ``key`` is the area's,
    or COMMON.
    """

    key: str
    name: Words
    rows: list[Row]
    telling: Telling

    @property
    def is_common(self) -> bool:
        return self.key == COMMON

    @cached_property
    def funds(self) -> Pot:
        outcome = self.telling.outcome
        return outcome.pots.get(self.key) or outcome.common or Pot(0)

    @property
    def pot(self) -> int:
        """What there is to share; for the common pot with what areas left it."""
        return self.funds.money + self.added

    @property
    def added(self) -> int:
        return sum(self.left_by_areas.values())

    @cached_property
    def left_by_areas(self) -> Mapping[str, int]:
        outcome = self.telling.outcome
        if not self.is_common or not self.telling.rule.leftovers:
            return {}
        return {area: pot.money - spent(area, self.telling) for area, pot in outcome.pots.items()}

    @cached_property
    def spent(self) -> int:
        return spent(self.key, self.telling)

    @property
    def left(self) -> int:
        return self.pot - self.spent

    @property
    def goes(self) -> str:
        """Where what is left goes."""
        if not self.left:
            return ""
        if self.telling.rule.leftovers and not self.is_common:
            return _("Goes to the common pot.")
        if len(self.telling.outcome.pots) > 1 and not self.is_common:
            return _("Stays with the area.")
        return _("Is not handed out in this vote.")

    @property
    def yearly_ceiling(self) -> int | None:
        pots = self.telling.outcome.pots
        flowing = [pots[area].without(0, yearly(area, self.telling)) for area in self.left_by_areas]
        return together([self.funds, *flowing]).running

    @property
    def yearly(self) -> int:
        return yearly(self.key, self.telling)

    @cached_property
    def helped(self) -> list[tuple[str, int]]:
        """Proposals of areas that got all or part of their money from this common pot."""
        if not self.is_common:
            return []
        return [
            (self.telling.titles[line.id], line.borrowed or line.cost)
            for line in self.telling.outcome.lines
            if line.funded and (line.borrowed or self.telling.from_common(line))
        ]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > MOST_ROWS

    @property
    def in_sight(self) -> list[Row]:
        """The rows of the table that is open; those of a long one without money are folded in."""
        return [row for row in self.rows if row.line.funded] if self.is_long else self.rows

    @property
    def folded(self) -> list[Row]:
        return [row for row in self.rows if not row.line.funded] if self.is_long else []

    @property
    def drawn(self) -> list[Row]:
        """The rows in the chart: all that get money, and as many of the others as there is room."""
        return self.in_sight + self.folded[: max(0, MOST_ROWS - len(self.in_sight))]

    @property
    def best(self) -> int:
        return max((row.score for row in self.rows), default=0)

    @cached_property
    def course(self) -> Course:
        return course(self.telling, self.key)


def spent(key: str, telling: Telling) -> int:
    """What a pot pays, also for what another pot pays the most of."""
    funded = [line for line in telling.outcome.lines if line.funded]
    own = sum(line.cost - line.borrowed for line in funded if line.pot == key)
    return own + sum(line.borrowed for line in funded if key == COMMON)


def yearly(key: str, telling: Telling) -> int:
    return sum(line.running for line in telling.outcome.lines if line.funded and line.pot == key)
