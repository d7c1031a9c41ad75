"""A real election from a Pabulib file becomes a round: its pages, records and ballots."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from ..method.pabulib import Election, Project
from ..method.steps import Stage, Step
from ..method.ties import TieStep, tie_order
from ..models import (
    Area,
    Category,
    Period,
    Proposal,
    ProposalPage,
    Round,
    RoundPage,
)
from .imported_votes import make_ballots, make_vote

LONGEST_TITLE = 255

Progress = Callable[[str], Any]


@transaction.atomic
def import_election(
    election: Election,
    parent: Page,
    *,
    source: str,
    ties: Sequence[TieStep] = (TieStep.COST, TieStep.VOTES, TieStep.ID),
    progress: Progress = lambda line: None,
) -> RoundPage:
    """Make a round whose vote is over and whose ballot box is closed, ready to be counted.

    ``ties`` is the order in which equal proposals are taken. It becomes the vote's published
    lot, so that the count is the site's own. Everything is made, or nothing.
    """
    numbers = ballot_numbers(election)
    page = make_round(election, parent)
    progress(f"the round “{page.title}” is made")
    make_proposals(election, page, numbers, progress)
    vote = make_vote(election, page, numbers, tuple(ties), source)
    make_ballots(election, vote, numbers, progress)
    return page


def ballot_numbers(election: Election) -> dict[str, int]:
    """Project id → ballot number, in natural order: 2 before 10."""
    order = tie_order((TieStep.NATURAL_ID,), election.candidates)
    in_order = sorted(election.candidates, key=order)
    return {candidate.id: number for number, candidate in enumerate(in_order, start=1)}


def make_round(election: Election, parent: Page) -> RoundPage:
    meta = election.meta
    title = meta.get("description") or " ".join([meta.get("unit", ""), meta.get("instance", "")])
    page = parent.add_child(
        instance=RoundPage(title=title[:LONGEST_TITLE], slug=free_slug(title, parent))
    )
    Round.objects.filter(pk=page.round.pk).update(cost_cap=None)
    if first := read_day(meta.get("date_begin", "")):
        last = read_day(meta.get("date_end", "")) or first
        Period.objects.create(round=page.round, step=Step.VOTE, first=first, last=last)
    return page


def make_areas(election: Election, page: RoundPage) -> dict[str, Area]:
    """The area of each of the file's pots, in place of the one that every round begins with."""
    page.round.areas.all().delete()
    language, meta = page.locale.language_code, election.meta
    place = meta.get("subunit") or meta.get("unit") or page.title
    return {
        key: Area.objects.create(
            round=page.round,
            name={language: " ".join([place, key]).strip()},
            pot=pot.money,
            running_cap=pot.running,
            sort_order=order,
        )
        for order, (key, pot) in enumerate(election.pots.items())
    }


def make_proposals(
    election: Election, page: RoundPage, numbers: dict[str, int], progress: Progress
) -> None:
    areas = make_areas(election, page)
    categories = make_categories(election, page)
    candidates = {candidate.id: candidate for candidate in election.candidates}
    for done, project in enumerate(sorted(election.projects, key=lambda p: numbers[p.id]), start=1):
        number, candidate = numbers[project.id], candidates[project.id]
        child = ProposalPage(
            title=project.name[:LONGEST_TITLE],
            slug=f"{number}-{slugify(project.name)}"[:LONGEST_TITLE].rstrip("-"),
            intro=project.name if len(project.name) > LONGEST_TITLE else "",
        )
        Proposal.objects.create(
            key=child.translation_key,
            round=page.round,
            area=areas.get(candidate.area),
            category=categories.get(category_of(project)),
            stage=Stage.ELIGIBLE,
            cost=project.cost,
            running_cost=candidate.running,
            exclusive_group=candidate.group,
            ballot_number=number,
        )
        page.add_child(instance=child)
        if done % 20 == 0 or done == len(election.projects):
            progress(f"{done} of {len(election.projects)} proposals have a page")


def category_of(project: Project) -> str:
    """The first of the project's categories; a proposal of ours has one."""
    return project.columns.get("category", "").split(",")[0].strip()


def make_categories(election: Election, page: RoundPage) -> dict[str, Category]:
    names = sorted({category_of(project) for project in election.projects} - {"", "None"})
    language = page.locale.language_code
    return {
        name: Category.objects.create(round=page.round, name={language: name}, sort_order=order)
        for order, name in enumerate(names)
    }


def free_slug(title: str, parent: Page) -> str:
    slug = slugify(title)[:200] or "import"
    taken = set(parent.get_children().values_list("slug", flat=True))
    if slug not in taken:
        return slug
    return next(s for n in range(2, len(taken) + 3) if (s := f"{slug}-{n}") not in taken)


def read_day(text: str) -> date | None:
    """A day as the files write it, 31.10.2022; None for a year alone or nothing."""
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None
