"""The ballot on paper: the same proposals, limits and seal as on the screen, to be printed."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ..explanations import ballot_sentences
from ..method.ballots import Knapsack, Method, Points, Ranked
from ..method.steps import Stage, Step
from ..models import Area, Vote
from ..models.joins import page_of, title_of
from ..qr import qr_svg
from .ballot_paper import place_of_area

STYLESHEET = "wagtail_medborgarbudget/print.css"


@dataclass(frozen=True)
class Line:
    """One proposal, with the box to mark."""

    number: int
    title: str
    lang: str
    cost: int
    running_cost: int | None
    withdrawn: bool


@dataclass(frozen=True)
class Sheet:
    """One ballot. ``area`` is set when a voter chooses in one area, and takes its sheet."""

    area: Area | None
    # What each area's choices have to fit in stands last, where it has money of its own.
    parts: list[tuple[Area | None, list[Line], int | None]]


def printed_ballot(vote: Vote, request, *, language: str, large=False, area=None) -> dict:
    """What the template of the printed ballot needs, in one language.

    Every sentence is made in that language here; the template is rendered in it too.
    """
    with override(language):
        url = address_of(vote, request)
        window = vote.round.calendar.windows.get(Step.VOTE)
        method = vote.ballot_method
        return {
            "vote": vote,
            "round_title": title_of(vote.round),
            "language": language,
            "large": large,
            "sheets": list(sheets_of(vote, area, pots_of(method))),
            "limits": " ".join(ballot_sentences(vote, method)),
            "how": how_to_mark(method),
            "writes": isinstance(method, (Ranked, Points)),
            "budget": None if pots_of(method) else getattr(method, "budget", None),
            "help": vote.help_to_vote.words,
            "window": window,
            "seal": vote.seal,
            "short_seal": short_seal(vote.seal),
            "url": url,
            "qr": qr_svg(url, _("QR code to the voting page")) if url else "",
        }


def sheets_of(vote: Vote, only: Area | None = None, pots: Mapping[int | None, int] | None = None):
    """A sheet per area where each voter chooses one, and otherwise one with everything.

    Never several sheets for one voter: each would be a ballot of its own.
    """
    proposals = vote.round.proposals.on_ballot().select_related("area").with_titles()
    in_order = sorted(proposals, key=lambda one: (*place_of_area(one), one.ballot_number))
    groups = [list(group) for _key, group in groupby(in_order, key=lambda one: one.area_id)]
    parts = [
        (group[0].area, list(map(line_of, group)), (pots or {}).get(group[0].area_id))
        for group in groups
    ]
    if vote.most_areas != 1 or len(parts) < 2:
        yield Sheet(area=None, parts=parts)
        return
    for_all = [part for part in parts if part[0] is None]
    for part in parts:
        area = part[0]
        if area and only in (None, area):
            yield Sheet(area=area, parts=[part, *for_all])


def line_of(proposal) -> Line:
    page = proposal.page
    return Line(
        number=proposal.ballot_number,
        title=proposal.title,
        lang=page.locale.language_code if page else get_language(),
        cost=proposal.cost,
        running_cost=proposal.running_cost,
        withdrawn=proposal.stage == Stage.WITHDRAWN,
    )


def pots_of(method: Method) -> dict:
    """Where each area's choices have to fit in its own money: area → kronor."""
    return dict(method.pots) if isinstance(method, Knapsack) else {}


def how_to_mark(method: Method) -> str:
    """What is done with the boxes."""
    if isinstance(method, Points):
        return _("Write in the box how many points a proposal gets. Leave the other boxes empty.")
    if isinstance(method, Ranked):
        places = ", ".join(map(str, range(1, method.most + 1)))
        return _(
            "Write %(places)s in the boxes: 1 for the proposal you like best, then 2 and so on."
            " Leave the other boxes empty."
        ) % {"places": places}
    return _("Mark your choice with an X in the box. Leave the other boxes empty.")


def short_seal(seal: str) -> str:
    """The first of it in groups, to be compared by eye: "3f2a 90bc 11d4"."""
    return " ".join(seal[start : start + 4] for start in range(0, 12, 4)) if seal else ""


def address_of(vote: Vote, request) -> str:
    """The voting page's whole address, in the language if it has a page there."""
    page = page_of(vote)
    return (page.get_full_url(request) or "") if page else ""


def languages_of(vote: Vote) -> list[tuple[str, str]]:
    """Those that residents have a voting page in: (code, name)."""
    pages = vote.pages.live().select_related("locale").order_by("pk")
    found = {page.locale.language_code: page.locale.get_display_name() for page in pages}
    return list(found.items())


def stylesheet_in_place() -> str:
    """The style sheet as an address that holds it all: a PDF fetches nothing."""
    file = Path(__file__).resolve().parent.parent / "static" / STYLESHEET
    return "data:text/css;base64," + b64encode(file.read_bytes()).decode()
