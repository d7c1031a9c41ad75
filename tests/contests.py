"""Counting in one call, for tests: ballots as ids, and pots as kronor."""

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Pot
from wagtail_medborgarbudget.method.profiles import Profile


def count_votes(candidates, ballots, pots, rule, lot=(), common=None):
    """Count grouped ballots. A pot is a number of kronor, or a Pot where it has two ceilings."""
    pots = {area: pot if isinstance(pot, Pot) else Pot(pot) for area, pot in pots.items()}
    profile = Profile.of(dict.fromkeys(candidate.id for candidate in candidates), ballots)
    return Contest(candidates, profile, pots, rule, lot or (), common).count()
