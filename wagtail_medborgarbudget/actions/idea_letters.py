"""Letters about an idea, and the links that only its resident has."""

import uuid
from typing import Any

from django.core.signing import BadSignature, Signer

from .. import mail
from ..models import Idea, Round

RECEIPT = "wagtail_medborgarbudget.idea-receipt"
PRIVATE = "wagtail_medborgarbudget.my-idea"


def token_for(idea: Idea, salt: str) -> str:
    # Wagtail's addresses take no colon, which stands between a value and its signature.
    return Signer(salt=salt).sign(idea.key.hex).replace(":", "-", 1)


def idea_behind(token: str, salt: str, round: Round) -> Idea | None:
    """The idea that a link leads to, or None when it is not a link of ours."""
    try:
        key = uuid.UUID(Signer(salt=salt).unsign(token.replace("-", ":", 1)))
    except (BadSignature, ValueError):
        return None
    return Idea.objects.filter(key=key, round=round).select_related("round", "area").first()


def private_link(idea: Idea) -> str:
    page = page_for(idea)
    if not page or not page.full_url:
        return ""
    return page.full_url + page.reverse_subpage("my_idea", args=[token_for(idea, PRIVATE)])


def page_for(idea: Idea) -> Any:
    """The round's page in the idea's language, or else the first that was made."""
    pages = idea.round.pages.filter(live=True, locale__language_code=idea.lang)
    return pages.order_by("pk").first() or idea.round.main_page


def write_to_resident(idea: Idea, letter: str, **facts: Any) -> None:
    """The letter about an idea, in the language it was handed in."""
    mail.write(
        letter,
        idea.contact.email,
        idea.lang,
        reply_to=idea.round.contact_email,
        idea=idea,
        link=private_link(idea),
        **facts,
    )
