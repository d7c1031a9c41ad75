"""META: what the file says of the whole election."""

from dataclasses import dataclass

from wagtail_medborgarbudget.method.pabulib.tables import BrokenFile, Rows, whole_number

VOTE_TYPES = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
WITH_POINTS = frozenset({"cumulative", "scoring"})


@dataclass(frozen=True)
class Limits:
    """What one ballot may say, by the names of the format; None where the file sets no limit."""

    min_length: int
    max_length: int
    min_sum_cost: int | None = None
    max_sum_cost: int | None = None
    min_points: int | None = None
    max_points: int | None = None
    min_sum_points: int | None = None
    max_sum_points: int | None = None


class Meta:
    """The keys and values of META, each with its line."""

    def __init__(self, rows: Rows) -> None:
        rows.begin("META")
        self._line = rows.line
        rows.header("META", ("key", "value"))
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        for key, value in rows.body(2, until="PROJECTS"):
            self._add(key.strip(), value.strip(), rows.line)
        self._check_vote_type()

    def number(self, key: str) -> int | None:
        """Return the number that stands at the key; None where there is no such key."""
        if key not in self.values:
            return None
        return whole_number(key, self.values[key], self.lines[key])

    def required(self, key: str) -> int:
        """Return the number that must stand at the key."""
        number = self.number(key)
        if number is None:
            raise BrokenFile(self._line, f"META: {key} is missing")
        return number

    def limits(self, projects: int) -> Limits:
        """Return what one ballot may say."""
        if self.values["vote_type"] == "choose-1":
            return Limits(1, 1)
        least = self.number("min_length")
        return Limits(
            min_length=1 if least is None else least,
            max_length=min(self.number("max_length") or projects, projects),
            min_sum_cost=self.number("min_sum_cost"),
            max_sum_cost=self.number("max_sum_cost"),
            min_points=self.number("min_points"),
            max_points=self.number("max_points"),
            min_sum_points=self.number("min_sum_points"),
            max_sum_points=self.number("max_sum_points"),
        )

    def check_count(self, key: str, found: int) -> None:
        """Raise BrokenFile when the file has not as many as it says."""
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
        self._check_known("vote_type", VOTE_TYPES)
        self._check_known("scoring_fn", ("Borda",))
        if self.number("default_score"):
            raise BrokenFile(self.lines["default_score"], "only a default_score of 0 is known")

    def _check_known(self, key: str, known: tuple[str, ...]) -> None:
        value = self.values.get(key, known[0])
        if value not in known:
            raise BrokenFile(self.lines[key], f"{key} {value!r}; known: {', '.join(known)}")
