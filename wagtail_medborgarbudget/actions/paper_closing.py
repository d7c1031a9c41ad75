"""What the closing of the ballot box does with ballots on paper."""

from typing import Any

from django.db.models import Count
from wagtail.log_actions import registry

from ..models import Ballot, BatchState, PaperBatch, PaperEntry, Reading, Vote
from .paper_refusals import PaperUnsettled
from .paper_roll import on_roll
from .receipts import receipt_hash

FINISHED = (BatchState.SETTLED, BatchState.DROPPED)


def refuse_unsettled(vote: Vote) -> None:
    """Raise PaperUnsettled while a batch has not been read twice, or dropped."""
    left = vote.paper_batches.exclude(state__in=FINISHED)
    if numbers := list(left.values_list("number", flat=True)):
        raise PaperUnsettled(numbers)


def valid_sheets(vote: Vote) -> Any:
    return PaperEntry.objects.filter(vote=vote, reading=Reading.SETTLED, invalid="")


def put_paper_in_box(vote: Vote) -> None:
    """Make a ballot of each valid sheet, before all the ballots of the box are shuffled."""
    sheets = valid_sheets(vote).values_list("choices", flat=True)
    Ballot.objects.bulk_create(Ballot(vote=vote, choices=choices) for choices in sheets)


def paper_turnout(vote: Vote) -> list[dict[str, Any]]:
    """How many valid sheets were handed in each day."""
    days = valid_sheets(vote).order_by("batch__day").values("batch__day")
    counted = days.annotate(voters=Count("pk"))
    return [
        {"day": row["batch__day"].isoformat(), "channel": "paper", "voters": row["voters"]}
        for row in counted
    ]


def paper_receipts(vote: Vote) -> list[str]:
    """A hash for each valid sheet, of the number that is written on it. Sorted."""
    lines = valid_sheets(vote).values_list("batch__number", "line")
    return sorted(receipt_hash(sheet_code(batch, line)) for batch, line in lines)


def sheet_code(batch: int, line: int) -> str:
    """What is written on a sheet, and checked like a receipt: batch 3, sheet 17 is "B3-S17"."""
    return f"B{batch}-S{line}"


def paper_facts(vote: Vote) -> dict[str, int]:
    """For the log: marks of the roll are about to go. Empty for a vote without paper."""
    batches = PaperBatch.objects.filter(vote=vote, state=BatchState.SETTLED)
    if not vote.paper_batches.exists():
        return {}
    valid, invalid = sum(one.valid for one in batches), sum(one.invalid for one in batches)
    return {"paper": valid, "paper_invalid": invalid, "paper_roll": on_roll(vote)}


def roll_at_closing(vote: Vote) -> int | None:
    """How many were on the roll before it was destroyed: the log remembers the number."""
    logged = registry.get_logs_for_instance(vote).filter(action="medborgarbudget.close_box")
    closing = logged.first()
    return closing and closing.data.get("paper_roll")
