"""On the dashboard: votes to close or to count, and open ones whose ballot key is lost."""

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..actions.keys import has_right_key
from ..models import Vote, VoteState
from ..permissions import editable_rounds
from .vote_sentences import SENTENCES
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
                state__in=[VoteState.OPEN, VoteState.WAITING, VoteState.CLOSED],
                round__in=editable_rounds(self.user),
            )
            .select_related("round")
            .order_by("last_day", "pk")
        )
        edit = vote_viewset.get_url_name("edit")
        waiting = [(vote, said) for vote in votes if (said := what_waits(vote))]
        return {
            "votes": [(vote, said, reverse(edit, args=[vote.pk])) for vote, said in waiting[:MOST]]
        }


def what_waits(vote):
    if vote.state != VoteState.OPEN:
        return VoteState(vote.state).label
    return "" if has_right_key(vote) else SENTENCES["wrong_ballot_key"]


def add_votes_waiting(request, panels):
    if request.user.has_perm("wagtail_medborgarbudget.change_vote"):
        panels.append(VotesWaiting(request.user))
