"""The steps of voting: mark, show who you are, check, send. Nothing here is stored by caches."""

import logging
from functools import cached_property, wraps

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from .. import conf
from ..actions.keys import voter_of
from ..actions.voting import VoteRefused, WrongBallotKey, cast_ballot, refuse_unless_open
from ..forms.voting import BallotForm
from ..identification import ways_of
from ..method.ballots import BallotRefused
from ..method.steps import Step
from . import voters
from .ballot_paper import ballot_paper, basket_sentence, basket_sentences
from .basket import Basket, empty_basket
from .voting_page import state_of, voting_context

__all__ = ["ballot", "identify", "receipt", "review", "voting_context"]

logger = logging.getLogger(__name__)


class Booth:
    """One voter, one page, one step: what every step of voting needs at hand."""

    def __init__(self, request, page):
        self.request, self.page, self.vote = request, page, page.vote
        self.basket = Basket.of(request, self.vote)

    @cached_property
    def proposals(self):
        proposals = self.vote.round.proposals.on_ballot()
        return list(proposals.select_related("area").with_titles())

    @cached_property
    def numbers(self):
        on_ballot = self.vote.round.proposals.on_ballot()
        return list(on_ballot.values_list("ballot_number", flat=True))

    @property
    def choices(self):
        """The proposals in the basket, with what they cost."""
        paper = ballot_paper(self.proposals, self.basket, self.request)
        return [choice for _area, choices in paper for choice in choices if choice.chosen]

    def form(self, data=None):
        return BallotForm(self.vote, self.numbers, data)

    def is_ready(self):
        """The basket holds a ballot that can be sent."""
        try:
            self.vote.ballot_method.check(self.basket.numbers, self.numbers)
        except BallotRefused:
            return False
        return True

    def url(self, step):
        return self.page.get_url(self.request) + self.page.reverse_subpage(step)

    def go(self, step, fragment=""):
        return HttpResponseRedirect(self.url(step) + fragment)

    def keep(self, response):
        return self.basket.keep(response, self.vote)

    def render(self, template, **context):
        context |= {
            "page": self.page,
            "self": self.page,
            "mb_base_template": conf.base_template(),
            "vote": self.vote,
            "round": self.vote.round,
            "last_day": self.last_day,
            "ballot_url": self.url("ballot"),
            "review_url": self.url("review"),
            "identify_url": self.url("identify"),
        }
        return TemplateResponse(self.request, f"wagtail_medborgarbudget/{template}.html", context)

    @property
    def last_day(self):
        window = self.vote.round.calendar.windows.get(Step.VOTE)
        return window and window.last


def step(view):
    """A step of voting: fresh, not indexed, and kind when ballots are not taken."""

    @sensitive_post_parameters()
    @never_cache
    @csrf_protect
    @wraps(view)
    def wrapped(request, page):
        booth = Booth(request, page)
        try:
            refuse_unless_open(booth.vote, page.day)
            response = view(request, booth)
        except VoteRefused as refusal:
            response = closed(request, booth, refusal)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def closed(request, booth, refusal):
    """Say why no ballot is taken; what was marked is kept and shown."""
    if isinstance(refusal, WrongBallotKey):
        logger.error("Vote %s: %s", booth.vote.pk, refusal)
    if request.method == "POST" and "choices" in request.POST:
        booth.basket = booth.basket.with_numbers(booth.form(request.POST).marked)
    state = (
        "broken" if isinstance(refusal, WrongBallotKey) else state_of(booth.vote, booth.page.day)
    )
    response = booth.render("ballot_closed", state=state, choices=booth.choices)
    return booth.keep(response) if booth.basket.numbers else response


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


@step
def identify(request, booth):
    if not booth.is_ready():
        return booth.go("ballot")
    ways = ways_of(booth.vote)
    way = chosen_way(request, ways)
    if way is None:
        return booth.render("identify", ways=ways)
    if request.method != "POST":
        return show_way(booth, ways, way, way.form(request))
    return try_way(request, booth, ways, way)


def chosen_way(request, ways):
    named = [way for way in ways if way.name == request.GET.get("way")]
    return (named or ways)[0] if named or len(ways) == 1 else None


def try_way(request, booth, ways, way):
    form = way.form(request, request.POST)
    if not form.is_valid():
        return show_way(booth, ways, way, form)
    try:
        who = way.identify(request, form)
    except ValidationError as refusal:
        return show_refusal(booth, ways, way, form, refusal)
    if who is None:
        return booth.go("identify", f"?way={way.name}")
    voters.remember(request, booth.vote, voter_of(booth.vote, who))
    response = booth.go("review")
    way.finish(request, response, who)
    return response


def show_refusal(booth, ways, way, form, refusal):
    """The sentence stands above the form of the step where the voter is now."""
    now = way.form(booth.request)
    form = form if type(form) is type(now) else now
    return show_way(booth, ways, way, form, refusal.messages)


def show_way(booth, ways, way, form, refusals=()):
    again = way.begin_again(booth.request)
    return booth.render(
        "identify", ways=ways, way=way, form=form, refusals=refusals, begin_again=again
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
    code = cast_ballot(booth.vote, voter, form.cleaned_data["choices"], booth.page.day)
    # The next person at the same computer must show who they are.
    voters.forget(request, booth.vote)
    voters.keep_receipt(request, booth.vote, code)
    return empty_basket(booth.go("receipt"), booth.vote)


@never_cache
def receipt(request, page):
    code = voters.receipt_of(request, page.vote)
    booth = Booth(request, page)
    if code is None:
        return HttpResponseRedirect(page.get_url(request))
    response = booth.render("ballot_receipt", code=code, can_change=page.vote.is_open(page.day))
    response["X-Robots-Tag"] = "noindex"
    return response
