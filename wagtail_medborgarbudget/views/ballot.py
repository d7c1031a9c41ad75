"""The first step of voting: mark what you want. Nothing here is stored by caches."""

from . import voters
from .ballot_paper import ballot_paper, basket_sentence, basket_sentences
from .booth import step


@step
def ballot(request, booth):
    if request.method == "POST":
        return mark(request, booth)
    return show_ballot(with_linked_proposal(request, booth), booth.form())


def mark(request, booth):
    form = booth.form(request.POST)
    booth.basket = booth.basket.with_numbers(form.marked)
    if "next" not in request.POST:
        return booth.keep(booth.go("ballot", "#mb-basket"))
    if not form.is_valid():
        return show_ballot(booth, form)
    known = voters.recall(request, booth.vote)
    return booth.keep(booth.go("review" if known else "identify"))


def with_linked_proposal(request, booth):
    """A proposal's page links here with that proposal marked: ?valj=7."""
    linked = request.GET.get("valj", "")
    number = int(linked) if linked.isdecimal() else None
    if number and number in booth.numbers and number not in booth.basket.numbers:
        others = () if booth.vote.ballot_method.most == 1 else booth.basket.numbers
        booth.basket = booth.basket.with_numbers(sorted({*others, number}))
    return booth


def show_ballot(booth, form):
    chosen, most = len(booth.basket.numbers), booth.vote.ballot_method.most
    response = booth.render(
        "ballot",
        form=form,
        paper=list(ballot_paper(booth.proposals, booth.basket, booth.request)),
        chosen=chosen,
        most=most,
        sentence=basket_sentence(chosen, most),
        sentences=basket_sentences(most),
    )
    return booth.keep(response)
