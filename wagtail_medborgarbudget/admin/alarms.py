"""What is rare and is not rare any more: on the dashboard, and in a letter to project leaders."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_admin_base_url
from wagtail.users.models import UserProfile

from .. import mail
from ..actions.alarms import LETTERS_LOST, LETTERS_REFUSED, WRONG_CODES, alarms_since
from ..formatting import moment, number
from ..permissions import can_change, editable_rounds
from ..signals import vote_alarmed
from .vote_verbs import CHANGE_VOTE
from .votes import vote_viewset

SHOWN_FOR = timedelta(days=1)


def sentence_of(kind: str, count: int) -> str:
    if kind == WRONG_CODES:
        words = ngettext(
            "%(count)s wrong code in ten minutes", "%(count)s wrong codes in ten minutes", count
        )
    elif kind == LETTERS_REFUSED:
        words = ngettext(
            "%(count)s letter with a code refused in ten minutes, because too many were asked for",
            "%(count)s letters with codes refused in ten minutes, because too many were asked for",
            count,
        )
    elif kind == LETTERS_LOST:
        words = ngettext(
            "%(count)s letter with a code not taken by the mail server in ten minutes",
            "%(count)s letters with codes not taken by the mail server in ten minutes",
            count,
        )
    else:
        words = _("Something unusual, %(count)s times in ten minutes")
    return words % {"count": number(count)}


def edit_url(vote) -> str:
    return reverse(vote_viewset.get_url_name("edit"), args=[vote.pk])


class VoteAlarms(Component):
    """For each vote and kind of alarm, the worst ten minutes of the last day."""

    order = 80
    template_name = "wagtail_medborgarbudget/admin/vote_alarms.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        alarms = (
            alarms_since(timezone.now() - SHOWN_FOR)
            .filter(vote__round__in=editable_rounds(self.user))
            .select_related("vote__round")
        )
        worst = {}
        for alarm in sorted(alarms, key=lambda alarm: -alarm.count):
            worst.setdefault((alarm.vote_id, alarm.kind), alarm)
        return {"alarms": [told(alarm) for alarm in worst.values()]}


def told(alarm) -> Mapping[str, str]:
    return {
        "sentence": sentence_of(alarm.kind, alarm.count),
        "vote": str(alarm.vote),
        "url": edit_url(alarm.vote),
        "when": moment(alarm.slot),
    }


def add_vote_alarms(request, panels):
    """A ``construct_homepage_panels`` hook."""
    if request.user.has_perm(CHANGE_VOTE):
        panels.append(VoteAlarms(request.user))


def tell_leaders(vote, kind, count, **kwargs):
    """A receiver of vote_alarmed, which is sent at most once an hour for each kind."""
    for person in leaders_of(vote):
        language = UserProfile.get_for_user(person).get_preferred_language()
        with mail.in_language(language):
            sentence = sentence_of(kind, count)
        url = (get_admin_base_url() or "") + edit_url(vote)
        mail.write("staff_alarm", person.email, language, vote=vote, sentence=sentence, url=url)


def leaders_of(vote):
    """Those who may change this vote, and have an address. Superusers have the dashboard."""
    backend = "django.contrib.auth.backends.ModelBackend"
    people = get_user_model().objects.with_perm(
        CHANGE_VOTE, include_superusers=False, backend=backend
    )
    return [person for person in people.exclude(email="") if can_change(person, vote)]


def connect():
    vote_alarmed.connect(tell_leaders, dispatch_uid="medborgarbudget_tell_leaders")
