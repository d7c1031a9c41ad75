"""Nothing was handed out that was not there, nor to anyone who could not have it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from wagtail_medborgarbudget.method.certificates.books import Books
from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof
from wagtail_medborgarbudget.method.counting import COMMON
from wagtail_medborgarbudget.method.rules import Kind, Misfit

Fault = dict[str, Any]


def feasibility(books: Books) -> Certificate:
    """Check pots, ceilings, groups, votes and thresholds.

    ``left`` and ``running_left`` say what each pot holds at last. Each of the ``faults`` has a
    ``fault``, and the ``id`` or ``pot`` it is about.
    """
    faults = [
        *_inputs(books),
        *_lines(books),
        *_borrowed(books),
        *_pots(books),
        *_groups(books),
        *_votes(books),
    ]
    return Certificate(
        Proof.FEASIBILITY,
        not faults,
        {
            "left": {page.key: page.left for page in books.pages},
            "running_left": {page.key: page.running_left for page in books.pages},
            "faults": faults,
        },
    )


def _inputs(books: Books) -> Iterator[Fault]:
    contest, outcome = books.contest, books.outcome
    pairs = {
        "pots": (dict(contest.pots), dict(outcome.pots)),
        "common": (contest.common, outcome.common),
        "ballots": (books.ballots, outcome.ballots),
        "rule": (contest.rule.as_json(), dict(outcome.rule)),
    }
    yield from (
        {"fault": "other_inputs", "of": name} for name, (ours, its) in pairs.items() if ours != its
    )


def _lines(books: Books) -> Iterator[Fault]:
    named = Counter(line.id for line in books.outcome.lines)
    for id in sorted(named.keys() | books.candidates.keys()):
        if named[id] != 1 or id not in books.candidates:
            yield {"fault": "not_one_line", "id": id, "lines": named[id]}
            continue
        line, candidate = books.lines[id], books.candidates[id]
        said = (line.cost, line.running, line.area, line.votes)
        if said != (candidate.cost, candidate.running, candidate.area, books.votes.get(id, 0)):
            yield {"fault": "other_figures", "id": id}
        pots = {COMMON} & {page.key for page in books.pages} | {candidate.area}
        if line.pot not in pots:
            yield {"fault": "other_pot", "id": id, "pot": line.pot}


def _borrowed(books: Books) -> Iterator[Fault]:
    stretches = books.rule.kind is Kind.MOST_VOTES and books.rule.misfit is Misfit.STRETCH
    for line in books.lines.values():
        own = line.cost - line.borrowed
        allowed = stretches and line.funded and line.pot == line.area and line.borrowed > 0
        if line.borrowed and not (allowed and own >= books.rule.stretch * line.cost):
            yield {"fault": "borrowed", "id": line.id, "borrowed": line.borrowed}


def _pots(books: Books) -> Iterator[Fault]:
    for page in books.pages:
        if page.left < 0:
            yield {"fault": "overdrawn", "pot": page.key, "by": -page.left}
        if page.running_left is not None and page.running_left < 0:
            yield {"fault": "running_overdrawn", "pot": page.key, "by": -page.running_left}


def _groups(books: Books) -> Iterator[Fault]:
    groups: dict[str, list[str]] = {}
    for candidate in books.funded:
        if candidate.group:
            groups.setdefault(candidate.group, []).append(candidate.id)
    for group, ids in groups.items():
        if len(ids) > 1:
            yield {"fault": "group_twice", "group": group, "ids": ids}


def _votes(books: Books) -> Iterator[Fault]:
    for candidate in books.funded:
        votes = books.heard.get(candidate.id, 0)
        if votes < books.votes_needed(candidate):
            yield {"fault": "too_few_votes", "id": candidate.id, "votes": votes}
