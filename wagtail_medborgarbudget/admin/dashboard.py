"""What waits for me: one line per kind of thing, however many there are.

Wagtail's own panel lists every object with several queries each (1 235 at 1 200 pending), so it
makes way when something of ours is in it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import TaskState

from ..models import Assessment, CountReviewTask, Idea, Result
from ..permissions import ROUND_OF, editable_rounds

OURS = (Idea, Assessment, Result)


@dataclass(frozen=True)
class Waiting:
    label: str
    count: int
    since: datetime
    url: str


class WaitingPanel(Component):
    name = "medborgarbudget_waiting"
    template_name = "wagtail_medborgarbudget/admin/waiting_panel.html"
    order = WorkflowObjectsToModeratePanel.order

    def __init__(self, waiting):
        self.waiting = waiting

    def get_context_data(self, parent_context):
        return {"waiting": self.waiting}


def summarise_what_waits(request, panels):
    """A ``construct_homepage_panels`` hook."""
    user = request.user
    if not of_models(TaskState.objects.reviewable_by(user), OURS).exists():
        return
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    if waiting := [*waiting_of_ours(user), *waiting_of_others(user)]:
        panels.append(WaitingPanel(waiting))


def reviewable(user):
    """What the user may answer, but for checks of a count that the user has made."""
    own = map(str, Result.objects.filter(counted_by=user).values_list("pk", flat=True))
    checks = ContentType.objects.get_for_model(CountReviewTask)
    return TaskState.objects.reviewable_by(user).exclude(
        task__content_type=checks, workflow_state__object_id__in=list(own)
    )


def of_models(states, models):
    labels = [model._meta.model_name for model in models]
    return states.filter(
        workflow_state__base_content_type__app_label=Idea._meta.app_label,
        workflow_state__base_content_type__model__in=labels,
    )


def waiting_of_ours(user):
    rounds = editable_rounds(user)
    for model in OURS:
        states = of_models(reviewable(user), [model])
        started = dict(states.values_list("workflow_state__object_id", "started_at"))
        theirs = model.objects.filter(**{f"{ROUND_OF[model]}__in": rounds}, pk__in=list(started))
        since = [started[str(pk)] for pk in theirs.values_list("pk", flat=True)]
        if since:
            yield Waiting(
                capfirst(model._meta.verbose_name_plural), len(since), min(since), list_url(model)
            )


def list_url(model):
    url = reverse(model.snippet_viewset.get_url_name("list"))
    return f"{url}?state=received" if model is Idea else url


def waiting_of_others(user):
    states = reviewable(user)
    others = states.exclude(pk__in=of_models(states, OURS).values("pk"))
    facts = others.aggregate(count=Count("pk"), since=Min("started_at"))
    if facts["count"]:
        url = reverse("wagtailadmin_reports:workflow_tasks")
        yield Waiting(
            _("Pages and other content"), facts["count"], facts["since"], f"{url}?reviewable=true"
        )
