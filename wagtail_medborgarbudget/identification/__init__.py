"""Who may vote: the ways in which a voter can show it.

A project adds a way of its own by subclassing ``base.Way`` and naming the class, by dotted
path, in the setting MEDBORGARBUDGET_IDENTIFICATION.
"""

from collections.abc import Mapping

from django.utils.module_loading import import_string

from .. import conf
from ..models import Vote
from .base import Way


def installed_ways() -> Mapping[str, type[Way]]:
    """Every way the site has, by the name that a vote stores."""
    ways = [import_string(path) for path in conf.identification_methods()]
    return {way.name: way for way in ways}


def ways_of(vote: Vote) -> list[Way]:
    """The ways that a vote offers, in its own order."""
    installed = installed_ways()
    return [installed[name](vote) for name in vote.ways if name in installed]


def online_ways_of(vote: Vote) -> list[Way]:
    """Those of them that residents use on the ballot's own pages."""
    return [way for way in ways_of(vote) if way.online]


def is_at_shared_computer(vote: Vote, channel: str) -> bool:
    """The next person will use the computer that somebody votes at in this way."""
    return any(way.shared_computer for way in ways_of(vote) if way.name == channel)
