"""How many letters with codes go out.

Anybody can ask in somebody else's name. So a limit that only counts what goes to an address lets
a stranger keep its owner from a code; and one that counts nothing lets a stranger fill a mailbox.
Here a letter is left out only when one that works lies in the mailbox already. Its link cannot be
used up by somebody who does not read it. What makes somebody wait is only what their own network
has asked for, and the page says the same whether a letter goes out or not.
"""

from datetime import timedelta

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ..models import EmailChallenge, Vote
from .alarms import LETTERS_REFUSED, count_alarm
from .attempts import DAY, HOUR, MAIL_CODES, MINUTE, place_of
from .email_refusals import TooManyLetters
from .keys import Voter, vote_hash
from .tallies import counted, too_many

# To one address from one network, within an hour and within a day.
LETTERS_TO_ONE, LETTERS_TO_ONE_A_DAY = 5, 10
# To one address from anywhere, within a day: then no more while one that works lies there.
LETTERS_IN_A_MAILBOX = 10
# A letter that stops working sooner than this is no longer worth looking for.
WORTH_LOOKING_FOR = timedelta(minutes=5)
# Within an hour from one network, which may be a school's.
LETTERS_FROM_ONE = 300
# When a vote has sent so many in ten minutes, a network that asks for many waits, and no other.
LETTERS_IN_ALL, LETTERS_FROM_ONE_THEN = 2000, 20
# Six digits to one address, within a day. The letter's link works all the same.
TRIES_A_DAY = 50


@sensitive_variables()
def letter_is_needed(vote: Vote, voter: Voter, network: str) -> bool:
    """Count one who asks, and say whether a letter goes out. Raises TooManyLetters."""
    from_here, mailbox = name_of(vote, voter, network), name_of(vote, voter)
    here = too_many(from_here, LETTERS_TO_ONE, HOUR) or too_many(
        from_here, LETTERS_TO_ONE_A_DAY, DAY
    )
    full = here or too_many(mailbox, LETTERS_IN_A_MAILBOX, DAY)
    if full and lies_there(vote, voter):
        count_alarm(vote, LETTERS_REFUSED)
        return False
    # The narrowest first: what one address is refused takes nothing from the others.
    if here or network_waits(vote, network):
        count_alarm(vote, LETTERS_REFUSED)
        raise TooManyLetters
    return True


def network_waits(vote: Vote, network: str) -> bool:
    from_one = counted(f"{place_of(vote, network, MAIL_CODES)}-letters", HOUR)
    if from_one > LETTERS_FROM_ONE:
        return True
    many = too_many(f"medborgarbudget-codes-{vote.pk}", LETTERS_IN_ALL, 10 * MINUTE)
    return many and from_one > LETTERS_FROM_ONE_THEN


@sensitive_variables()
def lies_there(vote: Vote, voter: Voter) -> bool:
    """A letter has been sent, its link works, and there is time to find it."""
    soon = timezone.now() + WORTH_LOOKING_FOR
    letters = EmailChallenge.objects.filter(vote=vote, voter_key=voter.key, expires_at__gt=soon)
    return letters.exclude(link_hash="").exists()


@sensitive_variables()
def too_many_tries(vote: Vote, voter: Voter) -> bool:
    """Count a try of six digits, and say whether the address has had too many in a day."""
    return too_many(f"{name_of(vote, voter)}-tries", TRIES_A_DAY, DAY)


@sensitive_variables()
def name_of(vote: Vote, voter: Voter, network: str = "") -> str:
    """In the cache. Not the voter key: it stands in a mark, and a cache knows the hour."""
    return f"medborgarbudget-letters-{vote_hash(vote, 'letters', voter.key, network)}"
