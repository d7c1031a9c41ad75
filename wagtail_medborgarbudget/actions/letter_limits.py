"""How many letters with codes go out.

Anybody can ask in somebody else's name. So a limit that only counts what goes to an address lets
a stranger keep its owner from a code; and one that counts nothing lets a stranger fill a mailbox.
Here a letter is left out only when one has just been sent, whose link cannot be used up by somebody
who does not read it. Whether its reader has used it makes no difference: it would tell that they
vote. What makes somebody wait is only what their own network has asked for, and the page says the
same whether a letter goes out or not.
"""

from django.core.cache import cache
from django.views.decorators.debug import sensitive_variables

from ..models import Vote
from .alarms import LETTERS_REFUSED, count_alarm
from .attempts import DAY, HOUR, MAIL_CODES, MINUTE, place_of
from .email_refusals import TooManyLetters
from .keys import Voter, vote_hash
from .tallies import counted, too_many

# To one address from one network, within an hour and within a day.
LETTERS_TO_ONE, LETTERS_TO_ONE_A_DAY = 5, 10
# To one address from anywhere, within a day: then no more while one lies there.
LETTERS_IN_A_MAILBOX = 10
# So long after it was sent: it works for five minutes more, which is time to find it.
LIES_THERE = 10 * MINUTE
# Within an hour from one network, which may be a school's.
LETTERS_FROM_ONE = 300
# When a vote has sent so many in ten minutes, a network that asks for many waits, and no other.
LETTERS_IN_ALL, LETTERS_FROM_ONE_THEN = 2000, 20
# Six digits to one address, within a day. The letter's link works all the same.
TRIES_A_DAY = 50


@sensitive_variables()
def letter_is_needed(vote: Vote, voter: Voter, network: str) -> bool:
    """Count one who asks, and say whether a letter goes out. Raises TooManyLetters."""
    from_here, mailbox = names_of(vote, voter, network)
    by_hour = too_many(from_here, LETTERS_TO_ONE, HOUR)
    # The narrowest first: what one address is refused takes nothing from the others.
    if too_many(from_here, LETTERS_TO_ONE_A_DAY, DAY) or by_hour:
        return left_out(vote, just_sent=lies_there(from_here))
    if too_many(mailbox, LETTERS_IN_A_MAILBOX, DAY) and lies_there(mailbox):
        # Another's letter; here too they are told that one has been sent.
        note_letter(from_here)
        return left_out(vote, just_sent=True)
    if network_waits(vote, network):
        return left_out(vote, just_sent=False)
    note_letter(from_here, mailbox)
    return True


def left_out(vote: Vote, *, just_sent: bool) -> bool:
    count_alarm(vote, LETTERS_REFUSED)
    if not just_sent:
        raise TooManyLetters
    return False


def note_letter(*names: str) -> None:
    cache.set_many({f"{name}-sent": True for name in names}, LIES_THERE)


def lies_there(name: str) -> bool:
    return bool(cache.get(f"{name}-sent"))


@sensitive_variables()
def forget_letter(vote: Vote, voter: Voter, network: str) -> None:
    """The mail server did not take it, so it lies nowhere."""
    cache.delete_many([f"{name}-sent" for name in names_of(vote, voter, network)])


def network_waits(vote: Vote, network: str) -> bool:
    from_one = counted(f"{place_of(vote, network, MAIL_CODES)}-letters", HOUR)
    if from_one > LETTERS_FROM_ONE:
        return True
    many = too_many(f"medborgarbudget-codes-{vote.pk}", LETTERS_IN_ALL, 10 * MINUTE)
    return many and from_one > LETTERS_FROM_ONE_THEN


@sensitive_variables()
def too_many_tries(vote: Vote, voter: Voter) -> bool:
    """Count a try of six digits, and say whether the address has had too many in a day."""
    _from_here, mailbox = names_of(vote, voter)
    return too_many(f"{mailbox}-tries", TRIES_A_DAY, DAY)


@sensitive_variables()
def names_of(vote: Vote, voter: Voter, network: str = "") -> tuple[str, str]:
    """In the cache, an address from one network and from anywhere.

    Not the voter key: it stands in a mark, and a cache knows the hour.
    """
    told = ("letters from", voter.key, network), ("letters", voter.key)
    from_here, mailbox = (f"medborgarbudget-{vote_hash(vote, *parts)}" for parts in told)
    return from_here, mailbox
