"""Whether a vote with a receipt is in the box, and whether the box holds what it should.

The receipts are public as hashes when the box is closed. Anybody can count them, and a voter can
look for their own, so that nobody can take a ballot away, or put one in, without its being seen.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Sum
from django.views.decorators.debug import sensitive_variables

from ..models import CodeKind, Vote
from .codes import CHANNELS
from .receipts import receipt_hash
from .stations import CHANNEL as AT_A_DESK

# Votes read in from a file have no receipts, and of votes from before receipts were kept by way
# it is known how many there were, but not of which way.
IMPORTED, UNKNOWN = "import", "unknown"
MINUTES = 10


@sensitive_variables()
def is_included(vote: Vote, code: str) -> bool:
    """Say whether a vote with the receipt is in the box, or was counted from it."""
    hashed = receipt_hash(code)
    if not vote.is_box_closed and vote.marks.filter(receipt_hash=hashed).exists():
        return True
    # The box may have been closed since the vote was read, and the marks with it.
    return vote.counted_receipts.filter(sha256=hashed).exists()


@dataclass(frozen=True)
class WaySums:
    """How many voted in one way, and how many receipts it has; ``way`` is "" for all together."""

    way: str
    voters: int
    receipts: int

    @property
    def agrees(self) -> bool:
        return self.voters == self.receipts


@dataclass(frozen=True)
class BoxSums:
    """What a closed box holds. A ballot has no way: they are counted all together.

    ``lists`` is how many receipts there are by way, as they are kept.
    """

    ways: list[WaySums]
    ballots: int
    lists: dict[str, int]

    @property
    def voters(self) -> int:
        return sum(way.voters for way in self.ways)

    @property
    def receipts(self) -> int:
        return sum(way.receipts for way in self.ways)

    @property
    def agrees(self) -> bool:
        return all(way.agrees for way in self.ways) and self.receipts == self.ballots


def has_receipts(vote: Vote) -> bool:
    """Voters got receipts: the ballot was fixed here, and not read in from a file."""
    ways = {row["channel"] for row in vote.turnout}
    return vote.is_fixed and ways != {IMPORTED}


def box_sums(vote: Vote) -> BoxSums:
    """Count voters, receipts and ballots of a closed box, each from where it is kept."""
    voters: Counter[str] = Counter()
    for row in vote.turnout:
        voters[row["channel"]] += row["voters"]
    lists, ballots = held_in(vote)
    receipts = Counter(lists)
    if UNKNOWN in receipts:
        ways = [WaySums("", voters.total(), receipts.total())]
    else:
        names = sorted({*voters, *receipts}, key=lambda way: (-voters[way], way))
        ways = [WaySums(way, voters[way], receipts[way]) for way in names]
    return BoxSums(ways, ballots, lists)


def held_in(vote: Vote) -> tuple[dict[str, int], int]:
    """Count a closed box's receipts by way, and its ballots.

    They are counted anew after some minutes: the pages that say it are read by many.
    """

    def count() -> tuple[dict[str, int], int]:
        by_way = vote.counted_receipts.order_by("way").values_list("way")
        return dict(by_way.annotate(receipts=Count("pk"))), vote.ballots.count()

    name = f"medborgarbudget-box-{vote.pk}-{vote.box_closed_at.timestamp()}"
    held: tuple[dict[str, int], int] = cache.get_or_set(name, count, MINUTES * 60)
    return held


def codes_given(vote: Vote) -> dict[str, int]:
    """Way → how many codes were given out, withdrawn ones too: who made voters made codes.

    A code is one voter at most, so in a way there are never more voters than codes.
    """
    given: Counter[str] = Counter()
    exported = vote.code_batches.exclude(exported_at=None)
    for kind, codes in exported.order_by().values_list("kind").annotate(Sum("size")):
        given[CHANNELS[CodeKind(kind)]] += codes
    given[AT_A_DESK] += vote.stations.aggregate(given=Sum("given"))["given"] or 0
    return {way: codes for way, codes in given.items() if codes}
