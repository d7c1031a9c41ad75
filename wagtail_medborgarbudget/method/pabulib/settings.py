"""What the format has no word for, kept in META's comment so that a file can be counted again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule

MOST_BLANK = 10**9
BEGINS = "wagtail-medborgarbudget: {"


@dataclass(frozen=True)
class Settings:
    """The rule, the lot and the pots of a contest, and what its candidates have beside a cost.

    ``candidates``: id → area, running and group, where they are not the usual. ``blank``: how
    many ballots name nothing; the format has no such ballots.
    """

    rule: Rule
    pots: Mapping[str, Pot]
    common: Pot | None = None
    lot: tuple[str, ...] = ()
    candidates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blank: int = 0

    @classmethod
    def of(cls, contest: Contest) -> Self:
        """Return the settings that make the contest again from its file."""
        unusual = {one.id: _unusual(one) for one in contest.candidates}
        return cls(
            rule=contest.rule,
            pots=dict(contest.pots),
            common=contest.common,
            lot=tuple(contest.lot),
            candidates={id: facts for id, facts in unusual.items() if facts},
            blank=int(contest.profile.counts[contest.profile.lengths == 0].sum()),
        )

    def written(self) -> str:
        """Write the settings as they stand in the comment: a word, and JSON in ASCII."""
        facts = asdict(self) | {"rule": self.rule.as_json()}
        return BEGINS[:-1] + json.dumps(facts, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, comment: str) -> Self | None:
        """Read the settings in a comment; None where it has none. Raises ValueError."""
        begins = comment.find(BEGINS)
        if begins < 0:
            return None
        facts, _end = json.JSONDecoder().raw_decode(comment, begins + len(BEGINS) - 1)
        try:
            for unusual in facts["candidates"].values():
                one = Candidate("", 0, **unusual)
                "".join((one.area, one.group))  # Nothing but text.
            return cls(
                rule=Rule.from_json(facts["rule"]),
                pots={area: Pot(**pot) for area, pot in facts["pots"].items()},
                common=facts["common"] and Pot(**facts["common"]),
                lot=tuple(map(str, facts["lot"])),
                candidates=facts["candidates"],
                blank=range(MOST_BLANK)[facts["blank"]],
            )
        except (LookupError, TypeError, AttributeError, ArithmeticError) as fault:
            raise ValueError(f"settings without sense: {fault}") from fault

    def with_blank(self, profile: Profile) -> Profile:
        """Return the profile with the ballots that name nothing."""
        if not self.blank:
            return profile
        return Profile.from_arrays(
            profile.ids,
            np.append(profile.lengths, 0),
            profile.choices,
            profile.points,
            np.append(profile.counts, self.blank),
        )


def _unusual(candidate: Candidate) -> dict[str, Any]:
    usual = Candidate(candidate.id, candidate.cost)
    return {
        name: getattr(candidate, name)
        for name in ("area", "running", "group")
        if getattr(candidate, name) != getattr(usual, name)
    }
