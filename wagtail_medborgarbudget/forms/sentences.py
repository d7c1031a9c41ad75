"""Why a ballot was refused, as a sentence in the resident's language."""

from django.utils.translation import gettext_lazy as _

from ..method.ballots import BallotRefused

BALLOT = {
    "nothing_chosen": _("Choose at least one proposal."),
    "too_many_choices": _(
        "You have chosen %(chosen)s proposals and may choose at most %(allowed)s. Remove some."
    ),
    "too_few_choices": _("You have chosen %(chosen)s. Choose at least %(required)s proposals."),
    "unknown_choice": _("Proposal %(number)s is not on the ballot. Look through your choices."),
    "repeated_choice": _("Proposal %(number)s is chosen more than once."),
}


def ballot_sentence(refusal: BallotRefused) -> str:
    return BALLOT[refusal.code] % vars(refusal)
