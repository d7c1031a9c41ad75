"""On the dashboard: votes to close, to count or without their key, paper, and codes to export."""

from collections import Counter

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from ..actions.keys import has_right_key
from ..formatting import number
from ..models import BatchState, CodeBatch, CodesState, PaperBatch, Vote, VoteState
from ..permissions import editable_rounds
from .paper import ADD_BATCH, CHANGE_BATCH
from .vote_sentences import SENTENCES
from .vote_verbs import CHANGE_VOTE
from .votes import vote_viewset

MOST = 20
READERS = ("first_reader", "second_reader")


class VotesWaiting(Component):
    """One line for each vote and kind of work, for those who may do it."""

    order = 90
    template_name = "wagtail_medborgarbudget/admin/votes_waiting.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        rows = [*self.votes(), *self.paper(), *self.codes()]
        # Asked for at once, however many lines there are.
        votes = Vote.objects.select_related("round").in_bulk({pk for pk, _said, _name in rows})
        return {
            "votes": [
                (votes[pk], said, reverse(vote_viewset.get_url_name(name), args=[pk]))
                for pk, said, name in rows
            ]
        }

    def votes(self):
        if not self.user.has_perm(CHANGE_VOTE):
            return
        votes = Vote.objects.with_state(timezone.localdate()).filter(
            state__in=[VoteState.OPEN, VoteState.WAITING, VoteState.CLOSED], round__in=self.rounds
        )
        waiting = [
            (vote.pk, said, "edit")
            for vote in votes.order_by("last_day", "pk")
            if (said := what_waits(vote))
        ]
        yield from waiting[:MOST]

    def paper(self):
        mine = Q(pk=None)
        if self.user.has_perm(ADD_BATCH):
            # As actions.paper_entries.refuse_reader says.
            nobody_else = [Q(**{name: None}) | Q(**{name: self.user}) for name in READERS]
            not_first = Q(first_reader=None) | ~Q(first_reader=self.user)
            mine |= Q(state=BatchState.FIRST) & nobody_else[0]
            mine |= Q(state=BatchState.SECOND) & nobody_else[1] & not_first
        if self.user.has_perm(CHANGE_BATCH):
            mine |= Q(state=BatchState.DIFFERENCES)
        batches = self.of_open_boxes(PaperBatch).filter(mine).order_by("vote_id", "state")
        for (vote, state), count in Counter(batches.values_list("vote_id", "state")).items():
            yield vote, paper_sentence(BatchState(state), count), "paper"

    def codes(self):
        if not self.user.has_perm(CHANGE_VOTE):
            return
        made = self.of_open_boxes(CodeBatch).filter(
            state=CodesState.READY, exported_at=None, secret__isnull=False
        )
        for vote, count in Counter(made.values_list("vote_id", flat=True)).items():
            yield vote, codes_sentence(count), "codes"

    def of_open_boxes(self, model):
        """Nobody is reminded of what is only rehearsed."""
        return model.objects.filter(
            vote__box_closed_at=None, vote__rehearsal_since=None, vote__round__in=self.rounds
        )

    @property
    def rounds(self):
        return editable_rounds(self.user)


def paper_sentence(state, count):
    words = {
        BatchState.FIRST: ngettext(
            "%(count)s batch of paper ballots to enter",
            "%(count)s batches of paper ballots to enter",
            count,
        ),
        BatchState.SECOND: ngettext(
            "%(count)s batch of paper ballots to enter a second time",
            "%(count)s batches of paper ballots to enter a second time",
            count,
        ),
        BatchState.DIFFERENCES: ngettext(
            "%(count)s batch of paper ballots where the two readings differ",
            "%(count)s batches of paper ballots where the two readings differ",
            count,
        ),
    }
    return words[state] % {"count": number(count)}


def codes_sentence(count):
    words = ngettext(
        "%(count)s batch of voting codes is made and not exported",
        "%(count)s batches of voting codes are made and not exported",
        count,
    )
    return words % {"count": number(count)}


def what_waits(vote):
    if vote.state != VoteState.OPEN:
        return VoteState(vote.state).label
    return "" if has_right_key(vote) else SENTENCES["wrong_ballot_key"]


def add_votes_waiting(request, panels):
    """A ``construct_homepage_panels`` hook."""
    if request.user.has_perm(CHANGE_VOTE) or request.user.has_perm(ADD_BATCH):
        panels.append(VotesWaiting(request.user))
