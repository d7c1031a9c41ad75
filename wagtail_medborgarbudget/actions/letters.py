"""Letters to those who handed in an idea: when something is settled, in their language."""

from typing import Any

from .. import mail
from ..models import Idea, Proposal


def write_to_contacts(proposal: Proposal, letter: str, **facts: Any) -> None:
    """Send a letter to everybody behind the proposal, once what it tells of is stored."""
    ideas = Idea.objects.filter(proposal=proposal, contact__isnull=False)
    for idea in ideas.select_related("contact", "round"):
        mail.write(
            letter,
            idea.contact.email,
            idea.lang,
            reply_to=proposal.round.contact_email,
            idea=idea,
            proposal=proposal,
            round=proposal.round,
            **facts,
        )
