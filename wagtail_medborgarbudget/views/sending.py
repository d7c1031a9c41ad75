"""The last step of voting: check, and send."""

from secrets import token_urlsafe

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..actions.casting import cast_ballot
from ..actions.code_refusals import CodeStopped
from ..explanations.ballots import points
from ..identification import is_at_shared_computer
from ..method.ballots import Points, Ranked
from ..method.swaps import still_fit
from . import voters
from .ballot_meters import meters_of
from .ballot_paper import place_label
from .basket import empty_basket
from .booth import step
from .identify import show_once_more
from .traces import traces_of

STOPPED = _(
    "Your vote was not sent. The code you showed has been stopped since then. If you have got a new"
    " code, write that one. Your choices are kept."
)


@step
def review(request, booth):
    voter = voters.recall(request, booth.vote)
    if request.method == "POST":
        return send(request, booth, voter)
    if not booth.is_ready():
        return booth.go("receipt" if voters.receipt_of(request, booth.vote) else "ballot")
    if voter is None:
        return booth.go("identify")
    return booth.render("ballot_review", once=token_urlsafe(9), **review_context(booth))


def review_context(booth):
    return {
        "choices": [(choice, gives(booth.method, choice)) for choice in booth.choices],
        "field_name": booth.field_name,
        "meters": meters_of(booth.method, booth.basket.marks, booth.pots),
        "has_room": has_room(booth),
    }


def gives(method, choice) -> str:
    """What the proposal gets from this ballot, where that is more than being chosen."""
    if isinstance(method, Ranked):
        return place_label(choice.size, method.worth(range(choice.size))[choice.size - 1])
    return points(choice.size) if isinstance(method, Points) else ""


def has_room(booth) -> bool:
    """Something could be added still, which nobody has to."""
    method, marks = booth.method, booth.basket.marks
    if isinstance(method, Points):
        return sum(marks.values()) < method.points
    return bool(still_fit(method, marks, booth.choosable))


@sensitive_variables()
def send(request, booth, voter):
    """Cast what the voter has seen on the page, not what another tab has put in the basket."""
    form, once = booth.form(request.POST), request.POST.get("once", "")[:20]
    booth.basket = booth.basket.with_marks(form.marked)
    if not form.is_valid():
        return booth.keep(booth.go("ballot"))
    if voter is None:
        # Pressed twice: the vote is in. Otherwise an hour has gone, or another tab has sent a
        # vote: what stands here is not in the box, and the marks are kept.
        if voters.receipt_of(request, booth.vote) and voters.was_sent(request, booth.vote, once):
            return booth.go("receipt")
        told = voters.has_waited(request, booth.vote)
        return booth.keep(booth.go("identify", "" if told else "?lost=1"))
    choices, traces = form.cleaned_data["choices"], traces_of(request)
    try:
        code = cast_ballot(booth.vote, voter, choices, booth.page.day, traces=traces)
    except CodeStopped:
        voters.forget(request, booth.vote)
        return booth.keep(show_once_more(booth, voter.channel, STOPPED))
    # The next person at the same computer must show who they are.
    voters.forget(request, booth.vote)
    if is_at_shared_computer(booth.vote, voter.channel):
        voters.leave_to_the_next(request, booth.vote)
    voters.keep_receipt(request, booth.vote, code, once)
    return empty_basket(booth.go("receipt"), booth.vote)
