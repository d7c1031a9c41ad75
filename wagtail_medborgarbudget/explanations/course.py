"""How the counting of one pot went, step by step, for those who want to follow it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import kronor, number
from ..method.outcomes import OutcomeLine, Reason, Way
from .course_of_shares import (
    comparison_sentences,
    purchase_sentence,
    share_sentences,
    unspent_sentences,
)
from .telling import Telling

# A list longer than this is not read; the outcome can be downloaded whole.
MOST_STEPS = 100


@dataclass(frozen=True)
class Course:
    """What the steps began from, the steps, and what came of those that are not among them."""

    before: list[str]
    steps: list[str]
    after: list[str]

    @property
    def is_told(self) -> bool:
        return bool(self.before or self.steps or self.after)

    @property
    def shown(self) -> list[str]:
        return self.steps[:MOST_STEPS]


def course(telling: Telling, pot: str) -> Course:
    """Tell how ``pot`` was handed out, with the count's own figures."""
    lines = [line for line in telling.outcome.lines if line.pot == pot]
    tell_steps = steps_of_shares if telling.is_shared else steps_of_votes
    return Course(
        before=share_sentences(telling, pot),
        steps=list(tell_steps(lines, telling, pot)),
        after=[
            *short_sentences(lines),
            *unspent_sentences(telling, pot),
            *comparison_sentences(telling, pot),
            *went_on(telling, pot),
        ],
    )


def steps_of_shares(lines: list[OutcomeLine], telling: Telling, pot: str) -> Iterator[str]:
    """What was bought, and then what got money that was left over."""
    bought = [one for one in telling.outcome.purchases if one.pot == pot]
    yield from (purchase_sentence(one, telling) for one in bought)
    for line in lines:
        if line.funded and line.way is not Way.SHARES:
            yield got_sentence(line, telling)


def steps_of_votes(lines: list[OutcomeLine], telling: Telling, pot: str) -> Iterator[str]:
    """One sentence for each that got money, and one for each run of those that did not."""
    for reason, run in groupby(lines, key=lambda line: line.reason):
        if reason is Reason.FUNDED:
            yield from (got_sentence(line, telling) for line in run)
        else:
            yield run_sentence(reason, list(run), telling)


def got_sentence(line: OutcomeLine, telling: Telling) -> str:
    return GOT.get(line.way, got_by_votes)() % {
        "name": telling.name(line.id),
        "support": telling.support(line),
        "cost": kronor(line.cost),
        "left": kronor(line.left_before - line.cost + line.borrowed),
        "borrowed": kronor(line.borrowed),
    }


def got_by_votes() -> str:
    return _("%(name)s: %(support)s. It costs %(cost)s, and then the pot has %(left)s left.")


GOT: Mapping[Way | None, Callable[[], str]] = {
    Way.COMPLETION: lambda: _(
        "What is left goes to %(name)s, the most voted that fits: %(support)s. It costs "
        "%(cost)s, and then the pot has %(left)s left."
    ),
    Way.STRETCH: lambda: _(
        "%(name)s: %(support)s. It costs %(cost)s. The pot pays with what it has left, and the "
        "common pot adds %(borrowed)s."
    ),
}


def run_sentence(reason: Reason, run: list[OutcomeLine], telling: Telling) -> str:
    first, count = run[0], len(run)
    if count > 1:
        return PASSED_OVER[reason](count) % {"count": number(count)}
    return ALONE[reason]() % {
        "name": telling.name(first.id),
        "support": telling.support(first),
        "cost": kronor(first.cost),
    }


ALONE: Mapping[Reason, Callable[[], str]] = {
    Reason.OVER_BUDGET: lambda: _("%(name)s: %(support)s. It costs %(cost)s and does not fit."),
    Reason.OVER_RUNNING: lambda: _("%(name)s: %(support)s. It costs too much a year."),
    Reason.BELOW_THRESHOLD: lambda: _("%(name)s: %(support)s, which is too few."),
    Reason.STOPPED: lambda: _("Here we stop. %(name)s is not tried."),
    Reason.EXCLUDED: lambda: _("%(name)s: %(support)s. It gives way to one that got money."),
    Reason.NO_VOTES: lambda: _("Nobody voted for %(name)s."),
}

PASSED_OVER: Mapping[Reason, Callable[[int], str]] = {
    Reason.OVER_BUDGET: lambda count: ngettext(
        "The next %(count)s proposal does not fit.",
        "The next %(count)s proposals do not fit.",
        count,
    ),
    Reason.OVER_RUNNING: lambda count: ngettext(
        "The next %(count)s proposal costs too much a year.",
        "The next %(count)s proposals cost too much a year.",
        count,
    ),
    Reason.BELOW_THRESHOLD: lambda count: ngettext(
        "The next %(count)s proposal got too few votes.",
        "The next %(count)s proposals got too few votes.",
        count,
    ),
    Reason.STOPPED: lambda count: ngettext(
        "Here we stop. The last %(count)s proposal is not tried.",
        "Here we stop. The last %(count)s proposals are not tried.",
        count,
    ),
    Reason.EXCLUDED: lambda count: ngettext(
        "The next %(count)s proposal gives way to another that got money.",
        "The next %(count)s proposals give way to others that got money.",
        count,
    ),
    Reason.NO_VOTES: lambda count: ngettext(
        "Nobody voted for the last %(count)s proposal.",
        "Nobody voted for the last %(count)s proposals.",
        count,
    ),
}


def short_sentences(lines: list[OutcomeLine]) -> list[str]:
    short = sum(line.reason is Reason.SUPPORTERS_SHORT for line in lines)
    if not short:
        return []
    return [
        ngettext(
            "For %(count)s other proposal, those who voted for it had too little left to pay.",
            "For %(count)s other proposals, those who voted for them had too little left to pay.",
            short,
        )
        % {"count": number(short)}
    ]


def went_on(telling: Telling, pot: str) -> list[str]:
    """Those of the area that its own pot could not pay for, and the common pot was asked to."""
    count = sum(line.area == pot for line in telling.outcome.lines if line.pot != pot)
    if not count:
        return []
    return [
        ngettext(
            "%(count)s proposal got nothing here, and went on to the common pot.",
            "%(count)s proposals got nothing here, and went on to the common pot.",
            count,
        )
        % {"count": number(count)}
    ]
