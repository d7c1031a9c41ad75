"""How the same ballots would have ended otherwise: information beside a result, never one."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from ..method.contest import Contest
from ..method.counting import Pot, Watch, nobody_watches
from ..method.outcomes import Outcome
from ..method.rules import OF_KIND, Kind, Rule

MORE_MONEY_PERCENT = 10


class WhatIf(StrEnum):
    """What would have been another way."""

    EQUAL_SHARES = "equal_shares"
    MOST_VOTES = "most_votes"
    MORE_MONEY = "more_money"


def what_if(
    contest: Contest, outcome: Outcome, watch: Watch = nobody_watches
) -> list[dict[str, Any]]:
    """Count again by the other rule, and with more money in every pot; as JSON's own types.

    Each says what would have got money: ``gains`` beside the funded of ``outcome``, without
    ``losses``. ``watch`` is called as by ``Contest.count``.
    """
    return [
        {"code": str(code), "rule": other.rule.as_json(), **differences(outcome, counted)}
        for code, other in others(contest)
        for counted in [other.count(watch)]
    ]


def others(contest: Contest) -> Iterator[tuple[WhatIf, Contest]]:
    rule = other_rule(contest.rule)
    by_shares = rule.kind is Kind.EQUAL_SHARES
    code = WhatIf.EQUAL_SHARES if by_shares else WhatIf.MOST_VOTES
    yield code, replace(contest, rule=rule)
    yield WhatIf.MORE_MONEY, with_more_money(contest)


def other_rule(rule: Rule) -> Rule:
    """The other kind with its defaults; thresholds, ties, pots and points stay as they are."""
    kind = Kind.MOST_VOTES if rule.kind is Kind.EQUAL_SHARES else Kind.EQUAL_SHARES
    defaults = {
        field.name: field.default
        for field in fields(Rule)
        if field.name in OF_KIND[Kind.MOST_VOTES] + OF_KIND[Kind.EQUAL_SHARES]
    }
    return replace(rule, **defaults, kind=kind)


def with_more_money(contest: Contest) -> Contest:
    return replace(
        contest,
        pots={key: filled_up(pot) for key, pot in contest.pots.items()},
        common=contest.common and filled_up(contest.common),
    )


def filled_up(pot: Pot) -> Pot:
    return replace(pot, money=pot.money + pot.money * MORE_MONEY_PERCENT // 100)


def differences(outcome: Outcome, other: Outcome) -> Mapping[str, list[str]]:
    now, then = set(outcome.funded), set(other.funded)
    return {
        "funded": list(other.funded),
        "gains": [id for id in other.funded if id not in now],
        "losses": [id for id in outcome.funded if id not in then],
    }
