"""Give a proposal on a fixed ballot another title, after a decision."""

from typing import Any

from ..models import Proposal, Vote
from .sealing import hash_of, note_changed_words


def rename(vote: Vote, proposal: Proposal, language: str, title: str, user: Any) -> None:
    """Change the title of the page in a language, and of its aliases in others."""
    pages = proposal.pages.filter(locale__language_code=language, alias_of=None)
    page = pages.order_by("pk").first()
    aliases = page.aliases.values_list("locale__language_code", flat=True)
    for text in vote.sealed_texts.filter(
        number=proposal.ballot_number, language__in=[language, *aliases]
    ):
        text.title, text.sha256 = title, hash_of(title, text.intro, text.body)
        text.save(update_fields=["title", "sha256"])
    _retitle(page, title, user)
    note_changed_words(proposal, user)


def _retitle(page: Any, title: str, user: Any) -> None:
    has_draft = page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    page.title = page.draft_title = title
    page.save()
    draft.title = title
    revision = draft.save_revision(user=user, log_action=True)
    if page.live and not has_draft:
        revision.publish(user=user, skip_permission_checks=True)
    elif page.live:
        # Somebody's unfinished words stay a draft; only the title is published.
        page.update_aliases()
