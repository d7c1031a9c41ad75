"""Residents vote on paper, and staff enter the ballots."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..actions.stations import CHANNEL as DESK
from ..actions.stations import one_form_of
from ..models import Vote
from ..models.paper import PAPER
from . import ways_of
from .base import Identified, Way


class Paper(Way):
    name = PAPER
    label = _("On paper")
    description = _("You get a ballot on paper and put a cross on it.")
    online = False
    without_a_computer = True
    identifies = DESK
    roll_label = _("Number on the envelope, such as a personal number")

    @sensitive_variables()
    def on_roll(self, text):
        number = one_form_of(text)
        if len(number) < 4:
            raise ValidationError(gettext("Write the whole number."), code="too_short")
        # As at a desk, so that nobody votes both there and on paper.
        return Identified(number, DESK)


def roll_ways(vote: Vote) -> list[Way]:
    """The ways of a vote in which staff can see whether a paper voter has voted already."""
    return [way for way in ways_of(vote) if way.roll_label]
