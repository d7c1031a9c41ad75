"""What every step of voting needs at hand, and what none of them may forget."""

import logging
from functools import cached_property, wraps
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.images import get_image_model

from .. import conf
from ..actions.casting import refuse_unless_open
from ..actions.paper_refusals import VotedOnPaper
from ..actions.vote_refusals import BoxClosed, VoteRefused, WrongBallotKey
from ..formatting import day, moment
from ..forms.voting import BallotForm, field_name, marks_in
from ..method.ballots import Ranked
from ..method.marks import no_wider_than, refusal_of
from ..method.steps import Stage, Step
from ..models import Proposal
from . import voters
from .ballot_paper import ballot_paper
from .basket import Basket
from .rehearsing import came_by_link, takes_part
from .sealing import changed_texts, seal_context
from .voting_page import state_of

# The same that the round's page shows, so that it has most often been made already.
PICTURE = "fill-640x360"
# Refusals that the page says in words of their own; others follow from where the vote stands.
OWN_WORDS = {WrongBallotKey: "broken", VotedOnPaper: "on_paper"}

# Steps that are found again in another language; from the others one comes to the ballot.
STEPS = {
    "identify": "identify",
    "ballot_review": "review",
    "ballot_compare": "compare",
    "ballot_receipt": "receipt",
}

# What an address may ask for that is asked for in the other language too.
ASKED = {
    "ballot": ("area", "category", "mine", "q"),
    "compare": ("nr",),
    "identify": ("way",),
}

logger = logging.getLogger(__name__)


class Booth:
    """One voter, one page, one step: what every step of voting needs at hand."""

    def __init__(self, request, page):
        self.request, self.page, self.vote = request, page, page.vote
        self.basket = Basket.of(request, self.vote)

    @cached_property
    def proposals(self):
        proposals = self.vote.round.proposals.on_ballot().select_related("area", "category")
        return list(with_pictures(proposals))

    @cached_property
    def facts(self):
        """The proposals on the ballot without their words: enough to check what is marked."""
        proposals = self.vote.round.proposals.on_ballot()
        return list(proposals.only("round", "ballot_number", "area", "cost"))

    @cached_property
    def numbers(self):
        return [one.ballot_number for one in self.facts]

    @cached_property
    def method(self):
        return no_wider_than(self.vote.method_for(self.facts), len(self.facts))

    @property
    def field_name(self):
        return field_name(self.method)

    @cached_property
    def titles(self):
        return {one.ballot_number: one.title for one in self.proposals}

    @cached_property
    def pots(self):
        """What the pots of a basket are called, where there are several."""
        if len(getattr(self.method, "pots", ())) < 2:
            return {}
        areas = {area.pk: str(area) for area in self.vote.round.areas.all()}
        return areas | {None: gettext("For all areas")}

    @property
    def is_for_one_area(self):
        """A ballot keeps to one of several areas, so that the area is chosen first."""
        return self.vote.most_areas == 1 and len({one.area_id for one in self.facts} - {None}) > 1

    @property
    def chosen_proposals(self):
        return [one for one in self.proposals if one.ballot_number in self.basket.marks]

    @property
    def choosable(self):
        """The numbers of the proposals that can be chosen still."""
        return [one.ballot_number for one in self.proposals if one.stage != Stage.WITHDRAWN]

    @property
    def choices(self):
        """The proposals in the basket with what they cost, the first places first."""
        paper = ballot_paper(self.chosen_proposals, self)
        choices = [choice for _area, choices in paper for choice in choices]
        ranked = isinstance(self.method, Ranked)
        return sorted(choices, key=lambda choice: choice.size) if ranked else choices

    def form(self, data=None):
        return BallotForm(self.method, self.numbers, data, self.pots)

    def is_ready(self):
        """The basket holds a ballot that can be sent."""
        return refusal_of(self.method, self.basket.marks, self.numbers) is None

    def url(self, step):
        return (self.page.get_url(self.request) or "") + self.page.reverse_subpage(step)

    def go(self, step, fragment=""):
        return HttpResponseRedirect(self.url(step) + fragment)

    def keep(self, response):
        return self.basket.keep(response, self.vote, self.method)

    def render(self, template, **context):
        context |= {
            "page": self.page,
            "self": self.page,
            "mb_base_template": conf.base_template(),
            "vote": self.vote,
            "is_test": self.vote.is_rehearsal,
            "round": self.vote.round,
            "first_day": self.window and self.window.first,
            "last_day": self.last_day,
            "ballot_url": self.url("ballot"),
            "review_url": self.url("review"),
            "identify_url": self.url("identify"),
            "state_line": self.state_line,
            "other_languages": self.other_languages(STEPS.get(template, "ballot")),
            **seal_context(self.page, self.request),
            "changed_texts": changed_texts(self.page, self.request),
        }
        return TemplateResponse(self.request, f"wagtail_medborgarbudget/{template}.html", context)

    @property
    def window(self):
        return self.vote.round.calendar.windows.get(Step.VOTE)

    @property
    def last_day(self):
        return self.window and self.window.last

    @property
    def state_line(self):
        """Sent or not sent, in words, on every step."""
        sent = voters.sent_at(self.request, self.vote)
        can_be_sent = self.vote.takes_ballots(self.page.day)
        if not sent:
            not_sent = gettext("Not sent yet.") if can_be_sent else gettext("Not sent.")
            return {"sent": False, "text": not_sent}
        if can_be_sent:
            changed = gettext("Sent %(moment)s. What you have marked since then is not sent yet.")
        else:
            changed = gettext("Sent %(moment)s. What you marked after that was not sent.")
        if self.vote.is_open(self.page.day):
            kept = gettext("Sent %(moment)s. It can be changed until %(day)s.")
        else:
            kept = gettext("Sent %(moment)s.")
        facts = {"moment": moment(sent), "day": self.last_day and day(self.last_day)}
        texts = {"when_marked": changed % facts, "unmarked": kept % facts}
        now = "when_marked" if self.basket.marks else "unmarked"
        receipt = self.url("receipt") if voters.has_receipt(self.request, self.vote) else ""
        return {"sent": not self.basket.marks, "text": texts[now], "receipt": receipt, **texts}

    def other_languages(self, step):
        """The same step in other languages: the site's own menu is not there to ask."""
        names, given = ASKED.get(step, ()), self.request.GET
        query = urlencode([(name, value) for name in names for value in given.getlist(name)])
        pages = self.vote.pages.live().exclude(pk=self.page.pk).select_related("locale")
        return [
            {
                "code": page.locale.language_code,
                "name": capfirst(get_language_info(page.locale.language_code)["name_local"]),
                "url": page.get_url(self.request)
                + page.reverse_subpage(step)
                + (query and f"?{query}"),
            }
            for page in pages
        ]


def with_pictures(proposals):
    """Proposals with their pages in every language, and the pages' pictures, small."""
    pages = Proposal._meta.get_field("pages").related_model.objects
    images = get_image_model().objects.prefetch_renditions(PICTURE)
    return proposals.prefetch_related(
        Prefetch(
            "pages",
            pages.select_related("locale")
            .prefetch_related(Prefetch("image", images))
            .order_by("pk"),
        )
    )


def step(view):
    """A step of voting: fresh, not indexed, and kind when ballots are not taken."""

    @sensitive_post_parameters()
    @never_cache
    # In somebody else's frame a press on their page could be a press on "Send my vote".
    @xframe_options_deny
    @csrf_protect
    @wraps(view)
    def wrapped(request, page, **more):
        booth = Booth(request, page)
        try:
            response = door_of_rehearsal(request, booth)
            if response is None:
                refuse_unless_open(booth.vote, page.day)
                response = view(request, booth, **more)
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
    if request.method == "POST" and marks_in(booth.method, request.POST)[0]:
        booth.basket = booth.basket.with_marks(booth.form(request.POST).marked)
    state = state_after(refusal, booth)
    response = booth.render("ballot_closed", state=state, choices=booth.choices)
    return booth.keep(response) if booth.basket.marks else response


def state_after(refusal, booth):
    if type(refusal) in OWN_WORDS:
        return OWN_WORDS[type(refusal)]
    if booth.vote.is_rehearsal:
        return "waiting" if isinstance(refusal, BoxClosed) else "rehearsal_over"
    return state_of(booth.vote, booth.page.day)
