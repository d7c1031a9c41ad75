"""What allauth asks when a voter comes back from the identity provider. Needs the extra [oidc].

Name ``VotersOnly`` in the setting SOCIALACCOUNT_ADAPTER. A site that lets staff log in through
allauth too puts ``VoterLogin`` before its own adapter instead.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpResponseRedirect
from django.views.decorators.debug import sensitive_variables

from ..models import Vote
from .oidc import LEFT_FROM, turn_away, welcome


class VoterLogin:
    """Put before a social account adapter: a voter is sent back to the vote before any account."""

    @sensitive_variables()
    def pre_social_login(self, request, sociallogin):
        if vote := vote_of(sociallogin.state):
            welcome(request, vote, told_by(sociallogin))
            raise ImmediateHttpResponse(back(sociallogin.state))
        super().pre_social_login(request, sociallogin)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        state = (extra_context or {}).get("state") or request.session.get(LEFT_FROM)
        if vote := vote_of(state):
            # What OAuth 2.0 calls it when the person says no; allauth asks for a state to see it.
            said_no = error == AuthError.CANCELLED or request.GET.get("error") == "access_denied"
            turn_away(request, vote, "cancelled" if said_no else "failed")
            raise ImmediateHttpResponse(back(state))
        super().on_authentication_error(request, provider, error, exception, extra_context)


class VotersOnly(VoterLogin, DefaultSocialAccountAdapter):
    """For a site where nobody but voters comes this way: no account is ever made."""

    def is_open_for_signup(self, request, sociallogin):
        return False


def vote_of(state) -> Vote | None:
    """The vote that somebody left for the provider from; None for any other log-in."""
    return Vote.objects.filter(pk=(state or {}).get("vote")).first()


def back(state) -> HttpResponseRedirect:
    # Made by our own view and kept in the session meanwhile, never taken from an address.
    return HttpResponseRedirect(state["next"])


@sensitive_variables()
def told_by(sociallogin) -> dict:
    """Every claim, those of the signed ID token before those of the user info."""
    data = sociallogin.account.extra_data
    return {**data.get("userinfo", {}), **data.get("id_token", {})}
