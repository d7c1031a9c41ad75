"""A whole file: the election as it was held."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Reason
from wagtail_medborgarbudget.method.pabulib.meta import Limits, Meta
from wagtail_medborgarbudget.method.pabulib.settings import Settings
from wagtail_medborgarbudget.method.pabulib.tables import BrokenFile, Rows, whole_number
from wagtail_medborgarbudget.method.pabulib.votes import Paper, read_votes
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule, borda

# What stands in the column "selected" of a project that got money: in the ordinary way, because
# the budget covered most of it, or from other money.
SELECTED = frozenset("123")


@dataclass(frozen=True)
class Project:
    """One proposal of the file. ``columns`` holds every column as written, also extra ones."""

    id: str
    cost: int
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """The project's name, or its id where the file gives none."""
        return self.columns.get("name") or self.id


@dataclass(frozen=True)
class Election:
    """A whole file.

    ``threshold`` is what a project must have to win, votes or, where ballots give points,
    points; None where the file has no such rule. ``limits`` say what one ballot may say.
    ``vector``: the points of the first place, the second and so on, where ballots are rankings.
    ``settings``: what ``write`` added for which the format has no word.
    """

    meta: Mapping[str, str]
    budget: int
    threshold: int | None
    limits: Limits
    projects: tuple[Project, ...]
    profile: Profile
    vector: tuple[int, ...] = ()
    settings: Settings | None = None

    @property
    def vote_type(self) -> str:
        """The kind of ballot, by the format's own word."""
        return self.meta["vote_type"]

    @property
    def num_votes(self) -> int:
        """How many ballots there are."""
        return self.profile.voters

    @property
    def candidates(self) -> list[Candidate]:
        """The projects as the counting knows them: all draw on one pot, "", if nothing is said."""
        said = self.settings.candidates if self.settings else {}
        return [Candidate(one.id, one.cost, **said.get(one.id, {})) for one in self.projects]

    @property
    def pots(self) -> dict[str, Pot]:
        """The money by area; one pot, "", where nothing else is said."""
        return dict(self.settings.pots) if self.settings else {"": Pot(self.budget)}

    @property
    def selected(self) -> frozenset[str] | None:
        """The ids that the city published as winners; None where the file does not say."""
        if not all("selected" in project.columns for project in self.projects):
            return None
        return frozenset(p.id for p in self.projects if p.columns["selected"] in SELECTED)

    def contest(
        self, rule: Rule, lot: Sequence[str] | None = None, common: Pot | None = None
    ) -> Contest:
        """Return all that a count by ``rule`` is made from.

        ``lot`` and ``common``, where they are not given, are those that the file says. Where it
        says nothing and the rule is Misfit.STRETCH, the common pot is the reserve from which the
        city could add just what the first proposal that does not fit is short of.
        """
        said = self.settings
        if lot is None:
            lot = said.lot if said else ()
        if common is None and said:
            common = said.common
        contest = Contest(self.candidates, self.profile, self.pots, rule, lot, common)
        if rule.stretches and not common and not said:
            return replace(contest, common=_reserve(contest))
        return contest


def read(path: str | Path, vector: Sequence[int] = ()) -> Election:
    """Read a file. Raises BrokenFile, or OSError when it cannot be opened.

    ``vector``: what the first place of a ranking is worth, the second and so on. Otherwise the
    file's own points count, where it has them; else, as in Borda's count, the last of as many
    places as a ballot may have is worth 1.
    """
    with Path(path).open("rb") as file:
        return _read(file, vector)


def parse(data: bytes, vector: Sequence[int] = ()) -> Election:
    """Read the bytes of a file; see ``read``."""
    return _read(io.BytesIO(data), vector)


def _read(file: BinaryIO, vector: Sequence[int]) -> Election:
    try:
        return _read_text(io.TextIOWrapper(file, "utf-8-sig", newline=""), vector)
    except UnicodeDecodeError as error:
        raise BrokenFile(_line_not_utf8(file), "not UTF-8") from error


def _read_text(text: io.TextIOWrapper, vector: Sequence[int]) -> Election:
    rows = Rows(text)
    meta = Meta(rows)
    budget = meta.required("budget")
    projects = _read_projects(rows)
    meta.check_count("num_projects", len(projects))
    limits = meta.limits(len(projects))
    vote_type = meta.values["vote_type"]
    ranked = vote_type == "ordinal"
    settings = _read_settings(meta, projects)
    said = settings.rule.points_vector if settings else ()
    declared = bool(vector)
    vector = (tuple(vector) or said or borda(limits.max_length)) if ranked else ()
    costs = {id: project.cost for id, project in projects.items()}
    profile = read_votes(rows, Paper(vote_type, costs, limits, vector, declared))
    meta.check_count("num_votes", profile.voters)
    return Election(
        meta=meta.values,
        budget=budget,
        threshold=meta.number("min_project_score_threshold"),
        limits=limits,
        projects=tuple(projects.values()),
        profile=settings.with_blank(profile) if settings else profile,
        vector=vector,
        settings=settings,
    )


def _reserve(contest: Contest) -> Pot | None:
    shortfalls = [
        line.missing
        for line in contest.count().lines
        if line.reason is Reason.OVER_BUDGET
        and line.left_before >= contest.rule.stretch * line.cost
    ]
    return Pot(shortfalls[0]) if shortfalls else None


def _line_not_utf8(file: BinaryIO) -> int:
    file.seek(0)
    data = file.read()
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def _read_settings(meta: Meta, projects: Mapping[str, Project]) -> Settings | None:
    try:
        settings = Settings.read(meta.values.get("comment", ""))
    except (ValueError, RecursionError) as fault:
        raise BrokenFile(meta.lines["comment"], f"comment: {fault}") from fault
    for id in settings.candidates if settings else ():
        if id not in projects:
            raise BrokenFile(meta.lines["comment"], f"comment: there is no project {id}")
    return settings


def _read_projects(rows: Rows) -> dict[str, Project]:
    header = rows.header("PROJECTS", ("project_id", "cost"))
    projects: dict[str, Project] = {}
    for row in rows.body(len(header), until="VOTES"):
        columns = {name: field.strip() for name, field in zip(header, row, strict=True)}
        id = columns["project_id"]
        if not id:
            raise BrokenFile(rows.line, "a project without project_id")
        if id in projects:
            raise BrokenFile(rows.line, f"project {id} is there twice")
        cost = whole_number(f"project {id}: cost", columns["cost"], rows.line)
        projects[id] = Project(id, cost, columns)
    return projects
