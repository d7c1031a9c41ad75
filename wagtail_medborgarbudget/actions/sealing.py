"""The seal: all that decides a vote, as it was when the ballot was fixed.

What the count reads (see actions/counting.py) is a part of it. Beside that stand how residents
vote, who may, when, and what every proposal was called and said in each language.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.log_actions import log

from ..method.sealing import canonical, seal
from ..method.steps import Step
from ..models import Proposal, SealedText, Vote
from ..models.vote_ballots import BALLOT


def what_residents_are_asked(vote: Vote) -> dict[str, Any]:
    """Everything in the seal that the count itself does not read."""
    window = vote.round.calendar.windows.get(Step.VOTE)
    return {
        "ballot": {name: getattr(vote, name) for name in BALLOT},
        "who": {
            "ways": sorted(vote.ways),
            "voting_age": vote.voting_age,
            "residence_codes": sorted(vote.residence_codes.split()),
        },
        "days": window and {"first": window.first.isoformat(), "last": window.last.isoformat()},
        "proposals": {
            str(one.ballot_number): {
                "key": str(one.key),
                "titles": {lang: page.title for lang, page in shown_pages(one).items()},
                "texts": {lang: text_hash(page) for lang, page in shown_pages(one).items()},
            }
            for one in vote.round.proposals.on_ballot().with_titles()
        },
        "areas": {str(area.pk): dict(area.name) for area in vote.round.areas.all()},
    }


def sealed_file(facts: dict[str, Any]) -> bytes:
    """What anybody can download: its SHA-256 is the seal."""
    return canonical(facts).encode()


def shown_pages(proposal: Proposal) -> dict[str, Any]:
    """In each language the page that residents see; never a draft, unless there is no other."""
    pages = list(proposal.pages.all())
    # The first page in a language is the proposal's own; an alias of it comes later.
    shown = reversed([page for page in pages if page.live] or pages)
    return {page.locale.language_code: page for page in shown}


def text_hash(page: Any) -> str:
    """The SHA-256 of a page's words: title, introduction and text, as canonical JSON."""
    return hash_of(page.title, page.intro, body_of(page.body))


def hash_of(title: str, intro: str, body: list[Any]) -> str:
    return seal({"title": title, "intro": intro, "body": body})


def body_of(stream: StreamValue) -> list[Any]:
    """The blocks as stored, without the ids that the editor gives them: those say nothing."""
    return [without_ids(block.get_prep_value()) for block in stream]


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        return {
            name: without_ids(each)
            for name, each in value.items()
            if not (is_block and name == "id")
        }
    return [without_ids(each) for each in value] if isinstance(value, list) else value


def keep_texts(vote: Vote, *, only_new: bool = False) -> None:
    """Keep what every proposal on the ballot says now, in place of what was kept before.

    ``only_new`` adds the languages that have come since, and leaves the others.
    """
    if not only_new:
        vote.sealed_texts.all().delete()
    texts = [
        SealedText(
            vote=vote,
            number=one.ballot_number,
            language=language,
            title=page.title,
            intro=page.intro,
            body=body_of(page.body),
            sha256=text_hash(page),
        )
        for one in vote.round.proposals.on_ballot().with_titles()
        for language, page in shown_pages(one).items()
    ]
    SealedText.objects.bulk_create(texts, ignore_conflicts=True)


@transaction.atomic
def note_changed_words(proposal: Proposal, user: Any = None) -> list[SealedText]:
    """Look at what a proposal says now, once words have been published. Returns what changed.

    The words may be put right while residents vote; everybody can see that they were.
    """
    vote = Vote.objects.holding().filter(round=proposal.round_id, rehearsal_since=None).first()
    if vote is None or proposal.ballot_number is None:
        return []
    pages = shown_pages(Proposal.objects.with_titles().get(pk=proposal.pk))
    sealed = vote.sealed_texts.select_for_update().filter(number=proposal.ballot_number)
    texts = {text.language: text for text in sealed}
    return [
        text
        for language, text in texts.items()
        if language in pages and note_one(text, pages[language], user)
    ]


def note_one(text: SealedText, page: Any, user: Any) -> bool:
    now = text_hash(page)
    if now == (text.now_sha256 or text.sha256):
        return False
    # Read through the blocks of today: a new version of them must not look like other words.
    was = hash_of(text.title, text.intro, body_of(stream_of(page, text.body)))
    changed = now != was
    if changed or text.changed_at:
        data = {"number": text.number, "language": text.language, "sha256": now}
        log(text.vote, "medborgarbudget.ballot_words", user=user, data=data)
    text.now_sha256, text.changed_at = now, timezone.now() if changed else None
    text.save(update_fields=["now_sha256", "changed_at"])
    return changed


def stream_of(page: Any, body: list[Any]) -> StreamValue:
    """Stored blocks as the page's own kind of text, ready to be shown."""
    return page._meta.get_field("body").to_python(body)
