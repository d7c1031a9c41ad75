"""What must be in place before a vote can open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
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


def preflight(vote: Vote, day: date | None = None) -> list[Problem]:
    """List everything at once, so that nobody mends one thing only to meet the next."""
    return [
        *_days(vote, day or timezone.localdate()),
        *_rule(vote),
        *_proposals(vote),
        *_decisions(vote),
        *_ways(vote),
        *_limits(vote),
        *_key(),
    ]


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


def _days(vote: Vote, day: date) -> Iterator[Problem]:
    calendar = vote.round.calendar
    if Step.VOTE not in calendar.windows:
        yield Problem("no_voting_days")
    elif calendar.is_past(Step.VOTE, day):
        yield Problem("voting_days_over", {"last": calendar.windows[Step.VOTE].last})


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


def _key() -> Iterator[Problem]:
    try:
        conf.ballot_key()
    except ImproperlyConfigured:
        yield Problem("no_ballot_key")
