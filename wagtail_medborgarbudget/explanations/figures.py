"""Exact figures as they are said. What is not whole is rounded here, to be read, and only here."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import NO_BREAK, kronor, number


def votes(count: int) -> str:
    return ngettext("%(count)s vote", "%(count)s votes", count) % {"count": number(count)}


def points(count: int) -> str:
    return ngettext("%(count)s point", "%(count)s points", count) % {"count": number(count)}


def voters(count: int) -> str:
    return ngettext("%(count)s voter", "%(count)s voters", count) % {"count": number(count)}


def kronor_a_year(amount: int) -> str:
    return _("%(amount)s a year") % {"amount": kronor(amount)}


def about_kronor(amount: Fraction) -> str:
    """Whole kronor, rounded down: what many have left together."""
    return _about(kronor(floor(amount)), is_exact=amount.denominator == 1)


def about_to_the_ore(amount: Fraction) -> str:
    """Kronor and öre, rounded down: what one voter has."""
    return _about(to_the_ore(amount), is_exact=not 100 % amount.denominator)


def rounded_up(amount: Fraction) -> str:
    """Kronor and öre, rounded up: nobody paid more."""
    return to_the_ore(Fraction(ceil(amount * 100), 100))


def at_most(amount: Fraction) -> str:
    if not 100 % amount.denominator:
        return to_the_ore(amount)
    return _("at most %(amount)s") % {"amount": rounded_up(amount)}


def to_the_ore(amount: Fraction) -> str:
    ore = floor(amount * 100)
    if not ore % 100:
        return kronor(ore // 100)
    written = number_format(Decimal(ore) / 100, 2, use_l10n=True, force_grouping=True)
    return (_("SEK %(amount)s") % {"amount": written}).replace(" ", NO_BREAK)


def tenths(amount: Fraction) -> str:
    """A number of votes that need not be whole, rounded down to one decimal."""
    in_tenths = floor(amount * 10)
    if not in_tenths % 10:
        return number(in_tenths // 10)
    return number_format(Decimal(in_tenths) / 10, 1, use_l10n=True, force_grouping=True)


def per_cent(share: Fraction) -> str:
    """Write a share as "2,5", with no more decimals than it has, at most two."""
    hundredths = Decimal(round(share * 10_000)) / 100
    text = number_format(hundredths, 2)
    return text.rstrip("0").rstrip(".,")


def in_a_row(things: Sequence[str]) -> str:
    """Write "a, b and c"."""
    *first, last = things
    return _(" and ").join([", ".join(first), last]) if first else last


def _about(written: str, *, is_exact: bool) -> str:
    return written if is_exact else _("about %(amount)s") % {"amount": written}
