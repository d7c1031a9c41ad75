"""What is unusual in an open ballot box, in words first; and which votes are invalidated."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from ..actions.patterns import Group, mark_as_seen, parts_of, patterns_of
from ..actions.vote_refusals import BoxClosed
from ..actions.watching import BY_DECLARATION, DAYS_KEPT, forget_once_a_day
from ..explanations import channel_label
from ..formatting import day_and_month
from ..models import Invalidation, InvalidationState, Vote
from ..permissions import editable_rounds
from .invalidating import Decide, Propose, group_name, ways_by_code
from .vote_verbs import CHANGE_VOTE, OfVote

NAME = "anomalies"
MOST_ON_DASHBOARD = 20


class ShownBurst:
    """Some ten minutes as a line of the screen."""

    def __init__(self, found, is_new):
        self.burst, self.is_new = found.burst, is_new
        self.way = channel_label(found.channel)
        self.votes, self.usual = self.burst.votes, self.burst.usual

    @property
    def day(self):
        return day_and_month(timezone.localtime(self.burst.first))

    @property
    def first(self):
        return timezone.localtime(self.burst.first).time()

    @property
    def until(self):
        return timezone.localtime(self.burst.until).time()


class ShownGroup:
    """A group as a line of the screen: never its address, nor a hash of it."""

    def __init__(self, group: Group, parts, is_new):
        self.group, self.is_new = group, is_new
        self.name = group_name(group)
        self.votes, self.token = group.votes, group.token
        self.days = len({part.day for part in parts})
        self.ways = {}
        for part in parts:
            label = channel_label(part.channel)
            self.ways[label] = self.ways.get(label, 0) + part.votes
        # Other ways have shown who they are, so where they sat is no reason.
        self.can_be_invalidated = any(part.channel == BY_DECLARATION for part in parts)


class Anomalies(OfVote):
    template_name = "wagtail_medborgarbudget/admin/anomalies.html"
    page_title = _("Unusual patterns")

    @cached_property
    def patterns(self):
        forget_once_a_day(self.vote)
        return patterns_of([self.vote])[self.vote.pk]

    def shown_groups(self, groups):
        parts = parts_of(self.vote, groups)
        new = self.patterns.new
        return [ShownGroup(each, parts.get(each.token, []), each in new) for each in groups]

    def get_context_data(self, **kwargs):
        invalidations = self.vote.invalidations.select_related("proposed_by", "decided_by")
        context = super().get_context_data(**kwargs) | {
            "vote": self.vote,
            "propose_url": self.url_of("propose"),
            "waiting": self.with_urls(each for each in invalidations if each.is_open),
            "decided": [each for each in invalidations if not each.is_open],
        }
        return context if self.vote.is_box_closed else context | self.watched()

    def watched(self):
        patterns = self.patterns
        bursts = [ShownBurst(each, each in patterns.new) for each in patterns.bursts]
        networks = self.shown_groups(patterns.networks)
        devices = self.shown_groups(patterns.devices)
        return {
            "bursts": bursts,
            "networks": networks,
            "devices": devices,
            "most": max((each.votes for each in (*bursts, *networks, *devices)), default=0),
            "has_new": bool(patterns.new),
            "days_kept": DAYS_KEPT,
            "by_code": ways_by_code(self.vote),
        }

    def with_urls(self, invalidations):
        return [(each, self.url_of("decide", each.pk)) for each in invalidations]

    def url_of(self, name, *more):
        return reverse(
            f"{self.edit_url_name.split(':')[0]}:{NAME}-{name}", args=[self.vote.pk, *more]
        )

    def post(self, request):
        try:
            mark_as_seen(self.vote, request.user)
            messages.success(request, _("The start page tells you when there is something new."))
        except BoxClosed as refused:
            self.say(refused)
        return redirect(request.path)


class AnomaliesPanel(Component):
    """On the dashboard: what nobody has looked at, and proposals that wait for a second person."""

    order = 91
    template_name = "wagtail_medborgarbudget/admin/anomalies_panel.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        votes = list(
            Vote.objects.filter(
                opened_at__isnull=False,
                box_closed_at=None,
                round__in=editable_rounds(self.user),
            )
            .select_related("round")
            .order_by("-pk")[:MOST_ON_DASHBOARD]
        )
        for vote in votes:
            forget_once_a_day(vote)
        found = patterns_of(votes)
        waiting = Invalidation.objects.filter(vote__in=votes, state=InvalidationState.PROPOSED)
        theirs = set(waiting.exclude(proposed_by=self.user).values_list("vote_id", flat=True))
        rows = [(vote, len(found[vote.pk].new), vote.pk in theirs) for vote in votes]
        return {
            "votes": [
                (vote, reverse(f"medborgarbudget_votes:{NAME}", args=[vote.pk]), new, waits)
                for vote, new, waits in rows
                if new or waits
            ]
        }


def add_anomalies(request, panels):
    """A ``construct_homepage_panels`` hook."""
    if request.user.has_perm(CHANGE_VOTE):
        panels.append(AnomaliesPanel(request.user))


FURTHER = {
    f"{NAME}-propose": ("propose/", Propose),
    f"{NAME}-decide": ("<int:invalidation>/", Decide),
}
