"""Write a contest and its outcome as a .pb file that anyone can check and count again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Pot
from wagtail_medborgarbudget.method.outcomes import Outcome, OutcomeLine, Way
from wagtail_medborgarbudget.method.pabulib.naming import name_of
from wagtail_medborgarbudget.method.pabulib.settings import Settings
from wagtail_medborgarbudget.method.refusals import CountRefused
from wagtail_medborgarbudget.method.rules import Kind

SAFE_ID = re.compile(r"(?!(?:meta|projects|votes)$)[\w./-]+", re.IGNORECASE)
# Spaces, line breaks and control characters.
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
LIMITS = (
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
)


class Unwritable(CountRefused):
    """A contest that the format cannot hold."""

    code = "unwritable"


@dataclass(frozen=True)
class About:
    """The words and dates of an election, for people who find its file in a library.

    ``titles``, ``categories`` and ``places``: by the candidates' ids. ``limits``: what a ballot
    might say, by the format's names: min_length, max_length, min_sum_cost and so on.
    ``vote_type``: approval, choose-1, cumulative, scoring or ordinal; "" takes what fits.
    """

    description: str
    unit: str
    instance: str
    begins: date
    ends: date
    titles: Mapping[str, str]
    categories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    subunit: str = ""
    vote_type: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    edition: str = ""
    language: str = "sv"
    country: str = "Sweden"
    currency: str = "SEK"


def areas_of(contest: Contest, outcome: Outcome) -> dict[str, Contest]:
    """Take a contest apart: area → the same contest with the area's candidates alone.

    Ballots that name none of them are left out of the area's file. The common pot's own
    candidates get what came into it. What it paid for can be counted again only from the file
    of the whole contest.
    """
    areas = sorted({one.area for one in contest.candidates})
    return {area: _of_area(contest, outcome, area) for area in areas}


def _of_area(contest: Contest, outcome: Outcome, area: str) -> Contest:
    candidates = [one for one in contest.candidates if one.area == area]
    return replace(
        contest,
        candidates=candidates,
        profile=contest.profile.only([one.id for one in candidates]),
        rule=replace(contest.rule, leftovers=False),
        common=_in_the_end(contest, outcome) if area == COMMON else None,
    )


def _in_the_end(contest: Contest, outcome: Outcome) -> Pot:
    """Return the common pot with all that came into it."""
    spent = sum(
        line.cost if line.pot == COMMON else line.borrowed for line in outcome.lines if line.funded
    )
    running = contest.common.running if contest.common else None
    return Pot(spent + outcome.left[COMMON], running)


def write(contest: Contest, outcome: Outcome, about: About) -> bytes:
    """Write the contest, or one area's part of it, and what came of it.

    ``read`` restores the contest exactly: what the format has no word for stands in the comment.
    Voters are numbered in the order of their sorted ballots, so that the file says nothing of
    the order in which they came in. ``pabulib-checker`` finds no fault with the file, winners
    included, unless a proposal costs nothing or more than all the money, which the format
    does not know. Raises Unwritable.
    """
    return _File(contest, outcome, about).text().encode()


class _File:
    """One file while it is being written."""

    def __init__(self, contest: Contest, outcome: Outcome, about: About) -> None:
        self.contest, self.outcome, self.about = contest, outcome, about
        self.profile = contest.profile
        self.candidates = {one.id: one for one in contest.candidates}
        for id in self.candidates:
            if not SAFE_ID.fullmatch(id):
                raise Unwritable(f"{id!r} cannot be an id in the format")
        self.vote_type = about.vote_type or _fitting_type(contest)
        self.gives_points = self.vote_type not in {"approval", "choose-1"}
        if self.profile.points is not None and not self.gives_points:
            raise Unwritable(f"ballots of the type {self.vote_type} give no points")

    def text(self) -> str:
        ballots = sorted(self._ballots())
        heading = ["voter_id", "vote", "points"][: 2 + self.gives_points]
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\n")
        writer.writerows([["META"], ["key", "value"], *self._meta(len(ballots))])
        writer.writerows([["PROJECTS"], *self._projects(), ["VOTES"], heading])
        writer.writerows([voter, *ballot] for voter, ballot in enumerate(ballots, start=1))
        return table.getvalue()

    def _meta(self, votes: int) -> Iterator[tuple[str, str]]:
        about, budget = self.about, self._budget()
        named = name_of(self.contest, self.outcome, approval=self.vote_type == "approval")
        values: dict[str, str | int] = {
            "description": about.description,
            "country": about.country,
            "unit": about.unit,
            "subunit": about.subunit,
            "instance": about.instance,
            "num_projects": len(self.candidates),
            "num_votes": votes,
            "budget": budget,
            "vote_type": self.vote_type,
            "rule": named.rule,
            "date_begin": f"{about.begins:%d.%m.%Y}",
            "date_end": f"{about.ends:%d.%m.%Y}",
            **self._limits(),
            "min_project_score_threshold": named.threshold or "",
            "edition": about.edition,
            "language": about.language,
            "currency": about.currency,
            "fully_funded": 1 if sum(o.cost for o in self.contest.candidates) <= budget else "",
        }
        for key, value in values.items():
            if (text := one_line(str(value))) != "":
                yield key, text
        yield "comment", self._comment()

    def _comment(self) -> str:
        said = "#1: The counting rule, whole, with all that the format has no word for, as JSON."
        return f"{said} {Settings.of(self.contest).written()}"

    def _limits(self) -> dict[str, int]:
        limits = {key: self.about.limits[key] for key in LIMITS if key in self.about.limits}
        if "max_length" in limits:
            limits["max_length"] = min(limits["max_length"], len(self.candidates))
        ballots = [worth for worth, _ in self.profile.rows() if worth]
        sums = [sum(worth.values()) for worth in ballots]
        if self.vote_type == "cumulative":
            limits.setdefault("max_sum_points", max([1, *sums]))
        # A ballot holds less than it had to when proposals were withdrawn or are another area's.
        held = {
            "min_length": [len(worth) for worth in ballots],
            "min_sum_cost": [sum(self.candidates[id].cost for id in worth) for worth in ballots],
            "min_sum_points": sums,
        }
        return limits | {
            key: min([limits[key], *found]) for key, found in held.items() if key in limits
        }

    def _budget(self) -> int:
        """All the money there is for the candidates, but what a reserve adds to one of them."""
        pots, rule = self.contest.pots, self.contest.rule
        areas = {one.area for one in self.contest.candidates} - {COMMON}
        money = sum(pots[area].money for area in (pots if rule.leftovers else areas))
        if self.contest.common and self._spends_common():
            money += self.contest.common.money
        return money

    def _spends_common(self) -> bool:
        """Say whether the common pot is there for all, and does not only help what almost fits."""
        rule, common = self.contest.rule, self.contest.common
        own = any(one.area == COMMON for one in self.contest.candidates)
        return rule.leftovers or (common is not None and (own or not rule.stretches))

    def _projects(self) -> Iterator[list[str | int]]:
        """Yield the heading and the projects in the order of counting, which decides ties."""
        votes, scores, about = self.profile.votes, self.profile.scores, self.about
        rows = [
            {
                "project_id": line.id,
                "cost": line.cost,
                "votes": votes.get(line.id, 0),
                "score": scores.get(line.id, 0) if self.gives_points else "",
                "name": one_line(about.titles.get(line.id, "")) or line.id,
                "category": one_line(about.categories.get(line.id, "").replace(",", " ")),
                "selected": self._selected(line),
                "subunit": one_line(about.places.get(line.id, "")),
            }
            for line in self._lines()
        ]
        filled = [key for key in rows[0] if any(row[key] != "" for row in rows)] if rows else []
        yield [*(filled or ["project_id", "cost"])]
        for row in rows:
            yield [row[key] for key in filled]

    def _lines(self) -> list[OutcomeLine]:
        lines = [line for line in self.outcome.lines if line.id in self.candidates]
        if self.contest.rule.kind is Kind.EQUAL_SHARES:
            # Where most votes are compared with, equals go by cost.
            lines.sort(key=lambda line: (-self.profile.votes.get(line.id, 0), line.cost, line.id))
        return lines

    def _selected(self, line: OutcomeLine) -> int:
        """Say how the project got its money, by the format's numbers; see SELECTED."""
        if not line.funded:
            return 0
        if line.way is Way.STRETCH:
            return 2
        return 3 if line.pot == COMMON and not self._spends_common() else 1

    def _ballots(self) -> Iterator[tuple[str, ...]]:
        for worth, count in self.profile.rows():
            if worth:
                # The most points first, and then in the order of the numbers: 2 before 10.
                ids = sorted(worth, key=lambda id: (-worth[id], len(id), id))
                points = ",".join(str(worth[id]) for id in ids)
                ballot = (",".join(ids), points) if self.gives_points else (",".join(ids),)
                for _ in range(count):
                    yield ballot


def _fitting_type(contest: Contest) -> str:
    if contest.rule.points_vector:
        return "ordinal"
    return "approval" if contest.profile.points is None else "cumulative"


def one_line(text: str) -> str:
    """Return the text on one line, without control characters."""
    return BLANK.sub(" ", text).strip()
