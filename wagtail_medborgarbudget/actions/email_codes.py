"""Codes by e-mail. The address is used once, for the letter, and kept nowhere.

The letter has six digits, to be written on the page that waits for them, and a link for those
who read their mail elsewhere. Whichever is used first uses up both.
"""

import hmac
import logging
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .. import mail
from ..models import EmailChallenge, Vote
from .alarms import LETTERS_LOST, count_alarm
from .attempts import MAIL_CODES, check_attempts, note_failure, note_success
from .box_locks import hold_same_box
from .email_refusals import CodeRefused, CodeSpent, LetterNotSent, WrongCode
from .keys import Identified, Voter, vote_hash, voter_of
from .letter_limits import forget_letter, letter_is_needed, too_many_tries

CHANNEL = "email_code"
MINUTES = 15
TRIES = 5

logger = logging.getLogger(__name__)


@sensitive_variables()
def send_code(
    vote: Vote, address: str, network: str = "", link_to: Callable[[str], str] | None = None
) -> Voter:
    """Send a new code; an earlier one stops working. The same for everybody, voted or not.

    ``link_to`` makes the address that a token is used at; without it the letter has no link.
    Of those who get many, nobody gets another while one that has just been sent lies there.
    Raises TooManyLetters, LetterNotSent or BoxClosed.
    """
    address = one_form_of(address)
    voter = voter_of(vote, Identified(address, CHANNEL))
    if not letter_is_needed(vote, voter, network):
        return voter
    code, token = f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(32)
    challenge = EmailChallenge(
        vote=vote,
        voter_key=voter.key,
        code_hash=hash_of(vote, voter, code),
        link_hash=link_hash(vote, token) if link_to else "",
        expires_at=timezone.now() + timedelta(minutes=MINUTES),
    )
    store(challenge)
    try:
        post(vote, address, {"code": code, "link": link_to(token) if link_to else ""})
    except LetterNotSent:
        forget_letter(vote, voter, network)
        raise
    return voter


@transaction.atomic
def store(challenge: EmailChallenge) -> None:
    """In place of an earlier one. Never in a closed box, where it would stay for ever."""
    hold_same_box(challenge.vote)
    EmailChallenge.objects.bulk_create(
        [challenge],
        update_conflicts=True,
        unique_fields=["vote", "voter_key"],
        update_fields=["code_hash", "link_hash", "expires_at", "tries"],
    )


@sensitive_variables()
def check_code(vote: Vote, voter: Voter, code: str, network: str = "") -> Voter:
    """Accept the right code, once. Raises WrongCode, or CodeSpent when a new one is needed."""
    check_attempts(vote, network, MAIL_CODES)
    try:
        if too_many_tries(vote, voter):
            raise CodeSpent
        use_up(vote, voter, code)
    except CodeRefused:
        note_failure(vote, network, MAIL_CODES)
        raise
    note_success(vote, network, MAIL_CODES)
    return voter


@sensitive_variables()
def use_up(vote: Vote, voter: Voter, code: str) -> None:
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


def refuse_wrong_code(challenge: EmailChallenge) -> None:
    if challenge.tries >= TRIES:
        raise CodeSpent
    raise WrongCode(TRIES - challenge.tries)


@sensitive_variables()
def link_works(vote: Vote, token: str) -> bool:
    """Say so without using it up: a mail scanner may have followed the link before the voter."""
    return challenges_of(vote, token).exists()


@sensitive_variables()
def use_link(vote: Vote, token: str) -> Voter:
    """Accept the letter's link, once, in any browser. Raises CodeSpent.

    Not limited: nobody guesses 32 random bytes. Wrong tries of the code do not spend it, so that
    whoever tries codes for somebody else's address cannot keep them from voting.
    """
    challenge = challenges_of(vote, token).first()
    if challenge is None or not challenges_of(vote, token).delete()[0]:
        raise CodeSpent
    return Voter(challenge.voter_key, CHANNEL)


@sensitive_variables()
def challenges_of(vote: Vote, token: str) -> QuerySet[EmailChallenge]:
    usable = EmailChallenge.objects.filter(vote=vote, expires_at__gt=timezone.now())
    return usable.filter(link_hash=link_hash(vote, token))


@sensitive_variables()
def one_form_of(address: str) -> str:
    """The same mailbox written in several ways is one voter.

    Small letters, no +tag, no quotation marks around the name, the domain as computers write it.
    """
    name, _at, domain = address.strip().lower().rpartition("@")
    name = re.sub(r'["\\]', "", name)
    return f"{name.split('+')[0] or name}@{as_ascii(domain)}"


@sensitive_variables()
def as_ascii(domain: str) -> str:
    """A domain with letters such as ö has another form in ASCII, and mail reaches both."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


@sensitive_variables()
def hash_of(vote: Vote, voter: Voter, code: str) -> str:
    return vote_hash(vote, "code", voter.key, code)


@sensitive_variables()
def link_hash(vote: Vote, token: str) -> str:
    return vote_hash(vote, "link", token)


@sensitive_variables()
def post(vote: Vote, address: str, facts: dict[str, str]) -> None:
    told = {"minutes": MINUTES, "vote": vote, **facts}
    try:
        send_now(mail.written("vote_code", address, vote.round.contact_email, told))
    except LetterNotSent:
        count_alarm(vote, LETTERS_LOST)
        raise


def send_now(letter: EmailMessage) -> None:
    """Not on_commit: the voter is waiting, and must be told when no letter went out."""
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as error:
        # Its text can hold the address, so only its name is logged.
        logger.error("A letter to a voter could not be sent: %s", type(error).__name__)
        raise LetterNotSent from None
