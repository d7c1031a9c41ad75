"""What every step of voting needs at hand, and what none of them may forget."""

import logging
from functools import cached_property, wraps

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from .. import conf
from ..actions.casting import refuse_unless_open
from ..actions.paper_refusals import VotedOnPaper
from ..actions.vote_refusals import VoteRefused, WrongBallotKey
from ..forms.voting import BallotForm
from ..method.ballots import BallotRefused
from ..method.steps import Step
from .ballot_paper import ballot_paper
from .basket import Basket
from .voting_page import state_of

# Refusals that the page says in words of their own; others follow from where the vote stands.
OWN_WORDS = {WrongBallotKey: "broken", VotedOnPaper: "on_paper"}

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
    state = OWN_WORDS.get(type(refusal)) or state_of(booth.vote, booth.page.day)
    response = booth.render("ballot_closed", state=state, choices=booth.choices)
    return booth.keep(response) if booth.basket.numbers else response
