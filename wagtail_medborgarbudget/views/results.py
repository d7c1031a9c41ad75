"""What residents see of a result. Nothing of one that is not published ever gets here."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import conf
from ..actions.results import stage_of
from ..explanations import channel_label, per_cent, sentence, sentences_of
from ..formatting import day
from ..method.counting import OutcomeLine, Reason
from ..method.rules import Rule
from ..method.steps import Stage
from ..models import Area, Decision, Proposal, Result, Vote
from ..models.wording import Wording, Words

MOST_BARS = 30

LABELS = {
    Reason.FUNDED: gettext_lazy("Gets money"),
    Reason.OVER_BUDGET: gettext_lazy("Did not fit in the budget"),
    Reason.STOPPED: gettext_lazy("Did not fit in the budget"),
    Reason.BELOW_THRESHOLD: gettext_lazy("Too few votes"),
    Reason.NO_VOTES: gettext_lazy("No votes"),
}


@dataclass(frozen=True)
class Row:
    """One proposal in a result."""

    line: OutcomeLine
    title: Words
    sentence: str
    url: str = ""

    @property
    def stage(self) -> Stage:
        return stage_of(self.line)

    @property
    def label(self):
        return gettext_lazy("Reserve") if self.line.reserve else LABELS[self.line.reason]


@dataclass(frozen=True)
class AreaResult:
    """Who gets money in one area, and what is left."""

    name: Words
    pot: int
    left: int
    rows: list[Row]

    @property
    def spent(self) -> int:
        return self.pot - self.left

    @property
    def drawn(self) -> list[Row]:
        """The rows in the chart; the table has them all."""
        return self.rows[:MOST_BARS]

    @property
    def most_votes(self) -> int:
        return max((row.line.votes for row in self.rows), default=0)


class Shown:
    """A result as its page and its preview show it, in the reader's language."""

    def __init__(self, result: Result, request=None):
        self.result, self.request = result, request
        self.vote: Vote = result.vote
        self.outcome = result.outcome

    @cached_property
    def titles(self) -> dict[str, Words]:
        named = self.result.counted["proposals"]
        return {id: Wording(one["titles"]).words for id, one in named.items()}

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where each proposal's page is now, if it has one in public."""
        pages = {
            str(one.key): one.page
            for one in Proposal.objects.filter(round=self.vote.round).with_titles()
        }
        named = self.result.counted["proposals"]
        found = {id: pages.get(one["key"]) for id, one in named.items()}
        return {id: page.get_url(self.request) for id, page in found.items() if page and page.live}

    @cached_property
    def areas(self) -> list[AreaResult]:
        order = [str(area.pk) for area in self.round_areas]
        ids = sorted(self.outcome.pots, key=lambda id: order.index(id) if id in order else 0)
        return [self.area(id) for id in ids if any(line.area == id for line in self.outcome.lines)]

    @cached_property
    def round_areas(self) -> list[Area]:
        return list(self.vote.round.areas.all())

    def area(self, id: str) -> AreaResult:
        return AreaResult(
            name=Wording(self.result.counted["areas"][id]).words,
            pot=self.outcome.pots[id].money,
            left=self.outcome.left[id],
            rows=[
                self.row(line, self.urls.get(line.id, ""))
                for line in self.outcome.lines
                if line.area == id
            ],
        )

    def row(self, line: OutcomeLine, url: str = "") -> Row:
        return Row(
            line,
            self.titles[line.id],
            sentence(line, self.outcome, self.titles, drawn=self.vote.lot_is_drawn),
            url,
        )

    @property
    def voters(self) -> int:
        return self.outcome.ballots

    @cached_property
    def share(self) -> str:
        """The voters' share of those who live here, when that is known for every area."""
        residents = [area.population for area in self.round_areas]
        if not residents or not all(residents):
            return ""
        return per_cent(Fraction(round(1000 * self.voters / sum(residents)), 1000))

    @cached_property
    def channels(self) -> list[tuple[str, int]]:
        voters: Counter[str] = Counter()
        for row in self.vote.turnout:
            voters[channel_label(row["channel"])] += row["voters"]
        return voters.most_common()

    @property
    def rules(self) -> list[str]:
        return sentences_of(Rule.from_json(self.outcome.rule), drawn=self.vote.lot_is_drawn)

    @property
    def decision(self) -> str:
        return decision_sentence(self.result.decision) if self.result.decision else ""

    @property
    def comment(self) -> Words:
        return self.result.comment.words


def decision_sentence(decision: Decision) -> str:
    facts = {"body": decision.body, "day": day(decision.date), "paragraph": decision.paragraph}
    if decision.paragraph:
        return _("%(body)s decided on %(day)s, § %(paragraph)s.") % facts
    return _("%(body)s decided on %(day)s.") % facts


def published(**where) -> Result | None:
    results = Result.objects.filter(live=True, **where)
    return results.select_related("vote__round", "decision").first()


def result_context(page, request) -> dict:
    """``result`` for a voting page; None until it is decided and published."""
    result = published(vote=page.vote) if page.vote_id else None
    return {"result": result and Shown(result, request)}


def result_line(proposal: Proposal) -> Row | None:
    """What the result says of one proposal, for its own page; None until it is published."""
    if proposal.ballot_number is None:
        return None
    result = published(vote__round=proposal.round)
    if result is None:
        return None
    shown = Shown(result)
    rows = (
        shown.row(line) for line in shown.outcome.lines if line.id == str(proposal.ballot_number)
    )
    return next(rows, None)


def preview_context(result: Result, request) -> dict:
    """For those who check a result before anybody else may see it."""
    return {"result": Shown(result, request), "mb_base_template": conf.base_template()}
