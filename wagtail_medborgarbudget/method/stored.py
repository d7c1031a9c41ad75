"""Ballots as they are stored, equal texts once, become a profile without a loop over them."""

from collections.abc import Collection, Iterable, Sequence
from operator import methodcaller

import numpy as np

from wagtail_medborgarbudget.method.ballots import Method, Points, Ranked, check_form
from wagtail_medborgarbudget.method.grouping import Columns, Numbers, points_by_place
from wagtail_medborgarbudget.method.profiles import Profile, UnknownCandidate, only_these

AS_SPACES = str.maketrans(">:", "  ")
WITHDRAWN, UNKNOWN = -1, -2


def profile_of(
    method: Method,
    stored: Iterable[tuple[str, int]],
    numbers: Sequence[int],
    withdrawn: Collection[int] = (),
) -> Profile:
    """Make a profile of canonical texts and how many ballots say just so.

    Its columns are ``numbers``, written as ids. Votes for those ``withdrawn`` fall away; the
    ballots stay. Raises UnreadableBallot, or UnknownCandidate for any other number.
    """
    pairs = list(stored)
    texts = [text for text, _ in pairs]
    check_form(method, *texts)
    lengths, chosen, points = _in_arrays(method, texts)
    columns = _columns_of(chosen, numbers, withdrawn)
    stay = (columns != WITHDRAWN) & (points > 0)
    counts = np.array([count for _, count in pairs], np.int64)
    return Profile.from_arrays(
        map(str, numbers), *only_these(stay, lengths, columns, points), counts
    )


def _in_arrays(method: Method, texts: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """Return each ballot's length, then all choices after one another, and their points."""
    flat = np.fromstring(" ".join(texts).translate(AS_SPACES), np.int64, sep=" ")
    filled = _each(texts, bool)
    if isinstance(method, Points):
        return _each(texts, methodcaller("count", ":")), flat[::2], flat[1::2]
    if not isinstance(method, Ranked):
        return _each(texts, methodcaller("count", " ")) + filled, flat, np.ones_like(flat)
    lengths = _each(texts, methodcaller("count", ">")) + filled
    return lengths, flat, points_by_place(lengths, method.places)


def _each(texts: Sequence[str], measure: type[bool] | methodcaller) -> Numbers:
    return np.fromiter(map(measure, texts), np.int64, len(texts))


def _columns_of(chosen: Numbers, numbers: Sequence[int], withdrawn: Collection[int]) -> Columns:
    column = np.full(max([0, *numbers, *withdrawn]) + 2, UNKNOWN, np.int32)
    column[list(withdrawn)] = WITHDRAWN
    column[list(numbers)] = np.arange(len(numbers))
    columns = column[np.minimum(chosen, len(column) - 1)]
    if len(unknown := chosen[columns == UNKNOWN]):
        raise UnknownCandidate(str(unknown[0]))
    return columns
