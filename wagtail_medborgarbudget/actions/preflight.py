"""What must be in place before a vote can open."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string

from .. import conf
from ..method.ballots import ImpossibleLimits
from ..method.counting import Pot
from ..method.refusals import RuleRefused
from ..method.steps import Stage, Step
from ..models import CountingRule, DecisionKind, Proposal, Vote
from .counting import candidate, pots_in_reach


@dataclass(frozen=True)
class Problem:
    """Something to put right, as a code with its facts. Without ``blocks`` it is only advice."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    blocks: bool = True


class NotReady(ValueError):
    """The vote cannot open yet."""

    code = "not_ready"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.code for problem in problems))


@dataclass(frozen=True)
class Point:
    """One line of the checklist. Nothing to put right means that it is ready."""

    name: str
    problems: tuple[Problem, ...] = ()
    # Whether it must be ready before a rehearsal too.
    for_rehearsal: bool = True

    @property
    def state(self) -> str:
        """One of: ready, advice, blocks."""
        if any(problem.blocks for problem in self.problems):
            return "blocks"
        return "advice" if self.problems else "ready"


@dataclass(frozen=True)
class Check:
    """What looks at some of the points at once. A problem belongs to the first unless POINT_OF
    names another."""

    points: tuple[str, ...]
    look: Callable[[Vote], Iterable[Problem]]
    for_rehearsal: bool = True


# The line that a problem stands on, where its check has several.
POINT_OF = {
    "no_budget_decision": "budget_decision",
    "no_shortlist_decision": "shortlist_decision",
    "proposal_without_cost": "costs",
    "proposal_too_expensive": "caps",
    "proposal_without_area": "pots",
    "proposal_over_pot": "pots",
    "yearly_cost_missing": "yearly",
    "proposal_over_ceiling": "yearly",
    "too_few_proposals": "limits",
    "no_paper_way": "without_a_computer",
    "ballot_not_in_use": "limits",
    "impossible_limits": "limits",
}


def preflight(vote: Vote) -> list[Problem]:
    """List everything at once, so that nobody mends one thing only to meet the next."""
    return [problem for point in checklist(vote) for problem in point.problems]


def checklist(vote: Vote) -> list[Point]:
    """Every point that is looked at, ready or not, in the order in which a round is prepared."""
    found: dict[str, list[Problem]] = {name: [] for check in CHECKS for name in check.points}
    for check in CHECKS:
        for problem in check.look(vote):
            found[POINT_OF.get(problem.code, check.points[0])].append(problem)
    early = {name for check in CHECKS if check.for_rehearsal for name in check.points}
    return [Point(name, tuple(problems), name in early) for name, problems in found.items()]


def proposals_for_ballot(vote: Vote) -> list[Proposal]:
    """The proposals that will stand on the ballot, in its order: by area, then by title.

    Last come those of no area, which the common pot pays for.
    """
    proposals = vote.round.proposals.filter(stage=Stage.ELIGIBLE)
    rows = proposals.select_related("area__round").with_titles()
    return sorted(rows, key=_place_on_ballot)


def _place_on_ballot(proposal: Any) -> tuple[Any, ...]:
    area = proposal.area
    place = (0, area.sort_order or 0, area.pk) if area else (1, 0, 0)
    # The first page made is in the round's own language, whoever opens the vote.
    pages = list(proposal.pages.all())
    return (*place, pages[0].title.casefold() if pages else "", proposal.pk)


def _days(vote: Vote) -> Iterator[Problem]:
    calendar = vote.round.calendar
    if Step.VOTE not in calendar.windows:
        yield Problem("no_voting_days")
    elif calendar.is_past(Step.VOTE, timezone.localdate()):
        yield Problem("voting_days_over", {"last": calendar.windows[Step.VOTE].last})
    if Step.DECISION not in calendar.windows:
        yield Problem("no_decision_days", blocks=False)
    elif Step.VOTE in calendar.windows:
        last, first = calendar.windows[Step.VOTE].last, calendar.windows[Step.DECISION].first
        if first <= last:
            yield Problem("decision_too_early", {"first": first, "last": last}, blocks=False)


def _proposals(vote: Vote) -> Iterator[Problem]:
    proposals = proposals_for_ballot(vote)
    if not proposals:
        yield Problem("no_proposals")
    elif len(proposals) < vote.fewest:
        yield Problem("too_few_proposals", {"proposals": len(proposals), "least": vote.fewest})
    reach = pots_in_reach(vote)
    for proposal in proposals:
        yield from _proposal(proposal, (proposal.area or vote.round).cap, reach[proposal.area_id])


def _proposal(proposal: Proposal, cap: int | None, pots: list[Pot]) -> Iterator[Problem]:
    facts = {"proposal": proposal.title}
    if not pots:
        yield Problem("proposal_without_area", facts)
    if proposal.cost is None:
        yield Problem("proposal_without_cost", facts)
    elif cap is not None and proposal.cost > cap:
        yield Problem("proposal_too_expensive", facts | {"cost": proposal.cost, "cap": cap})
    elif pots:
        yield from _room(proposal, pots, facts)


def _room(proposal: Proposal, pots: list[Pot], facts: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a proposal from ever getting money, however many vote for it."""
    if proposal.running_cost is None and any(pot.running is not None for pot in pots):
        yield Problem("yearly_cost_missing", facts)
    most = max(pot.money for pot in pots)
    if proposal.cost > most:
        yield Problem("proposal_over_pot", facts | {"cost": proposal.cost, "holds": most})
        return
    if not any(pot.fits(candidate(proposal)) for pot in pots):
        ceiling = max(pot.running or 0 for pot in pots if pot.money >= proposal.cost)
        over = {"running": proposal.running_cost, "ceiling": ceiling}
        yield Problem("proposal_over_ceiling", facts | over)


def _rule(vote: Vote) -> Iterator[Problem]:
    try:
        _rule = vote.counting_rule
    except RuleRefused:
        yield Problem("impossible_rule")
    if vote.rule == CountingRule.STRETCH and not vote.can_stretch:
        yield Problem("nothing_to_stretch_with", blocks=False)


def _decisions(vote: Vote) -> Iterator[Problem]:
    if not vote.round.decision(DecisionKind.CRITERIA):
        yield Problem("no_criteria_decision")
    if not vote.round.decision(DecisionKind.BUDGET):
        yield Problem("no_budget_decision", blocks=False)
    if not vote.round.decision(DecisionKind.SHORTLIST):
        yield Problem("no_shortlist_decision")


def _ways(vote: Vote) -> Iterator[Problem]:
    installed = [import_string(path) for path in conf.identification_methods()]
    ways = [way(vote) for way in installed if way.name in vote.ways]
    if not any(way.online for way in ways):
        yield Problem("no_way_to_identify")
    # Ways that give one person the same identifier are one.
    if len({way.identifies or f"only {way.name}" for way in ways}) > 1:
        yield Problem("several_ways", {"ways": [way.label for way in ways]}, blocks=False)
    if not any(way.without_a_computer for way in ways) and not vote.no_paper_because:
        yield Problem("no_paper_way")
    for way in ways:
        yield from way.problems()


def _limits(vote: Vote) -> Iterator[Problem]:
    try:
        _method = vote.ballot_method
    except ImpossibleLimits as impossible:
        yield Problem(impossible.code, {"least": impossible.least, "most": impossible.most})


def _key(vote: Vote) -> Iterator[Problem]:
    try:
        conf.ballot_key()
    except ImproperlyConfigured:
        yield Problem("no_ballot_key")


def _lot(vote: Vote) -> Iterable[Problem]:
    """Nothing can be wrong with it: it is drawn when the ballot is fixed, and the list says how."""
    return ()


def _contact(vote: Vote) -> Iterator[Problem]:
    if not (vote.round.contact_email or vote.round.contact_phone):
        yield Problem("nobody_to_ask", blocks=False)


def _texts(vote: Vote) -> Iterator[Problem]:
    """Whether everything can be read in each language that residents can vote in."""
    pages = vote.pages.filter(live=True, alias_of=None).select_related("locale")
    spoken = {page.locale.language_code: page for page in pages}
    if not spoken:
        yield Problem("no_voting_page")
    for language, page in spoken.items():
        if not page.intro.strip():
            yield Problem("voting_page_without_intro", {"language": language}, blocks=False)
    for proposal in proposals_for_ballot(vote):
        live = {page.locale.language_code: page for page in proposal.pages.all() if page.live}
        for language in spoken:
            facts = {"proposal": proposal.title, "language": language}
            if language not in live:
                yield Problem("proposal_not_in_language", facts)
            elif not live[language].intro.strip():
                yield Problem("proposal_without_intro", facts, blocks=False)


CHECKS = (
    Check(("dates",), _days),
    Check(
        ("criteria_decision", "budget_decision", "shortlist_decision"),
        _decisions,
        for_rehearsal=False,
    ),
    Check(("proposals", "costs", "caps", "pots", "yearly"), _proposals),
    Check(("texts",), _texts),
    Check(("ways", "without_a_computer"), _ways),
    Check(("limits",), _limits),
    Check(("rule",), _rule),
    Check(("lot",), _lot),
    Check(("key",), _key),
    Check(("contact",), _contact),
)
