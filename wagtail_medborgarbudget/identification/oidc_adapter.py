"""What allauth asks when a voter comes back from the identity provider. Needs the extra [oidc].

Name ``VotersOnly`` in the setting SOCIALACCOUNT_ADAPTER. A site that lets staff log in through
allauth too puts ``VoterLogin`` before its own adapter instead.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .. import conf
from ..models import Vote
from ..models.joins import page_of
from .oidc import LEFT_FROM, NAME, turn_away, welcome


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

    def on_authentication_error(self, request, *args, **kwargs):
        super().on_authentication_error(request, *args, **kwargs)
        raise ImmediateHttpResponse(nobody_left_from_here(request))


def vote_of(state) -> Vote | None:
    """The vote that somebody left for the provider from; None for any other log-in."""
    return Vote.objects.filter(pk=(state or {}).get("vote")).first()


def nobody_left_from_here(request):
    """The way back led to another browser, or the session has gone: nothing tells from which vote.

    An app of the provider's often opens the telephone's own browser, whatever one began in.
    """
    votes = [vote for vote in Vote.objects.filter(box_closed_at=None) if takes_log_ins(vote)]
    context = {
        "mb_base_template": conf.base_template(),
        "pages": [page for page in map(page_of, votes) if page],
    }
    return render(request, "wagtail_medborgarbudget/log_in_lost.html", context, status=400)


def takes_log_ins(vote: Vote) -> bool:
    return NAME in vote.ways and not vote.is_rehearsal and vote.takes_ballots(timezone.localdate())


def back(state) -> HttpResponseRedirect:
    # Made by our own view and kept in the session meanwhile, never taken from an address.
    return HttpResponseRedirect(state["next"])


@sensitive_variables()
def told_by(sociallogin) -> dict:
    """Every claim, those of the signed ID token before those of the user info."""
    data = sociallogin.account.extra_data
    return {**data.get("userinfo", {}), **data.get("id_token", {})}
