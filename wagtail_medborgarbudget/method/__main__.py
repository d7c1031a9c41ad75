"""Count an election from a file: ``python -m wagtail_medborgarbudget.method FILE.pb``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NoReturn

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.costs import CostRefused
from wagtail_medborgarbudget.method.counting import Pot
from wagtail_medborgarbudget.method.pabulib import BrokenFile, Election, read, rule_of
from wagtail_medborgarbudget.method.pabulib.rules import TIES, threshold_of
from wagtail_medborgarbudget.method.printing import table
from wagtail_medborgarbudget.method.refusals import CountRefused, RuleRefused
from wagtail_medborgarbudget.method.rules import (
    Completion,
    Kind,
    Misfit,
    Rule,
    Start,
    Threshold,
    Utility,
)
from wagtail_medborgarbudget.method.ties import TieStep
from wagtail_medborgarbudget.method.verifying import (
    BallotsMissing,
    BrokenOutcome,
    read_outcome,
    verify_election,
)

NOT_EQUAL, BAD_INPUT = 1, 2
MOST_DIFFERENCES = 10
# Options that are parameters of the rule, by the same name.
OF_RULE = ("cost_threshold", "utility", "completion", "start", "step", "comparison", "ties")


# Options that only one kind of rule asks for.
OF_KIND = {
    Kind.MOST_VOTES: ("no_skip", "stretch"),
    Kind.EQUAL_SHARES: (
        "utility",
        "completion",
        "start",
        "step",
        "greedy_completion",
        "comparison",
    ),
}


class NoRankings(RuleRefused):
    """Points for places, but the ballots have none."""

    code = "no_rankings"

    def __init__(self) -> None:
        super().__init__("--points-vector: the ballots of the file are not rankings")


class OfAnotherRule(RuleRefused):
    """An option that would change nothing: it is of the other kind of rule."""

    code = "of_another_rule"

    def __init__(self, option: str, kind: Kind) -> None:
        super().__init__(f"--{option.replace('_', '-')} changes nothing without --rule {kind}")


class OneLine(argparse.ArgumentParser):
    """Complains in one line, as of everything else, and leaves the usage to --help."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end."""
        self.exit(BAD_INPUT, f"{message} (--help lists what there is)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count the file and print what came of it; 2 when the file or the rule is bad."""
    options = _parser().parse_args(arguments)
    # A terminal that cannot show a name shows it escaped instead of failing.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        election = read(options.file, options.points_vector or ())
        return _verify(options, election) if options.verify else _count(options, election)
    except BrokenFile as fault:
        return _complain(f"{options.file}: {fault}")
    except OSError as fault:
        return _complain(f"{fault.filename}: {fault.strerror}")
    except (BrokenOutcome, BallotsMissing, RuleRefused, CountRefused, CostRefused) as fault:
        return _complain(str(fault))


def _count(options: argparse.Namespace, election: Election) -> int:
    contest = _contest(options, election)
    outcome = contest.count()
    print(json.dumps(outcome.as_json(), indent=1) if options.json else table(election, outcome))
    return 0


def _verify(options: argparse.Namespace, election: Election) -> int:
    found = verify_election(election, read_outcome(options.verify))
    if not found:
        print(f"{options.verify}: equal to the recount of {election.num_votes} ballots")
        return 0
    print(f"{options.verify}: not equal to the recount of {election.num_votes} ballots")
    for difference in found[:MOST_DIFFERENCES]:
        print(f"  {difference}")
    if len(found) > MOST_DIFFERENCES:
        print(f"  and {len(found) - MOST_DIFFERENCES} more")
    return NOT_EQUAL


def _contest(options: argparse.Namespace, election: Election) -> Contest:
    if options.points_vector and not election.vector:
        raise NoRankings
    common = None if options.common is None else Pot(options.common)
    return election.contest(_rule(options, election), common=common)


def _rule(options: argparse.Namespace, election: Election) -> Rule:
    given = {name: getattr(options, name) for name in (*OF_RULE, "greedy_completion")}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if options.points_vector:
        changes["points_vector"] = election.vector
    if options.threshold is not None:
        points = election.profile.points is not None and isinstance(options.threshold, int)
        changes |= {"threshold": options.threshold, "threshold_in_points": points}
    if options.no_skip:
        changes["misfit"] = Misfit.STOP
    if options.stretch is not None:
        changes |= {"misfit": Misfit.STRETCH, "stretch": options.stretch}
    rule = replace(_rule_to_change(options, election), **changes)
    for kind, names in OF_KIND.items():
        for name in names:
            if kind is not rule.kind and _is_given(options, name):
                raise OfAnotherRule(name, kind)
    return rule


def _is_given(options: argparse.Namespace, name: str) -> bool:
    said = getattr(options, name)
    return said is True if name == "no_skip" else said is not None


def _rule_to_change(options: argparse.Namespace, election: Election) -> Rule:
    if options.rule == "file":
        return rule_of(election)
    return Rule(
        kind=Kind(options.rule),
        ties=TIES,
        greedy_completion=False,
        points_vector=election.vector,
        **threshold_of(election),
    )


def _parser() -> argparse.ArgumentParser:
    parser = OneLine(
        prog="python -m wagtail_medborgarbudget.method",
        description="Count a participatory-budgeting election from a Pabulib file.",
    )
    parser.add_argument("file", metavar="FILE.pb", help="an election in Pabulib's format")
    parser.add_argument(
        "--rule",
        choices=[*map(str, Kind), "file"],
        default="most-votes",
        help="file: the one that the file names; what else is said here changes it",
    )
    parser.add_argument(
        "--ties",
        type=_ties,
        metavar="ORDER",
        help="what goes first among equals: cost, votes, id (as text), natural-id (2 before 10)"
        " or lot (where the file has one), with commas between; default: cost,votes,id",
    )
    parser.add_argument(
        "--threshold",
        type=_threshold,
        metavar="N|SHARE",
        help="votes (or points, where ballots give points) that a proposal must have, or the"
        " share of all ballots that must name it: 1/20; default: what the file says",
    )
    parser.add_argument(
        "--cost-threshold",
        type=_share,
        metavar="SHARE",
        help="the share of all ballots needed by a proposal that costs the whole pot, and in"
        " proportion by a cheaper one (Świecie: 1/3)",
    )
    parser.add_argument(
        "--points-vector",
        type=_vector,
        metavar="3,2,1|borda",
        help="points of the first place, the second and so on, where ballots are rankings",
    )
    _add_most_votes(parser.add_argument_group("most votes"))
    _add_equal_shares(parser.add_argument_group("equal shares"))
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument(
        "--verify",
        metavar="OUTCOME.json",
        help="count again by the rule of an outcome that --json printed, and say whether it is"
        " equal, or where it is not (then the exit status is 1)",
    )
    return parser


def _add_most_votes(group: argparse._ArgumentGroup) -> None:
    misfit = group.add_mutually_exclusive_group()
    misfit.add_argument(
        "--no-skip", action="store_true", help="stop at the first proposal that does not fit"
    )
    misfit.add_argument(
        "--stretch",
        type=_share,
        metavar="PART",
        help="stop there, but let the common pot add the rest when its own pot covers this"
        " part of its cost (Poznań: 4/5)",
    )
    group.add_argument(
        "--common",
        type=int,
        metavar="N",
        help="a common pot; with --stretch, what is needed is what there is, if nothing is said",
    )


def _add_equal_shares(group: argparse._ArgumentGroup) -> None:
    flag = argparse.BooleanOptionalAction
    group.add_argument("--utility", choices=[*map(str, Utility)], help="default: cost")
    group.add_argument("--completion", choices=[*map(str, Completion)], help="default: add1")
    group.add_argument("--start", choices=[*map(str, Start)], help="default: exact")
    group.add_argument("--step", type=int, metavar="N", help="raise shares by N; default: 1")
    group.add_argument("--greedy-completion", action=flag, help="then most votes that fit")
    group.add_argument(
        "--comparison", action=flag, help="most votes instead where more voters gain by them"
    )


def _ties(text: str) -> tuple[TieStep, ...]:
    try:
        return tuple(TieStep(name.strip()) for name in text.split(","))
    except ValueError as unknown:
        known = ", ".join(TieStep)
        raise argparse.ArgumentTypeError(f"{text!r} is not made of {known}") from unknown


def _threshold(text: str) -> Threshold:
    return int(text) if text.isdecimal() else _share(text)


def _share(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share like 1/20") from fault


def _vector(text: str) -> tuple[int, ...]:
    if text == "borda":
        return ()
    try:
        return tuple(map(int, text.split(",")))
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is not points like 3,2,1") from fault


def _complain(complaint: str) -> int:
    print(" ".join(complaint.split()), file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
