"""The screens of a vote beside its form: codes, paper ballots and the like, one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from ..models import Vote
from . import anomalies
from .vote_verbs import CHANGE_VOTE, OfVote


def always(vote: Vote) -> bool:
    return True


@dataclass(frozen=True)
class Screen:
    """A subclass of OfVote with its address, and who sees a link to it and when."""

    name: str
    label: Promise
    view: type[OfVote]
    permission: str = CHANGE_VOTE
    shown: Callable[[Vote], bool] = always
    # Further views under the same address: name → (route such as "<int:batch>/", view class).
    more: Mapping[str, tuple[str, type[Any]]] = field(default_factory=dict)


SCREENS: tuple[Screen, ...] = (
    Screen(
        name=anomalies.NAME,
        label=anomalies.Anomalies.page_title,
        view=anomalies.Anomalies,
        shown=lambda vote: vote.is_fixed,
        more=anomalies.FURTHER,
    ),
)


def screens_for(vote: Vote, user: Any) -> list[Screen]:
    """Those that a user may open for a vote as it stands."""
    return [one for one in SCREENS if one.shown(vote) and user.has_perm(one.permission)]
