"""The voting page itself: who may vote, how, when, and what decides. It sets no cookie."""

from django.db.models import Count, Q

from ..actions.answers import summed_answers
from ..explanations import ballot_in_short, ballot_sentences, rule_sentences
from ..identification import ways_of
from ..method.steps import Stage, Step
from ..models import InvalidationState, Vote
from .inclusion import receipts_context
from .recount import recount_context
from .results import result_context
from .sealing import seal_context


def voting_context(page, request):
    vote = (page.vote or Vote.with_defaults(page.round_page.round)).as_residents_see_it()
    state = state_of(vote, page.day)
    ways = ways_of(vote)
    context = {
        "vote": vote,
        "round": vote.round,
        "state": state,
        "is_over": state in ("waiting", "result"),
        "window": vote.round.calendar.windows.get(Step.VOTE),
        "days_left": vote.round.calendar.days_left(Step.VOTE, page.day),
        "areas": areas_of(vote),
        "common": common_pot_of(vote),
        "ways": ways,
        "has_way_without_computer": any(way.without_a_computer for way in ways),
        "ballot_limits": ballot_sentences(vote),
        "ballot_in_short": ballot_in_short(vote),
        "rule": rule_sentences(vote),
        "invalidated": invalidated(vote),
        "ballot_url": (page.get_url(request) or "") + page.reverse_subpage("ballot"),
        **seal_context(page, request),
    } | receipts_context(page, request)
    if state != "result":
        return context
    shown = result_context(page, request)
    shown |= {"summed_answers": summed_answers(vote)}
    return context | shown | recount_context(page, request, shown["result"].result)


def invalidated(vote):
    """How many votes were taken out of the ballot box, and why: (votes, reason)."""
    if not vote.is_fixed or not vote.pk:
        return []
    done = vote.invalidations.filter(state=InvalidationState.DONE).order_by("pk")
    return list(done.values_list("how_many", "reason"))


def state_of(vote, day) -> str:
    """One of: result, open, waiting (voting is over), soon (it has dates), not_ready."""
    vote = vote.as_residents_see_it()
    calendar = vote.round.calendar
    if vote.pk and vote.is_decided:
        return "result"
    if vote.is_open(day):
        return "open"
    if vote.is_box_closed or (vote.is_fixed and calendar.is_past(Step.VOTE, day)):
        return "waiting"
    return "soon" if calendar.is_before(Step.VOTE, day) else "not_ready"


def areas_of(vote):
    """Each area with its pot and how many proposals stand, or will stand, on the ballot."""
    on_ballot = Q(proposals__ballot_number__isnull=False)
    counted = on_ballot if vote.is_fixed else Q(proposals__stage=Stage.ELIGIBLE)
    return vote.round.areas.annotate(proposals_on_ballot=Count("proposals", filter=counted))


def common_pot_of(vote):
    """The common pot, with how many proposals draw on nothing else; None where there is none."""
    if not vote.round.common_pot:
        return None
    of_no_area = vote.round.proposals.filter(area=None)
    counted = of_no_area.on_ballot() if vote.is_fixed else of_no_area.filter(stage=Stage.ELIGIBLE)
    return {"pot": vote.round.common_pot, "proposals": counted.count()}
