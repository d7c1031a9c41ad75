"""Letters to residents, sent when what they tell of is stored."""

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

logger = logging.getLogger(__name__)


def write(letter: str, to: str, language: str, *, reply_to: str = "", **facts: Any) -> None:
    """Send a letter on commit. A mail server that is down undoes nothing."""
    transaction.on_commit(partial(send, letter, to, language, reply_to, facts))


@sensitive_variables()
def send(letter: str, to: str, language: str, reply_to: str, facts: dict[str, Any]) -> None:
    try:
        with in_language(language):
            written(letter, to, reply_to, facts).send()
    except Exception as error:
        # Its text can hold the address, so only its name is logged.
        logger.error("The letter %r was not sent: %s", letter, type(error).__name__)


@sensitive_variables()
def written(letter: str, to: str, reply_to: str, facts: dict[str, Any]) -> EmailMessage:
    """The first line of the template is the subject."""
    text = render_to_string(f"wagtail_medborgarbudget/mail/{letter}.txt", facts)
    subject, body = text.strip().split("\n", 1)
    vote = facts.get("vote")
    if vote and vote.is_rehearsal:
        said = _("This e-mail belongs to a rehearsal. No real vote is sent.")
        subject, body = vote.marked(subject), f"{vote.marked(said)}\n\n{body.strip()}"
    return EmailMessage(
        subject, body.strip() + "\n", to=[to], reply_to=[reply_to] if reply_to else None
    )


def in_language(language: str) -> override:
    """For ``with``: what is translated there is in the reader's language."""
    return override(supported(language))


def supported(language: str) -> str:
    """A letter can be asked for in any language; we write in it when we can."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE
