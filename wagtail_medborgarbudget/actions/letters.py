"""Letters to those who handed in an idea: when something is settled, in their language."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_supported_language_variant, override

from ..models import Idea, Proposal


def write_to_contacts(proposal: Proposal, letter: str, **facts: Any) -> None:
    """Send a letter to everybody behind the proposal, once what it tells of is stored."""
    send = partial(send_letters, proposal.pk, letter, facts)
    # A mail server that is down must not undo, or seem to undo, what has been decided.
    transaction.on_commit(send, robust=True)


def send_letters(proposal_pk: int, letter: str, facts: dict[str, Any]) -> None:
    proposal = Proposal.objects.select_related("round").get(pk=proposal_pk)
    ideas = Idea.objects.filter(proposal=proposal, contact__isnull=False)
    for idea in ideas.select_related("contact", "round"):
        with override(language_of(idea)):
            letter_to(idea, proposal, letter, facts).send()


def letter_to(idea: Idea, proposal: Proposal, letter: str, facts: dict[str, Any]) -> EmailMessage:
    """The first line of the template is the subject."""
    text = render_to_string(
        f"wagtail_medborgarbudget/mail/{letter}.txt",
        {"idea": idea, "proposal": proposal, "round": proposal.round, **facts},
    )
    subject, body = text.strip().split("\n", 1)
    reply_to = [proposal.round.contact_email] if proposal.round.contact_email else None
    return EmailMessage(subject, body.strip() + "\n", to=[idea.contact.email], reply_to=reply_to)


def language_of(idea: Idea) -> str:
    """An idea may be in any language; we answer in it when we can."""
    try:
        return get_supported_language_variant(idea.lang)
    except LookupError:
        return settings.LANGUAGE_CODE
