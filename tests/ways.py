"""What those who show who they are have in hand."""

import re
from datetime import timedelta

from django.utils import timezone

from wagtail_medborgarbudget.actions.stations import open_station

from .builders import make_user


def code_in(letter):
    return re.search(r"^\d{6}$", letter.body, re.M).group()


def link_in(letter):
    """The path of the letter's link."""
    return re.search(r"^https?://[^/]+(/\S+/brev/\S+)$", letter.body, re.M).group(1)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def make_station(vote, place="Biblioteket", hours=3, user=None):
    return open_station(vote, place, timezone.now() + timedelta(hours=hours), user or make_user())
