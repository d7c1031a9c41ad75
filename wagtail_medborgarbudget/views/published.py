"""A decided result as open data: the outcome, and the ballots where there are enough of them."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import slugify
from django.utils.translation import override

from .. import __version__, conf
from ..actions.counting import contest
from ..actions.recounting import lot_of
from ..method.contest import Contest
from ..method.counting import COMMON
from ..method.pabulib import About, areas_of, write
from ..method.sealing import canonical
from ..method.steps import Step
from ..models import Result, Vote
from ..models.wording import Wording, Words
from .results import Shown

# Raised when a key of the published outcome changes its meaning or goes.
FORMAT = 1
LANGUAGES = ("sv", "en")
# Names of files, where an area's number or a star would say nothing.
ALL = "alla"
COMMON_WORD = "gemensam"


@dataclass(frozen=True)
class BallotFile:
    """A file of ballots: of a whole vote (``key`` ALL) or of an area. ``size`` is in bytes."""

    key: str
    ballots: int
    size: int

    @property
    def is_open(self) -> bool:
        """Whether there are enough ballots to publish each: a rare one could point at a person."""
        return self.ballots >= conf.open_ballots_from()


class Published:
    """A decided result, as it is given away. The same for every reader, in every language."""

    def __init__(self, result: Result):
        self.result, self.vote = result, result.vote

    @cached_property
    def contest(self):
        return contest(self.vote)

    @cached_property
    def slug(self) -> str:
        page = self.vote.round.main_page
        return page.slug if page else "medborgarbudget"

    @cached_property
    def stamp(self) -> str:
        """Another whenever any of the files could be another.

        Keyed, since it is public even where the hash of what was counted is not: see ``outcome``.
        """
        known = [self.result.pk, self.result.inputs_hash, str(self.result.last_published_at)]
        known += [self.slug, self.unit, self.round_titles, __version__, conf.open_ballots_from()]
        known += [self.decision, *map(str, voting_days(self.vote))]
        name = "medborgarbudget.published"
        return salted_hmac(name, canonical(known), algorithm="sha256").hexdigest()[:32]

    def remembered(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Make a file once. Some take a whole count, which nobody may ask for again and again."""
        key = f"medborgarbudget-file-{name}-{self.stamp}"
        return zlib.decompress(cache.get_or_set(key, lambda: zlib.compress(make()), timeout=None))

    @property
    def fingerprint(self) -> str | None:
        """The hash of all that was counted; None where trying all few ballots would find it."""
        return self.result.inputs_hash if self.files[ALL].is_open else None

    @cached_property
    def round_titles(self) -> dict[str, str]:
        pages = self.vote.round.pages.filter(alias_of=None, live=True).select_related("locale")
        return {page.locale.language_code: page.title for page in pages}

    # The ballots

    def ballots(self, key: str) -> bytes:
        """Return a file of ballots in the format of Pabulib."""
        return self.remembered(
            key, lambda: write(self.parts[key], self.result.outcome, self.about(key))
        )

    @cached_property
    def parts(self) -> dict[str, Contest]:
        """The whole contest and, where there are several, each area's."""
        areas = areas_of(self.contest, self.result.outcome)
        return {ALL: self.contest} | (areas if len(areas) > 1 else {})

    def about(self, key: str) -> About:
        first, last = voting_days(self.vote)
        return About(
            description=str(Wording(self.round_titles).in_language("sv")),
            unit=self.unit,
            subunit="" if key == ALL else str(self.area_name(key, "sv")),
            instance=str(first.year),
            begins=first,
            ends=last,
            titles=self.titles_in_one_language,
        )

    @property
    def unit(self) -> str:
        page = self.vote.round.main_page
        site = page and page.get_site()
        return (site and site.site_name) or "-"

    @property
    def titles_in_one_language(self) -> dict[str, str]:
        named = self.result.counted["proposals"]
        return {id: str(Wording(one["titles"]).in_language("sv")) for id, one in named.items()}

    @cached_property
    def files(self) -> dict[str, BallotFile]:
        """Every file of ballots, also those not given away. Found once, and remembered."""
        key = f"medborgarbudget-ballot-files-{self.stamp}"
        measured = cache.get_or_set(key, self.measured, timeout=None)
        return {key: BallotFile(key, *figures) for key, figures in measured.items()}

    def measured(self) -> dict[str, tuple[int, int]]:
        named = {key: part.profile.naming_any().voters for key, part in self.parts.items()}
        # Those of a small area are there among all, and as easy to point out.
        named[ALL] = min(named.values())
        return {key: (ballots, len(self.ballots(key))) for key, ballots in named.items()}

    def file_name(self, key: str) -> str:
        """Name a file so that a person understands it: "granhyltan-2026-roster.pb"."""
        area = "" if key == ALL else f"-{self.area_slug(key)}"
        return f"{self.slug}-roster{area}.pb"

    def area_slug(self, key: str) -> str:
        slugs = {each: slugify(self.area_name(each, "sv")) for each in self.files if each != ALL}
        alone = list(slugs.values()).count(slugs[key]) == 1
        return slugs[key] if slugs[key] and alone else f"{slugs[key]}-{key}".strip("-")

    def area_name(self, key: str, language: str | None = None) -> Words:
        if key == COMMON:
            return Words(COMMON_WORD, "sv")
        return Wording(self.result.counted["areas"][key]).in_language(language)

    # The outcome

    @cached_property
    def outcome_file(self) -> bytes:
        def text():
            return json.dumps(self.outcome(), ensure_ascii=False, indent=1) + "\n"

        return self.remembered("outcome", lambda: text().encode())

    @property
    def outcome_size(self) -> int:
        key = f"medborgarbudget-outcome-size-{self.stamp}"
        return cache.get_or_set(key, lambda: len(self.outcome_file), timeout=None)

    @property
    def outcome_name(self) -> str:
        return f"{self.slug}-utfall.json"

    def outcome(self) -> dict[str, Any]:
        """All that docs/reference/outcome.md describes, in JSON's own types."""
        return self.result.outcome.as_json() | {
            "format": FORMAT,
            "round": self.round_titles,
            "counted": self.result.counted_at.isoformat(),
            "decision": self.decision,
            "proposals": self.proposals,
            "areas": self.result.counted["areas"],
            "candidates": self.contest.facts()["candidates"],
            "lot": lot_of(self.vote),
            "rule_in_words": self.rule_in_words,
            "seal": self.vote.seal or None,
            # Of few ballots a fingerprint tells, to whoever tries all that there could be.
            "inputs_hash": self.fingerprint,
            "ballot_files": [
                {"area": None if each.key == ALL else each.key, "name": self.file_name(each.key)}
                for each in self.files.values()
                if each.is_open
            ],
            "proofs": self.result.proofs,
            "what_if": self.result.what_if,
        }

    @property
    def proposals(self) -> dict[str, Any]:
        named = self.result.counted["proposals"]
        return {id: {"titles": one["titles"], "key": one["key"]} for id, one in named.items()}

    @property
    def decision(self) -> dict[str, Any] | None:
        decided = self.result.decision
        return decided and {
            "body": decided.body,
            "date": decided.date.isoformat() if decided.date else None,
            "paragraph": decided.paragraph,
            "link": decided.link,
        }

    @property
    def rule_in_words(self) -> dict[str, list[str]]:
        said = {}
        for language in LANGUAGES:
            with override(language):
                said[language] = [str(sentence) for sentence in Shown(self.result).rules]
        return said


def voting_days(vote: Vote) -> tuple[date, date]:
    """The first and the last day; where the round has no dates any more, when the box was there."""
    if window := vote.round.calendar.windows.get(Step.VOTE):
        return window.first, window.last
    return timezone.localdate(vote.opened_at), timezone.localdate(vote.box_closed_at)
