"""The screens of a vote beside its form: codes, paper ballots and the like, one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Vote
from . import anomalies, codes, stations
from .ballot_preview import BallotPreview
from .changes import ChangeView, can_be_changed
from .checklist import ChecklistView
from .paper import ADD_BATCH, DropView, PaperView, has_paper
from .paper_enter import EnterView
from .paper_print import BallotView, PrintView
from .paper_protocol import ProtocolView
from .paper_roll import RollView
from .paper_settle import SettleView
from .rehearsal import OutcomeView, RehearsalView
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
    # What it is for, in a sentence.
    about: Promise | str = ""


def before_residents(vote: Vote) -> bool:
    """Residents do not have the ballot yet."""
    return not vote.is_fixed or vote.is_rehearsal


SCREENS: tuple[Screen, ...] = (
    Screen(
        "checklist",
        _("Checklist"),
        ChecklistView,
        shown=before_residents,
        about=_("Everything that must be ready before the ballot is fixed."),
    ),
    Screen(
        "rehearsal",
        _("Rehearsal"),
        RehearsalView,
        shown=before_residents,
        more={"rehearsal_outcome": ("outcome/", OutcomeView)},
        about=_("Try the whole vote with your colleagues, and erase it afterwards."),
    ),
    Screen(
        "ballot_preview",
        _("Show the ballot as residents will see it"),
        BallotPreview,
        about=_("Nothing that you choose there is saved."),
    ),
    Screen(
        "codes",
        _("Voting codes"),
        codes.CodesView,
        more=codes.MORE,
        about=_("Codes to send home in letters, or to hand out in schools."),
    ),
    Screen(
        stations.SCREEN,
        _("Help at a desk"),
        stations.Stations,
        stations.CHANGE_STATION,
        stations.offers_help,
        {
            stations.DESK: ("<int:station>/", stations.Desk),
            stations.CLOSE: ("<int:station>/close/", stations.CloseDesk),
        },
        about=_("Let somebody who has shown who they are vote on the spot."),
    ),
    Screen(
        "paper",
        _("Ballots on paper"),
        PaperView,
        permission=ADD_BATCH,
        shown=has_paper,
        more={
            "paper_print": ("print/", PrintView),
            "paper_ballot": ("ballot/", BallotView),
            "paper_roll": ("roll/", RollView),
            "paper_protocol": ("protocol/", ProtocolView),
            "paper_enter": ("<int:batch>/enter/", EnterView),
            "paper_settle": ("<int:batch>/settle/", SettleView),
            "paper_drop": ("<int:batch>/drop/", DropView),
        },
        about=_("Print ballots, and enter those that have come in."),
    ),
    Screen(
        "change",
        _("Change with a decision"),
        ChangeView,
        shown=can_be_changed,
        about=_("When politicians have decided that a fixed ballot must be changed."),
    ),
    Screen(
        name=anomalies.NAME,
        label=anomalies.Anomalies.page_title,
        view=anomalies.Anomalies,
        shown=lambda vote: vote.is_fixed,
        more=anomalies.FURTHER,
        about=_("Look for votes that came oddly close together, and propose what to do."),
    ),
)


def screens_for(vote: Vote, user: Any) -> list[Screen]:
    """Those that a user may open for a vote as it stands."""
    return [one for one in SCREENS if one.shown(vote) and user.has_perm(one.permission)]
