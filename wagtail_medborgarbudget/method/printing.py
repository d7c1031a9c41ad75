"""An outcome as a table for a terminal. Shares of a krona are rounded here, and here alone."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from wagtail_medborgarbudget.method.outcomes import (
    Ended,
    Outcome,
    OutcomeLine,
    Purchase,
    Reason,
    Share,
    Way,
)
from wagtail_medborgarbudget.method.pabulib import Election

# The first columns of the table are numbers and stand to the right.
NUMBERS = {"", "votes", "points", "cost"}
LONGEST_NAME = 50
ENDED = {
    Ended.NOT_RAISED: "it was not raised",
    Ended.WOULD_OVERSPEND: "the next raise would overspend",
    Ended.NOTHING_MORE_FITS: "nothing more fits",
    Ended.ALL_FUNDED: "all that was voted for is funded",
    Ended.CAP: "it may not be raised more often",
}


def table(election: Election, outcome: Outcome) -> str:
    """Return what happened to each proposal and why, and then to the money."""
    names = {project.id: project.name for project in election.projects}
    bought = {purchase.id: purchase for purchase in outcome.purchases}
    in_points = election.profile.points is not None
    columns = [
        {
            "": str(line.rank),
            "votes": _grouped(line.votes),
            **({"points": _grouped(line.points)} if in_points else {}),
            "cost": _grouped(line.cost),
            "id": line.id,
            "proposal": names[line.id][:LONGEST_NAME],
            "why": "; ".join(_why(line, outcome, bought)),
        }
        for line in outcome.lines
    ]
    return "\n".join([*_aligned(columns), "", *_shares(outcome), _summary(outcome)])


def _aligned(rows: Sequence[Mapping[str, str]]) -> list[str]:
    rows = [{name: name for name in rows[0]}, *rows] if rows else []
    widths = {name: max(len(row[name]) for row in rows) for name in (rows[0] if rows else ())}
    return [
        "  ".join(
            cell.rjust(widths[name]) if name in NUMBERS else cell.ljust(widths[name])
            for name, cell in row.items()
        ).rstrip()
        for row in rows
    ]


def _why(line: OutcomeLine, outcome: Outcome, bought: Mapping[str, Purchase]) -> Iterator[str]:
    unit = "points" if outcome.rule.get("threshold_in_points") else "votes"
    left = "" if line.supporters_left is None else _rounded(line.supporters_left)
    sentences = {
        Reason.FUNDED: "funded",
        Reason.OVER_BUDGET: f"does not fit, {_grouped(line.missing)} missing",
        Reason.OVER_RUNNING: f"its yearly cost does not fit, {_grouped(line.missing_running)}"
        " missing",
        Reason.BELOW_THRESHOLD: f"fewer than {_grouped(line.threshold)} {unit}",
        Reason.STOPPED: f"counting stopped at {line.stopped_by}",
        Reason.EXCLUDED: f"excluded by {line.excluded_by}",
        Reason.SUPPORTERS_SHORT: f"its supporters had {left} left together",
        Reason.NO_VOTES: "no votes",
    }
    yield sentences[line.reason]
    if line.way is Way.SHARES:
        yield _paid(bought[line.id], per_point=outcome.rule.get("utility") == "points")
    if line.way is Way.COMPLETION:
        yield "with what was left"
    if line.way is Way.STRETCH:
        yield f"{_grouped(line.borrowed)} of it from the common pot"
    if line.tie_with:
        yield f"tie with {', '.join(line.tie_with)}"


def _paid(purchase: Purchase, *, per_point: bool) -> str:
    each = "for each point" if per_point else "each"
    paid = f"{_grouped(purchase.paid_in_full)} paid {_rounded(purchase.price)} {each}"
    rest = purchase.paid_the_rest
    return f"{paid}, {_grouped(rest)} what they had left" if rest else paid


def _shares(outcome: Outcome) -> Iterator[str]:
    for share in outcome.shares:
        yield _share(share)
    for comparison in outcome.comparisons:
        used = "most votes are used" if comparison.switched else "equal shares are used"
        yield (
            f"{_grouped(comparison.for_shares)} voters got more of their proposals by equal"
            f" shares, {_grouped(comparison.for_votes)} by most votes: {used}."
        )


def _share(share: Share) -> str:
    return (
        f"Each of {_grouped(share.voters)} voters had {_rounded(share.start)} at first and"
        f" {_rounded(share.final)} at last, raised {_grouped(share.steps)} times:"
        f" {ENDED[share.ended]}."
    )


def _summary(outcome: Outcome) -> str:
    pots = [*outcome.pots.values(), *([outcome.common] if outcome.common else [])]
    return (
        f"{len(outcome.funded)} of {len(outcome.lines)} proposals funded by"
        f" {_grouped(outcome.ballots)} ballots: {_grouped(outcome.total_cost)} of"
        f" {_grouped(sum(pot.money for pot in pots))}, {_grouped(sum(outcome.left.values()))} left."
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _rounded(share: Fraction) -> str:
    kronor, hundredths = divmod(round(share * 100), 100)
    return f"{_grouped(kronor)}.{hundredths:02}"
