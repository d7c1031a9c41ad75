"""Amounts, dates and times as they stand on the pages, in the reader's language."""

from datetime import date, datetime, timedelta

from django.utils.dateformat import format as in_words
from django.utils.formats import number_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

NO_BREAK = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"


def day(value: date) -> str:
    """Write a day as it is said: "6 december 2026"."""
    return in_words(value, "j F Y")


def day_and_month(value: date) -> str:
    return in_words(value, "j F")


def number(value: int) -> str:
    """Group the digits: 1850 becomes "1 850" in Swedish, with no-break spaces."""
    return number_format(value, use_l10n=True, force_grouping=True)


def kronor(amount: int) -> str:
    """Write an amount of whole kronor: "200 000 kr", which no line break can split."""
    return (_("SEK %(amount)s") % {"amount": number(amount)}).replace(" ", NO_BREAK)


def days(first: date, last: date) -> str:
    """Write a run of days, saying month and year no more often than needed."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}{EN_DASH}{day(last)}"
    if first.month != last.month:
        return f"{day_and_month(first)}{EN_DASH}{day(last)}"
    return f"{first.day}{EN_DASH}{day(last)}"


def clock_after(wait: timedelta) -> str:
    """The time of day when a wait is over, in whole minutes: "14.32"."""
    over = localtime(now() + wait)
    # Never a moment too early, or the one who waits is refused once more.
    if over.second or over.microsecond:
        over += timedelta(minutes=1)
    return in_words(over, _("H:i"))


def moment(when: datetime) -> str:
    """Write a day and a time in local time: "6 december 2026 klockan 23.59"."""
    local = localtime(when)
    return _("%(day)s at %(time)s") % {"day": day(local), "time": in_words(local, _("H:i"))}
