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
from ..actions.vote_refusals import BoxClosed, VoteRefused, WrongBallotKey
from ..forms.voting import BallotForm
from ..method.ballots import BallotRefused
from ..method.steps import Step
from .ballot_paper import ballot_paper
from .basket import Basket
from .rehearsing import came_by_link, takes_part
from .voting_page import state_of

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
            "is_test": self.vote.is_rehearsal,
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
            response = door_of_rehearsal(request, booth)
            if response is None:
                refuse_unless_open(booth.vote, page.day)
                response = view(request, booth)
        except VoteRefused as refusal:
            response = closed(request, booth, refusal)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def door_of_rehearsal(request, booth):
    """Residents find what they found before it, and nothing of what is being tried out."""
    if response := came_by_link(request, booth.vote):
        return response
    if not booth.vote.is_rehearsal or takes_part(request, booth.vote):
        return None
    booth.vote = booth.vote.as_residents_see_it()
    return booth.render("ballot_closed", state=state_of(booth.vote, booth.page.day))


def closed(request, booth, refusal):
    """Say why no ballot is taken; what was marked is kept and shown."""
    if isinstance(refusal, WrongBallotKey):
        logger.error("Vote %s: %s", booth.vote.pk, refusal)
    if request.method == "POST" and "choices" in request.POST:
        booth.basket = booth.basket.with_numbers(booth.form(request.POST).marked)
    state = state_after(refusal, booth)
    response = booth.render("ballot_closed", state=state, choices=booth.choices)
    return booth.keep(response) if booth.basket.numbers else response


def state_after(refusal, booth):
    if isinstance(refusal, WrongBallotKey):
        return "broken"
    if booth.vote.is_rehearsal:
        return "waiting" if isinstance(refusal, BoxClosed) else "rehearsal_over"
    return state_of(booth.vote, booth.page.day)
