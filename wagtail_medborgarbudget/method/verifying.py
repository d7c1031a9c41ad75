"""Count again what somebody says came of a vote, and say where it is not so."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wagtail_medborgarbudget.method.certificates import certify
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Outcome
from wagtail_medborgarbudget.method.pabulib import Election
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import draw_lot

LONGEST = 60
OF_EVERY_ENGINE = ("ballots", "funded", "reserves", "total_cost", "left")


class BrokenOutcome(ValueError):
    """A file that holds no outcome."""

    code = "broken_outcome"

    def __init__(self, reason: object) -> None:
        super().__init__(f"not an outcome: {reason}")


class BallotsMissing(ValueError):
    """The outcome has proposals that the file has no ballots of."""

    code = "ballots_missing"

    def __init__(self, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(f"the file has no ballots of proposals {', '.join(candidates)}")


def read_outcome(path: str | Path) -> dict[str, Any]:
    """Read an outcome, published or printed by the command.

    Raises BrokenOutcome, or OSError when the file cannot be opened.
    """
    try:
        said = json.loads(Path(path).read_text(encoding="utf-8"))
        Outcome.from_json({name: said[name] for name in Outcome.__dataclass_fields__})
        _check_what_is_beside(said)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as fault:
        raise BrokenOutcome(_said(fault)) from fault
    return dict(said)


def _check_what_is_beside(said: Mapping[str, Any]) -> None:
    """Raise what Python raises when that which only some outcomes have is not as it should be."""
    for candidate in said.get("candidates") or ():
        Candidate(**candidate)
    if lot := said.get("lot"):
        order = [*map(str, lot["order"])]
        if lot["drawn"]:
            draw_lot(order, lot["seed"])
    for proof in said.get("proofs") or ():
        proof["name"].strip()


def _said(fault: Exception) -> str:
    if isinstance(fault, KeyError):
        return f"{fault} is missing"
    return str(fault)


def verify_election(election: Election, said: Mapping[str, Any]) -> list[str]:
    """Count an election again by an outcome's own rule, pots and lot; see ``verify``.

    What the election's file says of them, too, must be the same. Raises BallotsMissing, and a
    CountRefused when the two cannot be counted together.
    """
    contest = _contest(election, said)
    return [*_of_settings(election, contest), *verify(contest, said)]


def verify(contest: Contest, said: Mapping[str, Any]) -> list[str]:
    """Count again, and say where an outcome as JSON differs: nothing when it is the same.

    Where the outcome has a lot that was drawn, it is drawn again; where it has the hash of what
    was counted, that is computed again; where it has certificates, they are made again. Of an
    outcome of another engine only what every engine says is held against it: ballots and money.
    Raises a CountRefused.
    """
    counted = contest.count()
    if said["engine"] != counted.engine:
        ours = counted.as_json()
        pairs = ({name: facts[name] for name in OF_EVERY_ENGINE} for facts in (said, ours))
        return [*_of_lot(said), *_of("", *pairs)]
    return [
        *_of_lot(said),
        *_of_hash(contest, said),
        *differences(counted, said),
        *_of_proofs(contest, counted, said),
    ]


def differences(counted: Outcome, said: Outcome | Mapping[str, Any]) -> list[str]:
    """Say where an outcome differs from the counted one: the place, what it says, what is so.

    As JSON it may have more in it than an outcome has.
    """
    facts = said.as_json() if isinstance(said, Outcome) else said
    ours = counted.as_json()
    return list(_of("", _named({name: facts.get(name) for name in ours}), _named(ours)))


def _contest(election: Election, said: Mapping[str, Any]) -> Contest:
    candidates = [Candidate(**one) for one in said.get("candidates") or ()] or election.candidates
    given = {project.id for project in election.projects}
    if missing := [one.id for one in candidates if one.id not in given]:
        raise BallotsMissing(missing)
    settings, lot = election.settings, said.get("lot")
    return Contest(
        candidates=candidates,
        profile=election.profile,
        pots={area: Pot(**pot) for area, pot in said["pots"].items()},
        rule=Rule.from_json(said["rule"]),
        lot=lot["order"] if lot else settings.lot if settings else (),
        common=said["common"] and Pot(**said["common"]),
    )


def _of_settings(election: Election, contest: Contest) -> Iterator[str]:
    if election.settings:
        file = election.contest(election.settings.rule)
        yield from _of("ballot file", _named(contest.facts()), _named(file.facts()))


def _of_lot(said: Mapping[str, Any]) -> Iterator[str]:
    lot = said.get("lot")
    if lot and lot["drawn"]:
        yield from _of("lot", lot["order"], draw_lot(lot["order"], lot["seed"]))


def _of_hash(contest: Contest, said: Mapping[str, Any]) -> Iterator[str]:
    if "inputs_hash" in said:
        yield from _of("inputs_hash", said["inputs_hash"], contest.hash())


def _of_proofs(contest: Contest, counted: Outcome, said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("proofs"):
        certificates = [one.as_json() for one in certify(contest, counted, counted)]
        ours = {one["name"]: one for one in json.loads(json.dumps(certificates))}
        yield from _of("proofs", {one["name"]: one for one in said["proofs"]}, ours)


def _named(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Put each proposal's facts at its name instead of at its place in a list."""
    lists = {"lines", "candidates"} & facts.keys()
    return {name: value for name, value in facts.items() if name not in lists} | {
        f"proposal {one['id']}": one for name in lists for one in facts[name] or ()
    }


def _of(place: str, said: Any, counted: Any) -> Iterator[str]:
    if isinstance(said, Mapping) and isinstance(counted, Mapping):
        for name in [*counted, *(name for name in said if name not in counted)]:
            inside = f"{place}: {name}" if place else name
            yield from _of(inside, said.get(name), counted.get(name))
    elif isinstance(said, list) and isinstance(counted, list) and len(said) == len(counted) > 1:
        for number, (one, other) in enumerate(zip(said, counted, strict=True), start=1):
            yield from _of(f"{place}, number {number}", one, other)
    elif said != counted or isinstance(said, bool) != isinstance(counted, bool):
        yield f"{place}: {_short(said)} there, {_short(counted)} by the recount"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
