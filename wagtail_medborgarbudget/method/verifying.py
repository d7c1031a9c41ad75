"""Count again what somebody says came of an election, and say where it is not so."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wagtail_medborgarbudget.method.counting import Outcome, Pot
from wagtail_medborgarbudget.method.pabulib import Election
from wagtail_medborgarbudget.method.refusals import CountRefused
from wagtail_medborgarbudget.method.rules import Rule


class BrokenOutcome(ValueError):
    """A file that holds no outcome."""

    code = "broken_outcome"


def differences(election: Election, path: str | Path) -> Iterator[str]:
    """Yield each difference between the outcome in a JSON file and the recount of an election.

    The rule, the pots and, where the election's file has none, the lot are the outcome's own.
    Where the election's file says them too, they must be the same. Raises BrokenOutcome, or
    OSError when the file cannot be opened.
    """
    try:
        said = json.loads(Path(path).read_text())
        rule = Rule.from_json(said["rule"])
        pots = {area: Pot(**pot) for area, pot in said["pots"].items()}
        common = said["common"] and Pot(**said["common"])
        Outcome.from_json({name: said[name] for name in Outcome.__dataclass_fields__})
    except (CountRefused, KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BrokenOutcome(f"{path}: not an outcome: {fault}") from fault
    settings = election.settings
    if settings:
        yield from _of_value("rule", rule.as_json(), settings.rule.as_json())
        yield from _of_value("pots", pots, settings.pots)
        yield from _of_value("common", common, settings.common)
    lot = settings.lot if settings else said.get("lot", ())
    contest = replace(election.contest(rule, lot), pots=pots, common=common)
    yield from _between(said, contest.count().as_json())


def _between(said: Mapping[str, Any], counted: Mapping[str, Any]) -> Iterator[str]:
    for name, value in counted.items():
        if name == "lines":
            yield from _between_lines(said[name], value)
        else:
            yield from _of_value(name, said.get(name), value)


def _between_lines(said: list[dict[str, Any]], counted: list[dict[str, Any]]) -> Iterator[str]:
    known = {line["id"]: line for line in said}
    yield from _of_value(
        "order of lines", [line["id"] for line in said], [line["id"] for line in counted]
    )
    for line in counted:
        for name, value in line.items():
            yield from _of_value(
                f"proposal {line['id']}: {name}", known.get(line["id"], {}).get(name), value
            )


def _of_value(name: str, said: Any, counted: Any) -> Iterator[str]:
    if said != counted:
        yield f"{name}: {_short(said)} there, {_short(counted)} by the recount"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
