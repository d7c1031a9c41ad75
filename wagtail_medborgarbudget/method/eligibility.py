"""Who may vote, by what an identity provider tells: the year one turns an age, and where one lives.

Pure rules. What is told is never kept: it is held against the rule, and forgotten.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

OLDEST = 130


class NotEligible(ValueError):
    """Somebody who may not vote, or of whom too little is known to say."""

    code = "not_eligible"


class TooYoung(NotEligible):
    """Does not turn the age this year."""

    code = "too_young"

    def __init__(self, age: int) -> None:
        self.age = age
        super().__init__(f"turns {age} in a later year")


class LivesElsewhere(NotEligible):
    """Lives where nobody may vote in this vote."""

    code = "lives_elsewhere"


class AgeNotTold(NotEligible):
    """There is an age limit, and nothing was told that says an age."""

    code = "age_not_told"


class ResidenceNotTold(NotEligible):
    """Only some places' residents may vote, and nothing was told of where this one lives."""

    code = "residence_not_told"


@dataclass(frozen=True)
class Eligibility:
    """The rule of a vote. ``age``: whoever turns it in ``year`` or before may vote.

    ``residences``: codes of municipalities or areas; none when it does not matter where one lives.
    """

    year: int
    age: int | None = None
    residences: frozenset[str] = frozenset()

    def check(self, born: str, residences: Collection[str]) -> None:
        """Raise the NotEligible that says why somebody may not vote, if anything does.

        ``born``: a date or a personal number that begins with the year, "2012-05-14" or
        "201205142380"; empty when it is not told. ``residences``: the codes that were told.
        """
        if self.age is not None:
            year = year_of_birth(born, self.year)
            if year is None:
                raise AgeNotTold
            if self.year - year < self.age:
                raise TooYoung(self.age)
        if self.residences:
            if not residences:
                raise ResidenceNotTold
            if self.residences.isdisjoint(residences):
                raise LivesElsewhere


def year_of_birth(text: str, now: int) -> int | None:
    """Read the year that a date or a personal number of twelve digits begins with, or nothing."""
    found = re.match(r"([0-9]{4})(-[0-9]{2}-[0-9]{2}|[0-9]{4}(-?[0-9]{4})?|)$", text.strip())
    year = int(found.group(1)) if found else 0
    return year if now - OLDEST <= year <= now else None
