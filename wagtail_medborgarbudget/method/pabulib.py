"""Read real elections in the .pb format of Pabulib (pabulib.org).

A file is three tables after one another, META, PROJECTS and VOTES, with fields between
semicolons. A file that contradicts itself is refused with the line and the reason: money is
not counted from half a file.
"""

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wagtail_medborgarbudget.method.counting import Candidate

SECTIONS = ("META", "PROJECTS", "VOTES")
# Only ballots that are plain sets of proposals, one vote to each.
COUNTABLE = ("approval", "choose-1")
WHOLE_NUMBER = re.compile(r"([0-9]{1,15})([.,]0+)?")


class BrokenFile(ValueError):
    """A file that cannot be read to the end, with the line and what is wrong there."""

    code = "broken_file"

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


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

    ``threshold`` is the votes a project must have to win, None where the file has no such
    rule. ``min_length`` and ``max_length`` say how many projects a ballot names. ``ballots``
    has equal ballots once: the chosen ids, sorted, and how many chose just so.
    """

    meta: Mapping[str, str]
    budget: int
    threshold: int | None
    min_length: int
    max_length: int
    projects: tuple[Project, ...]
    ballots: Mapping[tuple[str, ...], int]

    @property
    def vote_type(self) -> str:
        """The kind of ballot: ``approval`` or ``choose-1``."""
        return self.meta["vote_type"]

    @property
    def num_votes(self) -> int:
        """How many ballots there are."""
        return sum(self.ballots.values())

    @property
    def candidates(self) -> list[Candidate]:
        """The projects as the counting knows them, all drawing on one pot, ``""``."""
        return [Candidate(project.id, project.cost) for project in self.projects]

    @property
    def selected(self) -> frozenset[str] | None:
        """The ids that the city published as winners; None where the file does not say."""
        if not all("selected" in project.columns for project in self.projects):
            return None
        return frozenset(p.id for p in self.projects if p.columns["selected"] == "1")

    def each_ballot(self) -> Iterator[tuple[str, ...]]:
        """Yield every ballot by itself, equal ones after one another; for an import."""
        for choices, count in self.ballots.items():
            for _ in range(count):
                yield choices


def read(path: str | Path) -> Election:
    """Read a file. Raises BrokenFile, or OSError when it cannot be opened."""
    return parse(Path(path).read_bytes())


def parse(data: bytes) -> Election:
    """Read the bytes of a file; see ``read``."""
    rows = _Rows(_decode(data))
    meta = _Meta(rows)
    budget = meta.required("budget")
    projects = _read_projects(rows)
    meta.check_count("num_projects", len(projects))
    least, most = meta.limits(len(projects))
    ballots = _read_votes(rows, projects, (least, most))
    meta.check_count("num_votes", sum(ballots.values()))
    return Election(
        meta=meta.values,
        budget=budget,
        threshold=meta.number("min_project_score_threshold"),
        min_length=least,
        max_length=most,
        projects=tuple(projects.values()),
        ballots=ballots,
    )


def _decode(data: bytes) -> str:
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BrokenFile(1, "the file is empty")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenFile(line, "not UTF-8") from error


class _Rows:
    """The file row by row; ``line`` is where the present row starts."""

    def __init__(self, text: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
        self._rows = self._each()
        self.line = 1

    def begin(self, section: str) -> None:
        if self._next_filled() != [section]:
            raise BrokenFile(self.line, f"the file does not begin with {section}")

    def header(self, section: str, required: Sequence[str]) -> list[str]:
        columns = self._next_filled()
        for column in required:
            if columns.count(column) != 1:
                fault = "twice" if column in columns else "missing"
                raise BrokenFile(self.line, f"{section}: column {column} is {fault}")
        return columns

    def body(self, columns: int, until: str | None) -> Iterator[list[str]]:
        for row in self._rows:
            if len(row) == columns:
                yield row
            elif self._ends_section(row, columns, until):
                return
        if until:
            raise BrokenFile(self._reader.line_num, f"section {until} is missing")

    def _next_filled(self) -> list[str]:
        return [field.strip() for field in next(filter(any, self._rows), [])]

    def _each(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                yield row
                self.line = self._reader.line_num + 1
        except csv.Error as error:
            raise BrokenFile(self.line, f"not a table row: {error}") from error

    def _ends_section(self, row: list[str], columns: int, until: str | None) -> bool:
        """Say whether the row is the next section's name; a blank row is neither."""
        words = [word for word in map(str.strip, row) if word]
        if words and words == [until]:
            return True
        if len(words) == 1 and words[0] in SECTIONS:
            raise BrokenFile(self.line, f"section {words[0]} is out of place")
        if words:
            raise BrokenFile(self.line, f"{len(row)} fields where there should be {columns}")
        return False


class _Meta:
    """The keys and values of META, each with its line."""

    def __init__(self, rows: _Rows) -> None:
        rows.begin("META")
        self._line = rows.line
        rows.header("META", ("key", "value"))
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        for key, value in rows.body(2, until="PROJECTS"):
            self._add(key.strip(), value.strip(), rows.line)
        self._check_vote_type()

    def number(self, key: str) -> int | None:
        if key not in self.values:
            return None
        return _whole_number(key, self.values[key], self.lines[key])

    def required(self, key: str) -> int:
        number = self.number(key)
        if number is None:
            raise BrokenFile(self._line, f"META: {key} is missing")
        return number

    def limits(self, projects: int) -> tuple[int, int]:
        if self.values["vote_type"] == "choose-1":
            return 1, 1
        least = self.number("min_length")
        return 1 if least is None else least, self.number("max_length") or projects

    def check_count(self, key: str, found: int) -> None:
        said = self.required(key)
        if said != found:
            raise BrokenFile(self.lines[key], f"{key} is {said}, but the file has {found}")

    def _add(self, key: str, value: str, line: int) -> None:
        if key in self.values:
            raise BrokenFile(line, f"META: {key} is there twice")
        self.values[key], self.lines[key] = value, line

    def _check_vote_type(self) -> None:
        if "vote_type" not in self.values:
            raise BrokenFile(self._line, "META: vote_type is missing")
        kind = self.values["vote_type"]
        if kind not in COUNTABLE:
            known = " and ".join(COUNTABLE)
            raise BrokenFile(self.lines["vote_type"], f"vote_type {kind!r}; known are {known}")


def _read_projects(rows: _Rows) -> dict[str, Project]:
    header = rows.header("PROJECTS", ("project_id", "cost"))
    projects: dict[str, Project] = {}
    for row in rows.body(len(header), until="VOTES"):
        columns = {name: field.strip() for name, field in zip(header, row, strict=True)}
        id = columns["project_id"]
        if not id:
            raise BrokenFile(rows.line, "a project without project_id")
        if id in projects:
            raise BrokenFile(rows.line, f"project {id} is there twice")
        cost = _whole_number(f"project {id}: cost", columns["cost"], rows.line)
        projects[id] = Project(id, cost, columns)
    return projects


def _read_votes(
    rows: _Rows, projects: Container[str], limits: tuple[int, int]
) -> dict[tuple[str, ...], int]:
    header = rows.header("VOTES", ("voter_id", "vote"))
    voter_id, vote = header.index("voter_id"), header.index("vote")
    voters = {""}
    # Most of a large file is repetition: a text is taken apart and checked only once.
    read: dict[str, tuple[str, ...]] = {}
    counts: dict[str, int] = {}
    for row in rows.body(len(header), until=None):
        voter, text = row[voter_id], row[vote]
        if voter in voters:
            fault = f"voter {voter} is there twice" if voter else "a vote without voter_id"
            raise BrokenFile(rows.line, fault)
        voters.add(voter)
        if text not in counts:
            read[text] = _read_ballot(text, rows.line, projects, limits)
            counts[text] = 0
        counts[text] += 1
    return _group((read[text], count) for text, count in counts.items())


def _read_ballot(
    text: str, line: int, projects: Container[str], limits: tuple[int, int]
) -> tuple[str, ...]:
    choices = [id.strip() for id in text.split(",")] if text.strip() else []
    least, most = limits
    for id in choices:
        if id not in projects:
            raise BrokenFile(line, f"a vote for {id}, which is not among the projects")
        if choices.count(id) > 1:
            raise BrokenFile(line, f"project {id} is there twice in one vote")
    if not least <= len(choices) <= most:
        raise BrokenFile(line, f"{len(choices)} projects in one vote, not {least} to {most}")
    return tuple(sorted(choices))


def _group(ballots: Iterable[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], int]:
    grouped: dict[tuple[str, ...], int] = {}
    for choices, count in ballots:
        grouped[choices] = grouped.get(choices, 0) + count
    return grouped


def _whole_number(what: str, text: str, line: int) -> int:
    number = WHOLE_NUMBER.fullmatch(text)
    if number is None:
        raise BrokenFile(line, f"{what} is {text!r}, not a whole number from 0 up")
    return int(number[1])
