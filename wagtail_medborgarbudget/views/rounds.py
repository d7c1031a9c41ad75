"""What a round's page shows: one thing to do today, the steps, the rules and the proposals."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from wagtail.images import get_image_model

from ..forms.rounds import ProposalFilter
from ..method.calendar import Window
from ..method.steps import Step
from ..models import STAGE_LABELS, STEP_LABELS, DecisionKind, Proposal, Round
from .calls import Near, call_to_action, other_pages

PER_PAGE = 24
CARD_IMAGE = "fill-640x360"


@dataclass(frozen=True)
class TimelineStep:
    step: Step
    label: str
    state: str
    window: Window | None
    note: object


def round_context(page, request):
    round = with_facts(page.record)
    if page.preview_day:
        round.periods = round.dates_or_suggestion()
    filters, proposals = list_proposals(page, round, request.GET)
    near = Near.to(page)
    call = call_to_action(page, near, round, request)
    return {
        "round": round,
        "vote": getattr(round, "vote", None),
        "today": page.day,
        "call": call,
        "other_pages": other_pages(near, call, request),
        "timeline": timeline(round, page.day),
        "criteria_decision": round.decision(DecisionKind.CRITERIA),
        "filters": filters,
        "proposals": proposals,
    }


def with_facts(round):
    """The round with all its rows read; an unsaved one, in a preview, has them already."""
    if round.pk is None:
        return round
    return Round.objects.with_facts().select_related("vote").get(pk=round.pk)


def timeline(round, day):
    periods = {period.step: period for period in round.periods.all()}
    return [timeline_step(step, periods.get(step), round, day) for step in Step]


def timeline_step(step, period, round, day):
    return TimelineStep(
        step=step,
        label=STEP_LABELS[step],
        state=state_of(step, round.calendar, day),
        window=round.calendar.windows.get(step),
        note=period.note.words if period else "",
    )


def state_of(step, calendar, day):
    if calendar.is_open(step, day):
        return "now"
    return "done" if calendar.is_past(step, day) else "coming"


def list_proposals(page, round, query):
    """The filter, and one page of proposals as the filter has it."""
    pages = proposal_pages(page, numbered=not round.is_rehearsing)
    stages = set(pages.order_by().values_list("proposal__stage", flat=True).distinct())
    filters = ProposalFilter(
        query, areas=round.areas.all(), categories=round.categories.all(), stages=stages
    )
    found = Paginator(filters.narrow(pages), PER_PAGE).get_page(query.get("page"))
    for each in found:
        each.number = None if round.is_rehearsing else each.proposal.ballot_number
        each.stage_label = STAGE_LABELS[each.proposal.stage]
    return filters, found


def proposal_pages(page, numbered):
    """The round's published proposals in the page's language, those on the ballot first."""
    number = [F("proposal__ballot_number").asc(nulls_last=True)] if numbered else []
    page_class = Proposal._meta.get_field("pages").related_model
    if page.pk is None:
        return page_class.objects.none()
    images = get_image_model().objects.prefetch_renditions(CARD_IMAGE)
    return (
        page_class.objects.child_of(page)
        .live()
        .select_related("locale", "proposal__area", "proposal__category")
        .prefetch_related(Prefetch("image", images))
        .order_by(*number, "title", "pk")
    )
