"""On the dashboard: votes whose ballot box must be closed, or whose votes must be counted."""

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..models import Vote, VoteState
from ..permissions import editable_rounds
from .votes import vote_viewset

MOST = 20


class VotesWaiting(Component):
    order = 90
    template_name = "wagtail_medborgarbudget/admin/votes_waiting.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        votes = (
            Vote.objects.with_state(timezone.localdate())
            .filter(
                state__in=[VoteState.WAITING, VoteState.CLOSED],
                round__in=editable_rounds(self.user),
            )
            .select_related("round")
            .order_by("last_day", "pk")
        )
        edit = vote_viewset.get_url_name("edit")
        return {
            "votes": [
                (vote, VoteState(vote.state).label, reverse(edit, args=[vote.pk]))
                for vote in votes[:MOST]
            ]
        }


def add_votes_waiting(request, panels):
    if request.user.has_perm("wagtail_medborgarbudget.change_vote"):
        panels.append(VotesWaiting(request.user))
