"""The ballot before there is one: what residents will see, for whoever sets up the vote.

The real templates are filled with the proposals there are, with choices made up on the spot. No
basket is kept, and nothing can be sent.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from ..actions.preflight import proposals_for_ballot
from ..actions.receipts import new_receipt
from ..forms.receipts import AnswersForm, ReceiptLetterForm
from ..method.marks import is_within, with_one_more
from ..method.steps import Stage
from ..models import Vote
from .ballot import ballot_context, search_of
from .basket import Basket
from .booth import Booth
from .sending import review_context

BALLOT, REVIEW, RECEIPT = "ballot", "review", "receipt"
SAMPLES = 5
SEED = "preview"


@dataclass(frozen=True)
class Sample:
    """Stands in for a proposal as long as there is none."""

    ballot_number: int
    title: str
    area: object = None
    cost: int = 100_000
    running_cost: int | None = None
    stage: str = Stage.ELIGIBLE
    exclusive_group: str = ""
    category: object = None
    category_id: int | None = None
    page: object = None

    @property
    def area_id(self):
        return self.area and self.area.pk


class PreviewBooth(Booth):
    """A booth whose basket is filled for show, and kept nowhere."""

    def __init__(self, request, page, vote=None):
        self.request, self.page = request, page
        self.vote = vote or page.vote or Vote.with_defaults(page.round_page.round)
        self.basket = Basket(SEED)

    @cached_property
    def proposals(self):
        round = self.vote.round
        if self.vote.is_fixed:
            return super().proposals
        found = proposals_for_ballot(self.vote) if round.pk else []
        for number, proposal in enumerate(found, start=1):
            proposal.ballot_number = number
            proposal.cost = proposal.cost or 0
        return found or samples(round)

    @cached_property
    def facts(self):
        return self.proposals

    @property
    def are_samples(self):
        return any(isinstance(one, Sample) for one in self.proposals)

    def fill(self):
        """Mark as much as the ballot takes, up to three."""
        one_area = self.vote.most_areas == 1 and next(
            (one.area_id for one in self.proposals if one.area_id), None
        )
        for one in self.proposals:
            there = not one_area or one.area_id in (one_area, None)
            marks = with_one_more(self.method, self.basket.marks, one.ballot_number)
            if there and len(marks) <= 3 and is_within(self.method, marks):
                self.basket = self.basket.with_marks(marks)

    def keep(self, response):
        return response

    @property
    def state_line(self):
        return {"sent": False, "text": gettext("Not sent yet.")}

    def other_languages(self, step):
        return []

    def render(self, template, **context):
        return super().render(template, preview=True, sample_proposals=self.are_samples, **context)


def samples(round):
    areas = list(round.areas.all()) or [None]
    return [
        Sample(
            number,
            gettext("Sample proposal %(number)s") % {"number": number},
            areas[(number - 1) * len(areas) // SAMPLES],
        )
        for number in range(1, SAMPLES + 1)
    ]


def receipt_context(booth):
    return {
        "code": new_receipt(),
        "round_title": booth.page.round_page.title,
        "can_change": True,
        "sent_on": timezone.localdate(),
        "letter": ReceiptLetterForm(can_follow=True),
        "answers": AnswersForm() if booth.vote.asks_afterwards else None,
    }


def preview(request, page, mode, vote=None):
    """One step of voting as it will look. ``vote``: unsaved settings to look at, if any."""
    booth = PreviewBooth(request, page, vote)
    if mode == RECEIPT:
        return booth.render("ballot_receipt", **receipt_context(booth))
    booth.fill()
    if mode == REVIEW:
        return booth.render("ballot_review", **review_context(booth))
    query = QueryDict(mutable=True)
    if booth.is_for_one_area:
        query["area"] = str(next(one.area_id for one in booth.proposals if one.area_id))
    return booth.render("ballot", **ballot_context(booth, booth.form(), search_of(booth, query)))
