"""Codes by e-mail. The address is used once, for the letter, and kept nowhere."""

import hmac
import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from .. import mail
from ..models import EmailChallenge, Vote
from .keys import Identified, Voter, vote_hash, voter_of

CHANNEL = "email_code"
MINUTES = 15
TRIES = 5
# Letters within an hour to one address, and within ten minutes in the whole vote.
LETTERS_TO_ONE, LETTERS_IN_ALL = 5, 2000

logger = logging.getLogger(__name__)


class CodeRefused(ValueError):
    """A code that was not sent, or does not count."""

    code = "code_refused"


class TooManyLetters(CodeRefused):
    """Several codes have been sent just now."""

    code = "too_many_letters"


class LetterNotSent(CodeRefused):
    """The mail server did not take the letter."""

    code = "letter_not_sent"


class WrongCode(CodeRefused):
    """Not the code in the letter; the voter may try again."""

    code = "wrong_code"

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(f"{tries_left} tries left")


class CodeSpent(CodeRefused):
    """The code is too old, used, or guessed at too often."""

    code = "code_spent"


def send_code(vote: Vote, address: str) -> Voter:
    """Send a new code; an earlier one stops working. The same for everybody, voted or not."""
    address = one_form_of(address)
    voter = voter_of(vote, Identified(address, CHANNEL))
    refuse_too_many_letters(vote, voter)
    code = f"{secrets.randbelow(10**6):06}"
    challenge = EmailChallenge(
        vote=vote,
        voter_key=voter.key,
        code_hash=hash_of(vote, voter, code),
        expires_at=timezone.now() + timedelta(minutes=MINUTES),
    )
    EmailChallenge.objects.bulk_create(
        [challenge],
        update_conflicts=True,
        unique_fields=["vote", "voter_key"],
        update_fields=["code_hash", "expires_at", "tries"],
    )
    post(vote, address, code)
    return voter


def check_code(vote: Vote, voter: Voter, code: str) -> Voter:
    """Accept the right code, once. Raises WrongCode, or CodeSpent when a new one is needed."""
    challenges = EmailChallenge.objects.filter(vote=vote, voter_key=voter.key)
    usable = challenges.filter(expires_at__gt=timezone.now(), tries__lt=TRIES)
    # Counted before it is looked at, so that many guesses at once do not share one try.
    if not usable.update(tries=F("tries") + 1):
        raise CodeSpent
    challenge = challenges.first()
    if challenge is None:
        raise CodeSpent
    if not hmac.compare_digest(challenge.code_hash, hash_of(vote, voter, code)):
        refuse_wrong_code(challenge)
    if not challenges.filter(code_hash=challenge.code_hash).delete()[0]:
        raise CodeSpent
    return voter


def refuse_wrong_code(challenge: EmailChallenge) -> None:
    if challenge.tries >= TRIES:
        raise CodeSpent
    raise WrongCode(TRIES - challenge.tries)


def one_form_of(address: str) -> str:
    """The same mailbox written in several ways is one voter: small letters, no +tag."""
    name, _at, domain = address.strip().lower().rpartition("@")
    return f"{name.split('+')[0] or name}@{domain}"


def hash_of(vote: Vote, voter: Voter, code: str) -> str:
    return vote_hash(vote, "code", voter.key, code)


def refuse_too_many_letters(vote: Vote, voter: Voter) -> None:
    to_one = too_many(f"medborgarbudget-code-{voter.key}", LETTERS_TO_ONE, 60 * 60)
    if to_one or too_many(f"medborgarbudget-codes-{vote.pk}", LETTERS_IN_ALL, 10 * 60):
        raise TooManyLetters


def too_many(name: str, most: int, seconds: int) -> bool:
    cache.add(name, 0, seconds)
    try:
        return cache.incr(name) > most
    except ValueError:  # it ran out in between, so it is the first again
        return False


def post(vote: Vote, address: str, code: str) -> None:
    facts = {"code": code, "minutes": MINUTES, "vote": vote}
    letter = mail.written("vote_code", address, vote.round.contact_email, facts)
    # Not on_commit: the voter is waiting, and must be told when no letter went out.
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        # Its text can hold the address, so only its name is logged.
        logger.error("A code could not be sent: %s", type(error).__name__)
        raise LetterNotSent from None
