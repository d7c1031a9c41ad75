"""A .pb file row by row: three tables after one another, with fields between semicolons."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import TextIO

SECTIONS = ("META", "PROJECTS", "VOTES")
WHOLE_NUMBER = re.compile(r"([0-9]{1,15})([.,]0+)?")


class BrokenFile(ValueError):
    """A file that cannot be read to the end, with the line and what is wrong there."""

    code = "broken_file"

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def whole_number(what: str, text: str, line: int) -> int:
    """Read a number of kronor, votes or points. Raises BrokenFile when it is none."""
    number = WHOLE_NUMBER.fullmatch(text)
    if number is None:
        raise BrokenFile(line, f"{what} is {text!r}, not a whole number from 0 up")
    return int(number[1])


class Rows:
    """The file row by row; ``line`` is where the present row starts.

    ``text`` stands right after the last row that was read.
    """

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.line = 1
        # Asked line by line, a text can still tell where it stands.
        lines = iter(text.readline, "")
        self._reader = csv.reader(lines, delimiter=";", strict=True)
        self._rows = self._each()

    def begin(self, section: str) -> None:
        """Read the name of the first section."""
        first = self._next_filled()
        if not first:
            raise BrokenFile(1, "the file is empty")
        if first != [section]:
            raise BrokenFile(self.line, f"the file does not begin with {section}")

    def header(self, section: str, required: Sequence[str]) -> list[str]:
        """Read the names of the section's columns."""
        columns = self._next_filled()
        for column in required:
            if columns.count(column) != 1:
                fault = "twice" if column in columns else "missing"
                raise BrokenFile(self.line, f"{section}: column {column} is {fault}")
        return columns

    def body(self, columns: int, until: str | None) -> Iterator[list[str]]:
        """Yield the section's rows, as many fields in each as it has columns."""
        for row in self._rows:
            if len(row) == columns:
                yield row
            elif self._ends_section(row, columns, until):
                return
        if until:
            raise BrokenFile(self._reader.line_num, f"section {until} is missing")

    def _next_filled(self) -> list[str]:
        stripped = ([field.strip() for field in row] for row in self._rows)
        return next(filter(any, stripped), [])

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
