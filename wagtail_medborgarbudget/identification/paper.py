"""Residents vote on paper, and staff enter the ballots."""

from django.utils.translation import gettext_lazy as _

from .base import Way


class Paper(Way):
    name = "paper"
    label = _("On paper")
    description = _("You get a ballot on paper and put a cross on it.")
    online = False
    without_a_computer = True
