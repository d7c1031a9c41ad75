"""The voter logs in at an identity provider, with an e-ID for instance, through OpenID Connect.

django-allauth speaks with the provider (the extra ``[oidc]``); no account is made, and nothing of
what the provider tells is stored. See ``oidc_adapter`` for what happens when the voter returns.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from .. import conf
from ..actions.keys import voter_of
from ..actions.preflight import Problem
from ..actions.veils import unveil_from_session, veil_for_session
from ..method.eligibility import Eligibility, NotEligible
from ..method.steps import Step
from ..models import Vote, VoteSalt
from .base import Identified, Voter, Way

logger = logging.getLogger(__name__)

NAME = "oidc"
LEFT_FROM = "mb_oidc_left_from"
SENTENCES = {
    "too_young": _("You may vote from the year you turn %(age)s, and you are not there yet."),
    "lives_elsewhere": _(
        "According to the log-in you do not live where this vote is held, so you cannot vote in it."
    ),
    "age_not_told": _(
        "The log-in did not tell us your age, so we cannot see that you may vote. Vote in another"
        " way, or get in touch with us."
    ),
    "residence_not_told": _(
        "The log-in did not tell us where you live, so we cannot see that you may vote. Vote in"
        " another way, or get in touch with us."
    ),
    "identifier_not_told": _(
        "The log-in did not tell us who you are. Vote in another way, or get in touch with us."
    ),
    "cancelled": _("The log-in was cancelled. Your choices are still here."),
    "failed": _("The log-in did not work just now. Try again in a while, or vote in another way."),
}


class IdentifierNotTold(NotEligible):
    """The claim that says who it is was empty."""

    code = "identifier_not_told"


class Oidc(Way):
    name = NAME
    label = _("Log in")
    description = _(
        "You log in with an e-ID or another log-in that the municipality uses, and come back here."
    )
    form_class = forms.Form

    def problems(self) -> Iterator[Problem]:
        if not conf.oidc_provider():
            yield Problem("oidc_not_set_up")
        if self.vote.residence_codes and not conf.oidc_residence_claim():
            yield Problem("oidc_tells_no_residence")
        if self.vote.voting_age and not conf.oidc_birth_claim():
            yield Problem("oidc_tells_no_age")

    def elsewhere(self, request, form, back):
        from allauth.socialaccount.adapter import get_adapter
        from requests import RequestException

        # Some providers send a voter who cancels back without the state that says from where.
        request.session[LEFT_FROM] = {"vote": self.vote.pk, "next": back}
        provider = get_adapter().get_provider(request, conf.oidc_provider())
        # At a computer that many use, whoever logged in before must not be taken for this voter.
        asked = {"prompt": "login", **provider.get_auth_params()}
        try:
            return provider.redirect(
                request, process="login", next_url=back, vote=self.vote.pk, auth_params=asked
            )
        except RequestException as down:
            logger.error("The identity provider does not answer: %s", type(down).__name__)
            raise ValidationError(SENTENCES["failed"], code="failed") from down

    def come_back(self, request):
        request.session.pop(LEFT_FROM, None)
        told = request.session.pop(session_name(self.vote), None)
        if told is None:
            return None
        if "refusal" in told:
            code, facts = told["refusal"]
            raise ValidationError(SENTENCES[code], code=code, params=facts)
        return Voter(unveil_from_session(told["voter"]), self.name)


def session_name(vote: Vote) -> str:
    return f"mb_oidc_{vote.box}"


@sensitive_variables()
def welcome(request, vote: Vote, told: Mapping[str, Any]) -> None:
    """Let the session remember a keyed hash of who came back, or why they may not vote."""
    # Whoever knew the session before, knows it no longer when it holds a voter.
    request.session.cycle_key()
    try:
        identifier = claim(told, conf.oidc_identifier_claim())
        if not identifier:
            raise IdentifierNotTold
        eligibility_of(vote).check(
            born=next(iter(claim(told, conf.oidc_birth_claim())), ""),
            residences=claim(told, conf.oidc_residence_claim()),
        )
    except NotEligible as refusal:
        turn_away(request, vote, refusal.code, **vars(refusal))
    else:
        remember(request, vote, Identified(identifier[0], NAME))


@sensitive_variables()
def remember(request, vote: Vote, who: Identified) -> None:
    try:
        voter = voter_of(vote, who)
    except VoteSalt.DoesNotExist:
        # The box was closed while somebody logged in. The ballot's page says so.
        return
    request.session[session_name(vote)] = {"voter": veil_for_session(voter.key)}


def turn_away(request, vote: Vote, code: str, **facts: Any) -> None:
    """Let the session remember why nobody is identified. Never what the provider told."""
    request.session[session_name(vote)] = {"refusal": [code, facts]}


def eligibility_of(vote: Vote) -> Eligibility:
    window = vote.round.calendar.windows.get(Step.VOTE)
    return Eligibility(
        year=(window.last if window else timezone.localdate()).year,
        age=vote.voting_age,
        residences=frozenset(vote.residence_codes.split()),
    )


@sensitive_variables()
def claim(told: Mapping[str, Any], name: str) -> list[str]:
    """Everything that stands under a claim, as texts; nothing when there is no such claim.

    A name with dots leads into a claim that has parts: "address.postal_code".
    """
    if not name:
        return []
    value: Any = told
    for part in [name] if name in told else name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    values = value if isinstance(value, list) else [value]
    return [str(each).strip() for each in values if each not in (None, "")]
