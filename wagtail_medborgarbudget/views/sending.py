"""The last step of voting: check, and send."""

from ..actions.casting import cast_ballot
from . import voters
from .basket import empty_basket
from .booth import step
from .traces import traces_of


@step
def review(request, booth):
    voter = voters.recall(request, booth.vote)
    if request.method == "POST":
        return send(request, booth, voter)
    if not booth.is_ready():
        return booth.go("receipt" if voters.receipt_of(request, booth.vote) else "ballot")
    if voter is None:
        return booth.go("identify")
    return booth.render("ballot_review", choices=booth.choices)


def send(request, booth, voter):
    """Cast what the voter has seen on the page, not what another tab has put in the basket."""
    form = booth.form(request.POST)
    booth.basket = booth.basket.with_numbers(form.marked)
    if not form.is_valid():
        return booth.keep(booth.go("ballot"))
    if voter is None:
        # Pressed twice: the vote is in. Otherwise an hour has gone, and the marks are kept.
        sent = voters.receipt_of(request, booth.vote)
        return booth.go("receipt") if sent else booth.keep(booth.go("identify"))
    code = cast_ballot(
        booth.vote,
        voter,
        form.cleaned_data["choices"],
        booth.page.day,
        traces=traces_of(request),
    )
    # The next person at the same computer must show who they are.
    voters.forget(request, booth.vote)
    voters.keep_receipt(request, booth.vote, code)
    return empty_basket(booth.go("receipt"), booth.vote)
