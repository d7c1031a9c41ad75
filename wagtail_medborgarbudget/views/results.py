"""What residents see of a result. Nothing of one that is not published ever gets here."""

from collections import Counter
from fractions import Fraction

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import conf
from ..explanations import Setting, Telling, channel_label, sentences_of, weaknesses
from ..explanations.figures import per_cent
from ..explanations.proofs import Told, told
from ..explanations.ties import ties_that_decided
from ..formatting import day
from ..method.certificates import Certificate
from ..method.counting import COMMON
from ..models import Area, BatchState, Decision, InvalidReason, Proposal, Result, Vote
from ..models.wording import Wording, Words
from .results_by_pot import PotResult, Row
from .results_otherwise import Otherwise


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
    def withdrawn(self) -> list[str]:
        """What stood on the ballot but was withdrawn before the count."""
        on_ballot = self.vote.round.proposals.on_ballot().exclude(ballot_number__in=self.titles)
        return [f"{one.ballot_number}. {one.title}" for one in on_ballot.with_titles()]

    @cached_property
    def telling(self) -> Telling:
        return Telling(self.outcome, self.titles, drawn=self.vote.lot_is_drawn)

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(line, self.telling, self.urls.get(line.id, "")) for line in self.outcome.lines]

    @cached_property
    def areas(self) -> list[PotResult]:
        """The areas that have proposals, and the common pot where there is one."""
        order = [str(area.pk) for area in self.round_areas]
        keys = sorted(self.outcome.pots, key=lambda key: order.index(key) if key in order else 0)
        pots = [self.pot(key) for key in [*keys, COMMON]]
        return [pot for pot in pots if pot.rows or (pot.is_common and pot.pot)]

    @cached_property
    def round_areas(self) -> list[Area]:
        return list(self.vote.round.areas.all())

    def pot(self, key: str) -> PotResult:
        rows = [row for row in self.rows if row.line.area == key]
        if not self.telling.is_shared:
            # Those that went on to the common pot were counted last, whatever they got.
            rows.sort(key=lambda row: -row.score)
        return PotResult(key=key, name=self.pot_name(key), rows=rows, telling=self.telling)

    def pot_name(self, key: str) -> Words:
        if key == COMMON:
            return Words(_("The common pot"), get_language())
        return Wording(self.result.counted["areas"][key]).words

    @property
    def ties(self) -> list[str]:
        return ties_that_decided(self.telling, self.vote.lot)

    @property
    def proofs(self) -> list[Told]:
        proofs = [Certificate.from_json(stored) for stored in self.result.proofs]
        return [said for proof in proofs if (said := told(proof, self.telling))]

    @property
    def what_if(self) -> list[Otherwise]:
        return [Otherwise.of(stored, self.titles) for stored in self.result.what_if]

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

    @cached_property
    def invalid_paper(self) -> list[tuple[str, int]]:
        """How many sheets of paper did not count, and why. None of them is among the voters."""
        batches = self.vote.paper_batches.filter(state=BatchState.SETTLED)
        counted: Counter[str] = Counter()
        for totals in batches.values_list("totals", flat=True):
            counted.update(totals.get("invalid", {}))
        reasons = [(str(one.label), counted[one]) for one in InvalidReason if counted[one]]
        return sorted(reasons, key=lambda reason: -reason[1])

    @property
    def weaknesses(self) -> list[tuple[str, str]]:
        return weaknesses(row["channel"] for row in self.vote.turnout)

    @property
    def rules(self) -> list[str]:
        return sentences_of(self.telling.rule, Setting.of_outcome(self.telling))

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
    telling = Shown(result).telling
    line = telling.lines.get(str(proposal.ballot_number))
    return line and Row(line, telling)


def preview_context(result: Result, request) -> dict:
    """For those who check a result before anybody else may see it."""
    return {
        "result": Shown(result, request),
        "is_test": result.vote.is_rehearsal,
        "mb_base_template": conf.base_template(),
    }
