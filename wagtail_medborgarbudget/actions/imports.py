"""A real election from a Pabulib file becomes a round: its pages, records and ballots."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from ..method.pabulib import Election, Project
from ..method.steps import Stage, Step
from ..method.ties import TieStep, tie_order
from ..models import (
    Area,
    Ballot,
    BallotMethod,
    Category,
    Period,
    Proposal,
    ProposalPage,
    Round,
    RoundPage,
    TieBreak,
    Vote,
    VotingPage,
)
from ..models.voting import FROM_FILE
from .counting import to_seal

BATCH = 5_000
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
    vote = make_vote(election, page, numbers, ties, source)
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
    Area.objects.filter(round=page.round).update(
        name={parent.locale.language_code: meta.get("subunit") or meta.get("unit") or title},
        pot=election.budget,
    )
    if first := read_day(meta.get("date_begin", "")):
        last = read_day(meta.get("date_end", "")) or first
        Period.objects.create(round=page.round, step=Step.VOTE, first=first, last=last)
    return page


def make_proposals(
    election: Election, page: RoundPage, numbers: dict[str, int], progress: Progress
) -> None:
    area = page.round.areas.get()
    categories = make_categories(election, page)
    for done, project in enumerate(sorted(election.projects, key=lambda p: numbers[p.id]), start=1):
        number = numbers[project.id]
        child = ProposalPage(
            title=project.name[:LONGEST_TITLE],
            slug=f"{number}-{slugify(project.name)}"[:LONGEST_TITLE].rstrip("-"),
            intro=project.name if len(project.name) > LONGEST_TITLE else "",
        )
        Proposal.objects.create(
            key=child.translation_key,
            round=page.round,
            area=area,
            category=categories.get(category_of(project)),
            stage=Stage.ELIGIBLE,
            cost=project.cost,
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


def make_vote(
    election: Election,
    page: RoundPage,
    numbers: dict[str, int],
    ties: Sequence[TieStep],
    source: str,
) -> Vote:
    with override(page.locale.language_code):
        title = _("Vote")
    vote = page.add_child(instance=VotingPage(title=title, slug=slugify(title))).vote
    single = election.vote_type == "choose-1"
    vote.method = BallotMethod.SINGLE if single else BallotMethod.APPROVAL
    vote.most, vote.least = election.max_length, election.min_length
    vote.threshold = election.threshold or 0
    vote.tie_break = TieBreak.CHEAPER if ties[0] is TieStep.COST else TieBreak.LOT
    order = tie_order(tuple(ties), election.candidates)
    vote.lot = [numbers[c.id] for c in sorted(election.candidates, key=order)]
    vote.lot_seed = f"{FROM_FILE}: {', '.join(ties)}"
    vote.sealed = to_seal(vote)
    period = page.round.periods.filter(step=Step.VOTE).first()
    vote.opened_at = at_midnight(period.first) if period else timezone.now()
    vote.box_closed_at = at_midnight(period.last) if period else timezone.now()
    vote.turnout = [{"day": "", "channel": "import", "voters": election.num_votes}]
    vote.remark = f"Imported from {source}."
    vote.save()
    return vote


def make_ballots(
    election: Election, vote: Vote, numbers: dict[str, int], progress: Progress
) -> None:
    method = vote.ballot_method
    ballots = (
        Ballot(vote=vote, choices=method.canonical([numbers[choice] for choice in choices]))
        for choices in election.each_ballot()
    )
    done = 0
    while batch := list(islice(ballots, BATCH)):
        done += len(Ballot.objects.bulk_create(batch))
        progress(f"{done} of {election.num_votes} ballots are in the box")


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


def at_midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
