"""Count an election from a file: ``python -m wagtail_medborgarbudget.method FILE.pb``."""

import argparse
import json
import sys
from collections.abc import Sequence

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Outcome, OutcomeLine, Pot, Reason
from wagtail_medborgarbudget.method.pabulib import BrokenFile, Election, read
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.refusals import RuleRefused
from wagtail_medborgarbudget.method.rules import Misfit, Rule
from wagtail_medborgarbudget.method.ties import TieStep

BAD_FILE = 2
# The first columns of the table are numbers and stand to the right.
NUMBERS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Count the file and print what came of it; 2 when the file or the rule is bad."""
    options = _parser().parse_args(arguments)
    try:
        election = read(options.file)
        rule = _rule(options, election)
    except BrokenFile as fault:
        return _complain(f"{options.file}: {fault}")
    except OSError as fault:
        return _complain(f"{options.file}: {fault.strerror}")
    except RuleRefused as fault:
        return _complain(str(fault))
    candidates = election.candidates
    profile = Profile.of([one.id for one in candidates], election.ballots.items())
    outcome = Contest(candidates, profile, {"": Pot(election.budget)}, rule).count()
    # A terminal that cannot show a name shows it escaped instead of failing.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    print(json.dumps(outcome.as_json(), indent=1) if options.json else _table(election, outcome))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m wagtail_medborgarbudget.method",
        description="Count a participatory-budgeting election from a Pabulib file.",
    )
    parser.add_argument("file", metavar="FILE.pb", help="an election in Pabulib's format")
    parser.add_argument("--rule", choices=["most-votes"], default="most-votes")
    parser.add_argument(
        "--ties",
        type=_ties,
        default="cost,votes,id",
        metavar="ORDER",
        help="what goes first among equal votes: cost, votes, id (as text) or natural-id"
        " (2 before 10), with commas between; default: %(default)s",
    )
    parser.add_argument(
        "--no-skip",
        action="store_true",
        help="stop at the first proposal that does not fit",
    )
    parser.add_argument(
        "--threshold",
        type=int,
        metavar="N",
        help="votes a proposal must have; default: what the file says",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    return parser


def _ties(text: str) -> tuple[TieStep, ...]:
    steps = {str(step): step for step in TieStep if step is not TieStep.LOT}
    try:
        return tuple(steps[name.strip()] for name in text.split(","))
    except KeyError as unknown:
        known = ", ".join(steps)
        raise argparse.ArgumentTypeError(f"{unknown} is not one of {known}") from unknown


def _rule(options: argparse.Namespace, election: Election) -> Rule:
    threshold = election.threshold if options.threshold is None else options.threshold
    return Rule(
        misfit=Misfit.STOP if options.no_skip else Misfit.SKIP,
        threshold=threshold,
        ties=options.ties,
    )


def _complain(complaint: str) -> int:
    print(" ".join(complaint.split()), file=sys.stderr)
    return BAD_FILE


def _table(election: Election, outcome: Outcome) -> str:
    names = {project.id: project.name for project in election.projects}
    heading = ("", "votes", "cost", "id", "proposal", "why")
    rows = [heading, *(_row(line, names[line.id]) for line in outcome.lines)]
    return "\n".join([*_aligned(rows), "", _summary(election, outcome)])


def _row(line: OutcomeLine, name: str) -> tuple[str, ...]:
    votes, cost = _grouped(line.votes), _grouped(line.cost)
    return str(line.rank), votes, cost, line.id, name[:50], _why(line)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place < NUMBERS else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _why(line: OutcomeLine) -> str:
    sentences = {
        Reason.FUNDED: "funded",
        Reason.OVER_BUDGET: f"does not fit, {_grouped(line.missing)} missing",
        Reason.BELOW_THRESHOLD: f"fewer than {_grouped(line.threshold)} votes",
        Reason.STOPPED: f"counting stopped at {line.stopped_by}",
        Reason.NO_VOTES: "no votes",
    }
    tie = f"; tie with {', '.join(line.tie_with)}" if line.tie_with else ""
    return sentences[line.reason] + tie


def _summary(election: Election, outcome: Outcome) -> str:
    return (
        f"{len(outcome.funded)} of {len(outcome.lines)} proposals funded by"
        f" {_grouped(outcome.ballots)} ballots: {_grouped(outcome.total_cost)} of"
        f" {_grouped(election.budget)}, {_grouped(outcome.left[''])} left."
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main())
