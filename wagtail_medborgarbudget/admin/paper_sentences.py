"""Ballots on paper in words for staff: every no, and the letters for invalid sheets."""

from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from ..method.ballots import BallotRefused
from ..models import InvalidReason

# As in history.ACTS, which takes them in.
PAPER_ACTS = {
    "paper_opened": (_("Open a batch"), _("Opened a batch of paper ballots")),
    "paper_read": (_("End the reading"), _("Entered a batch of paper ballots")),
    "paper_settled": (_("Settle"), _("Settled a batch that was read differently")),
    "paper_dropped": (_("Drop the batch"), _("Dropped a batch of paper ballots")),
    "paper_roll_undone": (_("Take back"), _("Took somebody off the roll of paper voters")),
    "paper_roll_refused": (
        _("Keep closed"),
        _("Was told that an envelope has to stay closed, since its voter has voted already"),
    ),
}
REFUSALS = {
    "not_voting_day": _("%(day)s is not one of the voting days."),
    "no_paper": _("Residents cannot vote on paper in this vote."),
    "voted_on_paper": _("The voter has handed in a ballot on paper."),
    "voted_online": _(
        "This person has voted online. Lay the envelope aside unopened, and write “voted online” "
        "on it."
    ),
    "on_roll_already": _(
        "An envelope from this person has been opened before. Lay this one aside, unopened."
    ),
    "not_on_roll": _("Nobody on the paper roll has that. There is nothing to take back."),
    "not_being_read": _("No sheets are entered in this batch now."),
    "same_reader": _(
        "You entered this batch the first time. Somebody else has to enter it the second time."
    ),
    "others_reading": _("Somebody else has begun to enter this batch, and has to end it."),
    "line_taken": _(
        "Sheet %(line)s was entered already, perhaps in another window. The next one is sheet "
        "%(following)s. Look at the last lines before you go on."
    ),
    "no_such_line": _("Sheet %(line)s cannot be changed now. Look at the last lines."),
    "nothing_entered": _("Enter the sheets before you say that you are done."),
    "not_whole_pile": _(
        "You have entered %(entered)s, but %(pile)s were counted by hand. Count the pile again. "
        "Enter the sheets that are missing, or take back those that are too many."
    ),
    "nothing_to_settle": _("The batch has no differences to settle."),
    "not_all_answered": _("Say what is right for each difference. Left: %(left)s."),
    "pile_differs": _(
        "By your answers there are %(sheets)s sheets, but you wrote %(pile)s. Count the pile again."
    ),
    "already_dropped": _("The batch is dropped already."),
    "no_reason_to_drop": _("Write why the batch is dropped."),
    "paper_unsettled": _(
        "Ballots on paper are not ready. Settle or drop these batches first: %(batches)s."
    ),
}
BALLOT = {
    "nothing_chosen": _("Write the numbers that are marked."),
    "too_many_choices": _("%(chosen)s are marked, and at most %(allowed)s may be."),
    "too_few_choices": _("%(chosen)s are marked, and at least %(required)s must be."),
    "unknown_choice": _("There is no %(number)s on the ballot."),
    "repeated_choice": _("%(number)s is there twice."),
    "unreadable_ballot": _("“%(text)s” is not in the form that is used here."),
    "over_budget": _("The choices cost more than the budget."),
    "not_points": _("%(number)s has no points."),
    "too_many_points_on_one": _(
        "%(number)s has %(points)s points, and may have at most %(allowed)s."
    ),
    "too_many_points": _("%(given)s points are given, and at most %(allowed)s may be."),
    "under_minimum": _("The choices use too little of the money."),
    "too_many_areas": _("%(chosen)s areas are chosen in, and at most %(allowed)s may be."),
}
# What a sheet is that breaks the rule on paper too.
THEN_INVALID = {
    "too_many_choices": InvalidReason.TOO_MANY,
    "too_many_points": InvalidReason.TOO_MANY,
    "too_many_points_on_one": InvalidReason.TOO_MANY,
    "too_many_areas": InvalidReason.TOO_MANY,
    "too_few_choices": InvalidReason.TOO_FEW,
    "under_minimum": InvalidReason.TOO_FEW,
    "over_budget": InvalidReason.OVER_BUDGET,
    "nothing_chosen": InvalidReason.BLANK,
}


def reason_letters() -> dict[str, Any]:
    """The letter that is typed for each reason: the first of a word in the reader's language."""
    return {
        pgettext("letter for an invalid ballot: blank", "b"): InvalidReason.BLANK,
        pgettext("letter for an invalid ballot: too many", "m"): InvalidReason.TOO_MANY,
        pgettext("letter for an invalid ballot: too few", "f"): InvalidReason.TOO_FEW,
        pgettext("letter for an invalid ballot: unclear", "u"): InvalidReason.UNCLEAR,
        pgettext("letter for an invalid ballot: over budget", "o"): InvalidReason.OVER_BUDGET,
        pgettext("letter for an invalid ballot: marked", "i"): InvalidReason.MARKED,
        pgettext("letter for an invalid ballot: not ours", "n"): InvalidReason.NOT_OURS,
    }


def letter_of(reason: str) -> str:
    return next(letter for letter, each in reason_letters().items() if each == reason)


def sheet_sentence(refused: BallotRefused) -> str:
    """What is wrong with a sheet as it was typed, and what to type if it is so on paper."""
    # A rule that a project or a later version adds is said by its own name.
    said = str(BALLOT.get(refused.code) or _("This breaks a rule of the ballot: %(code)s."))
    said %= {"code": refused.code} | vars(refused)
    if reason := THEN_INVALID.get(refused.code):
        said += " " + gettext("Does the sheet say so? Then write -%(letter)s.") % {
            "letter": letter_of(reason)
        }
    return said
