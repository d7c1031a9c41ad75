"""What the files say, with every date moved by whole weeks so that the demo's day is in today's."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils.functional import cached_property
from django.utils.translation import override

from wagtail_medborgarbudget.formatting import day_and_month

FOLDER = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("sv", "en")
DAY_IN_TEXT = re.compile(r"\{(\d{4}-\d\d-\d\d)\}")


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def reference(text):
    """Read "KS 2024/000123 § 41 (påhittat)" as diary number and paragraph."""
    diary, paragraph = text.removesuffix(" (påhittat)").split(" § ")
    return diary, paragraph


class Municipality:
    def __init__(self, today):
        self.facts = read("tallkoping.json")
        self.words = {language: read(f"tallkoping.{language}.json") for language in LANGUAGES}
        self.today = today
        # Floored: the demo's day never lies after today, and a Sunday stays a Sunday.
        weeks = (today - date.fromisoformat(self.facts["meta"]["as_of"])).days // 7
        self.shift = timedelta(weeks=weeks)

    def day(self, text):
        return date.fromisoformat(text) + self.shift

    def moment(self, text):
        return datetime.fromisoformat(text) + self.shift

    def round(self, slug):
        return next(each for each in self.facts["rounds"] if each["slug"] == slug)

    def proposals(self, slug):
        return [each for each in self.facts["proposals"] if each["round"] == slug]

    def introduction(self, slug):
        proposals = self.proposals(slug)
        return f"{self.round(slug)['title']}: {len(proposals)} ideas and what became of them"

    def prefix(self, slug):
        return self.proposals(slug)[0]["number"].split("-")[0]

    @cached_property
    def areas(self):
        return {area["slug"]: area for area in self.facts["areas"]}

    @cached_property
    def categories(self):
        return {category["slug"]: category for category in self.facts["categories"]}

    def both(self, swedish, english):
        """A text in both languages, with its days moved and written out."""
        texts = zip(LANGUAGES, (swedish, english), strict=True)
        return {language: self.dated(text or "", language) for language, text in texts}

    def dated(self, text, language):
        with override(language):
            return DAY_IN_TEXT.sub(lambda found: day_and_month(self.day(found[1])), text)

    def said(self, name):
        """Words that stand in the files of both languages."""
        return self.both(*(self.words[language][name] for language in LANGUAGES))

    def who(self, swedish):
        return self.both(swedish, self.words["en"]["who"][swedish])

    def round_words(self, slug, language):
        facts = self.round(slug) if language == "sv" else {}
        return {"slug": slug, **facts, **self.words[language]["rounds"][slug]}

    def proposal_words(self, number, language):
        """A proposal's texts; in Swedish most of them stand among its facts."""
        extra = self.words[language]["proposals"].get(number, {})
        if language != "sv":
            return {"comments": {}, "updates": [], **extra}
        facts = next(each for each in self.facts["proposals"] if each["number"] == number)
        comments = {row["code"]: row.get("public_comment", "") for row in facts["assessment"]}
        updates = (facts["implementation"] or {}).get("updates", [])
        return {**facts, "comments": comments, "updates": updates, **extra}

    def about(self, number, name):
        """One text of a proposal in both languages."""
        words = (self.proposal_words(number, language).get(name) for language in LANGUAGES)
        return self.both(*words)

    def meetings(self, slug, language):
        """The round's meetings in a language: when each begins and ends, and its words."""
        english = self.words["en"]["events"]
        for event, translated in zip(self.facts["events"], english, strict=True):
            if event["round"] == slug:
                words = translated if language == "en" else event
                yield self.moment(event["start"]), self.moment(event["end"]), words
