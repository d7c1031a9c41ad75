"""The receipts of a closed box, as way → sorted hashes."""

import re

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.models import CountedReceipt, VotingPage

from .builders import end_voting, make_open_vote, vote_as


def closed_with(*names, **facts):
    """A closed box, and the receipt of each voter."""
    page = make_open_vote(**facts)
    codes = [vote_as(page.vote, name, 1) for name in names]
    close_box(end_voting(page.vote))
    return VotingPage.objects.get(pk=page.pk), codes


def counted(vote) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for receipt in vote.counted_receipts.order_by("way", "sha256"):
        found.setdefault(receipt.way, []).append(receipt.sha256)
    return found


def read(response) -> str:
    """What stands on a page, each fingerprint as one word, as a browser finds and copies it."""
    return re.sub("</?span>|<wbr>", "", response.content.decode())


def let_be_counted(vote, receipts: dict[str, list[str]]) -> None:
    """Put these in place of what was counted, as no part of the program would."""
    vote.counted_receipts.all().delete()
    CountedReceipt.objects.bulk_create(
        CountedReceipt(vote=vote, way=way, sha256=hashed)
        for way, hashes in receipts.items()
        for hashed in hashes
    )
