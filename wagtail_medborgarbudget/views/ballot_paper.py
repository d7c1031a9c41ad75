"""The ballot as a voter sees it: proposals per area, and the basket in words."""

from dataclasses import dataclass
from itertools import groupby
from random import Random

from django.utils.translation import get_language, gettext

from ..method.steps import Stage


@dataclass(frozen=True)
class Choice:
    """One proposal on the ballot, in the voter's language."""

    number: int
    title: str
    lang: str
    summary: str
    url: str | None
    cost: int
    running_cost: int | None
    withdrawn: bool
    chosen: bool


def ballot_paper(proposals, basket, request):
    """Areas with their choices, in an order that is each voter's own and stays the same.

    Last, under None, come the proposals of no area: those that the common pot pays for.
    """
    in_areas = sorted(proposals, key=place_of_area)
    for area_id, group in groupby(in_areas, key=lambda proposal: proposal.area_id):
        group = sorted(group, key=lambda proposal: proposal.ballot_number)
        area = group[0].area
        Random(f"{basket.seed} {area_id}").shuffle(group)  # noqa: S311
        yield area, [choice_of(proposal, basket, request) for proposal in group]


def place_of_area(proposal):
    area = proposal.area
    return (0, area.sort_order or 0, area.pk) if area else (1, 0, 0)


def choice_of(proposal, basket, request) -> Choice:
    page = proposal.page
    return Choice(
        number=proposal.ballot_number,
        title=proposal.title,
        lang=page.locale.language_code if page else get_language(),
        summary=page.intro if page else "",
        url=page.get_url(request) if page and page.live else None,
        cost=proposal.cost,
        running_cost=proposal.running_cost,
        withdrawn=proposal.stage == Stage.WITHDRAWN,
        chosen=proposal.ballot_number in basket.numbers,
    )


def basket_sentences(most: int) -> dict[str, str]:
    """What the basket says, with figures to be filled in; the script fills in the same ones."""
    if most == 1:
        none, full = gettext("Choose one proposal."), gettext("You have chosen one proposal.")
    else:
        none = gettext("You have not chosen anything yet. You may choose up to %(most)s.")
        full = gettext("You have chosen %(chosen)s of %(most)s.")
    return {
        "none": none,
        "some": gettext(
            "You have chosen %(chosen)s of %(most)s. You can choose %(left)s more, but need not."
        ),
        "full": full,
        "over": gettext(
            "You have chosen %(chosen)s and may choose %(most)s. Remove %(over)s to go on."
        ),
    }


def basket_sentence(chosen: int, most: int) -> str:
    sentences = basket_sentences(most)
    if not chosen:
        kind = "none"
    elif chosen < most:
        kind = "some"
    else:
        kind = "full" if chosen == most else "over"
    figures = {"chosen": chosen, "most": most, "left": most - chosen, "over": chosen - most}
    return sentences[kind] % figures
