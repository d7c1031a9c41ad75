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
from ..method.steps import Stage, Step
from ..models import DecisionKind, Proposal, Vote


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
        *_proposals(vote),
        *_decisions(vote),
        *_ways(vote),
        *_limits(vote),
        *_key(),
    ]


def proposals_for_ballot(vote: Vote) -> list[Proposal]:
    """The proposals that will stand on the ballot, in its order: by area, then by title."""
    proposals = vote.round.proposals.filter(stage=Stage.ELIGIBLE)
    rows = proposals.select_related("area__round").with_titles()
    return sorted(rows, key=_place_on_ballot)


def _place_on_ballot(proposal: Any) -> tuple[Any, ...]:
    area = proposal.area
    place = (area.sort_order or 0, area.pk) if area else (0, 0)
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
    elif len(proposals) < vote.least:
        yield Problem("too_few_proposals", {"proposals": len(proposals), "least": vote.least})
    for proposal in proposals:
        yield from _proposal(proposal)


def _proposal(proposal: Proposal) -> Iterator[Problem]:
    facts = {"proposal": proposal.title}
    if proposal.area is None:
        yield Problem("proposal_without_area", facts)
    if proposal.cost is None:
        yield Problem("proposal_without_cost", facts)
    elif proposal.area and proposal.area.cap is not None and proposal.cost > proposal.area.cap:
        cap = {"cost": proposal.cost, "cap": proposal.area.cap}
        yield Problem("proposal_too_expensive", facts | cap)


def _decisions(vote: Vote) -> Iterator[Problem]:
    if not vote.round.decision(DecisionKind.CRITERIA):
        yield Problem("no_criteria_decision")
    if not vote.round.decision(DecisionKind.SHORTLIST):
        yield Problem("no_shortlist_decision")


def _ways(vote: Vote) -> Iterator[Problem]:
    installed = {import_string(path).name for path in conf.identification_methods()}
    if not installed.intersection(vote.ways):
        yield Problem("no_way_to_identify")
    if len(installed.intersection(vote.ways)) > 1:
        yield Problem("several_ways", blocks=False)
    if not vote.no_paper_because:
        yield Problem("no_paper_way")


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
