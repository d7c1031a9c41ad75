"""What became of the proposals that got money: built, under way, late, not carried out."""

from dataclasses import dataclass, field

from ..method.steps import Stage
from ..models import STAGE_LABELS
from .proposals import is_late

DONE, UNDER_WAY, NOT_CARRIED_OUT = "done", "under_way", "not_carried_out"
GROUPS = {Stage.DONE: DONE, Stage.CANCELLED: NOT_CARRIED_OUT}


@dataclass
class Line:
    """One proposal, with what it was voted for at and what it has cost."""

    proposal: object
    url: str | None
    label: str
    is_late: bool
    latest: object

    @property
    def group(self):
        return GROUPS.get(Stage(self.proposal.stage), UNDER_WAY)


@dataclass
class Part:
    """An area of the round, or the whole of it, with sums."""

    area: object
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self):
        return self.of(DONE)

    @property
    def under_way(self):
        return self.of(UNDER_WAY)

    @property
    def not_carried_out(self):
        return self.of(NOT_CARRIED_OUT)

    @property
    def late(self):
        return [line for line in self.lines if line.is_late]

    @property
    def price(self):
        """What residents voted for at, of all that is not called off."""
        carried_out = (line for line in self.lines if line.group != NOT_CARRIED_OUT)
        return sum(line.proposal.cost or 0 for line in carried_out)

    @property
    def spent(self):
        """What is reported to have been spent; None when nothing has been reported."""
        return sum(self.reported) if self.reported else None

    @property
    def reported(self):
        sums = (line.proposal.spent for line in self.lines)
        return [amount for amount in sums if amount is not None]

    @property
    def not_reported(self):
        return len(self.lines) - len(self.reported)

    def of(self, group):
        return [line for line in self.lines if line.group == group]


def follow_up_context(page, request):
    round_page = page.round_page
    lines = [line_of(each, page, request) for each in proposals(round_page.round)]
    return {
        "round_page": round_page,
        "round": round_page.round,
        "parts": parts(round_page.round, lines),
        "total": Part(area=None, lines=lines),
    }


def proposals(round):
    return (
        round.proposals.being_built()
        .select_related("area")
        .with_titles()
        .prefetch_related("updates")
        .order_by("ballot_number", "pk")
    )


def line_of(proposal, page, request):
    shown = proposal.page
    return Line(
        proposal=proposal,
        url=shown.get_url(request) if shown and shown.live else None,
        label=STAGE_LABELS[Stage(proposal.stage)],
        is_late=is_late(proposal, page.day),
        latest=next(iter(proposal.updates.all()), None),
    )


def parts(round, lines):
    """Each area that has something to tell, in the round's order; last what lies in no area."""
    places = [*round.areas.all(), None]
    found = (Part(area, [line for line in lines if line.proposal.area == area]) for area in places)
    return [part for part in found if part.lines]
