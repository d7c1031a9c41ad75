"""At the limit: why something does not fit, and one press that makes it fit."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..explanations.ballots import points
from ..explanations.figures import in_a_row
from ..formatting import kronor
from ..forms.sentences import ballot_sentence
from ..method.ballots import Knapsack, Points, Ranked
from ..method.marks import in_places, is_number, is_within, refusal_of, with_one_more
from ..method.swaps import still_fit, swaps

MOST_THAT_FIT = 4


@dataclass(frozen=True)
class Offer:
    """One press: what it says, and the changes it makes."""

    label: str
    change: str


@dataclass(frozen=True)
class Help:
    title: str = ""
    reason: str = ""
    offers: list[Offer] = field(default_factory=list)
    fits: list[Offer] = field(default_factory=list)
    more_that_fit: int = 0
    # What a link asked for, and which is not marked.
    is_wanted: bool = False
    # Money is left, but nothing on the ballot is that cheap.
    nothing_fits: bool = False


def help_for(booth, wanted: int | None = None) -> Help:
    """What to say below the ballot, when marks or a wanted proposal do not fit."""
    method, marks = booth.method, booth.basket.marks
    target = marks if wanted is None else with_one_more(method, marks, wanted)
    if wanted is None and is_within(method, marks):
        return what_still_fits(booth)
    refusal = refusal_of(method, target, booth.numbers)
    return Help(
        title=title_of(booth, wanted),
        is_wanted=wanted is not None,
        reason=ballot_sentence(refusal, booth.pots) if refusal and wanted is None else "",
        offers=[offer(booth, swap) for swap in swaps(method, marks, wanted)],
    )


def title_of(booth, wanted) -> str:
    if wanted is None:
        return _("How to make it fit")
    return _("%(proposal)s does not fit beside what you have chosen") % {
        "proposal": name_of(booth, wanted)
    }


def what_still_fits(booth) -> Help:
    """In a basket, what can be had for the money left; elsewhere the meter says it all."""
    method, marks = booth.method, booth.basket.marks
    if not isinstance(method, Knapsack) or not marks:
        return Help()
    fitting = still_fit(method, marks, booth.choosable)
    adds = [
        Offer(
            _("Add %(proposal)s, %(cost)s")
            % {"proposal": name_of(booth, number), "cost": kronor(method.costs[number])},
            f"{number}=1",
        )
        for number in fitting[:MOST_THAT_FIT]
    ]
    left = len(fitting) - len(adds)
    return Help(fits=adds, more_that_fit=left, nothing_fits=not fitting)


def offer(booth, swap) -> Offer:
    change = " ".join(f"{number}={size}" for number, size in swap.changes)
    return Offer(label_of(booth, swap), change)


def label_of(booth, swap) -> str:
    if isinstance(booth.method, Ranked):
        order = ", ".join(
            f"{place}: {name_of(booth, number)}"
            for place, number in enumerate(in_places(swap.marks), start=1)
        )
        return _("Use this order – %(order)s") % {"order": order}
    if isinstance(booth.method, Points):
        return points_label(booth, swap)
    gone = row_of(booth, swap.removed)
    added = row_of(booth, [number for number, size in swap.changes if size])
    if gone and added:
        return _("Take %(added)s instead of %(gone)s") % {"added": added, "gone": gone}
    if added:
        return _("Add %(proposal)s") % {"proposal": added}
    return _("Remove %(proposals)s") % {"proposals": gone}


def points_label(booth, swap) -> str:
    given = [
        _("%(points)s to %(proposal)s")
        % {"points": points(size), "proposal": name_of(booth, number)}
        for number, size in swap.changes
        if size
    ]
    facts = {"points": in_a_row(given) if given else "", "none": row_of(booth, swap.removed)}
    if not given:
        return _("Give no points to %(none)s") % facts
    if swap.removed:
        return _("Give %(points)s, and none to %(none)s") % facts
    return _("Give %(points)s") % facts


def row_of(booth, numbers) -> str:
    return in_a_row([name_of(booth, number) for number in numbers]) if numbers else ""


def name_of(booth, number) -> str:
    return f"{number}. {booth.titles[number]}"


def read_changes(text: str) -> list[tuple[int, int]]:
    """Read what a press changes: "3=0 7=1". What is no change is left out."""
    changes = []
    for word in text.split():
        number, _equals, size = word.partition("=")
        if is_number(number) and is_number(size):
            changes.append((int(number), int(size)))
    return changes
