"""The receipt by e-mail. The address is used once, for the letter, and kept nowhere."""

from datetime import date

from django.views.decorators.debug import sensitive_variables

from .. import conf, mail
from ..models import Vote
from ..models.joins import title_of
from .email_codes import one_form_of, send_now
from .email_refusals import TooManyLetters
from .keys import keyed_hash
from .receipts import receipt_hash
from .tallies import too_many

# Letters within an hour to one address and of one receipt, and in ten minutes in the whole vote.
TO_ONE, OF_ONE, IN_ALL = 3, 3, 2000


@sensitive_variables()
def mail_receipt(
    vote: Vote,
    code: str,
    address: str,
    *,
    check_url: str,
    last_day: date | None = None,
    follows: bool = False,
) -> None:
    """Send the code, in the language of the moment, and nothing of what was voted.

    The letter says until when the vote can be changed, and that an address that follows is kept.

    Raises TooManyLetters or LetterNotSent. Nothing is stored; the limits' cache holds hashes.
    """
    refuse_too_many(vote, code, address)
    facts = {
        "round": title_of(vote.round),
        "code": code,
        "check_url": check_url,
        "last_day": last_day,
        "follows": follows,
    }
    send_now(mail.written("vote_receipt", address, vote.round.contact_email, facts))


@sensitive_variables()
def refuse_too_many(vote: Vote, code: str, address: str) -> None:
    # A voter can make new receipts by voting again, so the address is counted by itself. Neither
    # name is found in a mark: a cache can lie in the database, and knows the hour.
    key = conf.ballot_key()
    limits = [
        (f"medborgarbudget-receipt-{keyed_hash(key, 'to', one_form_of(address))}", TO_ONE, 60 * 60),
        (f"medborgarbudget-receipt-{keyed_hash(key, 'of', receipt_hash(code))}", OF_ONE, 60 * 60),
        (f"medborgarbudget-receipts-{vote.pk}", IN_ALL, 10 * 60),
    ]
    if any(too_many(*limit) for limit in limits):
        raise TooManyLetters
