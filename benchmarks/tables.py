"""Figures as rows of a table in the docs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .measuring import Used

DOCS = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
FIGURES, RAISING, VOTING = "figures", "raising", "voting"
HEAD = """\
| what | processor time | beside one pass | peak memory | must |
| --- | --- | --- | --- | --- |
"""
RAISING_HEAD = """\
| election | steps | runs | processor time | runs, every step | processor time |
| --- | --- | --- | --- | --- | --- |
"""
VOTING_HEAD = """\
| what | figure | beside | ratio | must |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Row:
    """What was measured, beside ``one_pass`` over the same ballots, and what it ``must`` keep."""

    label: str
    used: Used
    one_pass: Used | None
    must: str
    remark: str = ""

    def __str__(self) -> str:
        beside = f"{self.one_pass.seconds:.3f} s" if self.one_pass else ""
        time = f"{self.used.seconds:.2f} s" + (f", {self.remark}" if self.remark else "")
        cells = [self.label, time, beside, f"{self.used.megabytes:.0f} MB", self.must]
        return f"| {' | '.join(cells)} |"


def grouped(number: float) -> str:
    """Write a whole number with spaces: 90 494."""
    return f"{number:,.0f}".replace(",", " ")


def write(rows: Iterable[Row]) -> None:
    """Print the rows as they come, and put them into the docs."""
    _put(FIGURES, HEAD, map(str, rows))


def write_raising(lines: Iterable[str]) -> None:
    """The same for the table of how shares are raised."""
    _put(RAISING, RAISING_HEAD, lines)


def write_voting(lines: Iterable[str]) -> None:
    """The same for the table of votes over HTTP."""
    _put(VOTING, VOTING_HEAD, lines)


def _put(name: str, head: str, lines: Iterable[str]) -> None:
    table = head
    for line in lines:
        print(line, flush=True)
        table += f"{line}\n"
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, rest = DOCS.read_text().split(begin)
    DOCS.write_text(f"{before}{begin}{table}{end}{rest.split(end)[1]}")
