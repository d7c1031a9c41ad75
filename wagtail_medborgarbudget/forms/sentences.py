"""Why a ballot was refused, as a sentence in the resident's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..explanations.figures import in_a_row
from ..formatting import kronor
from ..method.ballots import BallotRefused

BALLOT = {
    "nothing_chosen": _("Choose at least one proposal."),
    "too_many_choices": _(
        "You have chosen %(chosen)s proposals and may choose at most %(allowed)s. Remove some."
    ),
    "too_few_choices": _("You have chosen %(chosen)s. Choose at least %(required)s proposals."),
    "unknown_choice": _("Proposal %(number)s is not on the ballot. Look through your choices."),
    "repeated_choice": _("Proposal %(number)s is chosen more than once."),
    "unreadable_ballot": _("“%(text)s” is not a number. Write 1, 2 and so on."),
    "over_budget": _(
        "What you have chosen costs %(cost)s and there is %(budget)s. That is %(over)s too much."
    ),
    "over_budget_in": _(
        "%(pot)s: what you have chosen costs %(cost)s and there is %(budget)s. "
        "That is %(over)s too much."
    ),
    "too_little_spent": _(
        "What you have chosen costs %(cost)s. Use at least %(required)s: "
        "choose something more for %(missing)s or above."
    ),
    "too_many_areas": _(
        "You have chosen in %(chosen)s areas, and a ballot may have choices in %(allowed)s. "
        "Keep to the area that matters most to you."
    ),
    "not_points": _("Proposal %(number)s has no points. Give it at least one, or none at all."),
    "too_many_points_on_one": _(
        "You have given proposal %(number)s %(points)s points. One proposal can get %(allowed)s."
    ),
    "too_many_points": _(
        "You have given %(given)s points and have %(allowed)s. Take %(over)s of them back."
    ),
    "place_taken": _("Proposals %(numbers)s are in the same place, place %(place)s. Choose one."),
    "place_empty": _("Nothing is in place %(place)s though a later place is taken."),
}
MONEY = ("cost", "budget", "over", "required", "missing")


def ballot_sentence(refusal: BallotRefused, pots: Mapping[Any, str] | None = None) -> str:
    """``pots`` names the areas, for a ballot on which each has money of its own."""
    facts, code = dict(vars(refusal)), refusal.code
    if "cost" in facts:
        facts |= {name: kronor(facts[name]) for name in MONEY if name in facts}
    if code == "over_budget" and pots:
        code, facts["pot"] = "over_budget_in", pots[refusal.pot]
    if "given" in facts:
        facts["over"] = facts["given"] - facts["allowed"]
    if "numbers" in facts:
        facts["numbers"] = in_a_row(map(str, facts["numbers"]))
    return str(BALLOT[code] % facts)
