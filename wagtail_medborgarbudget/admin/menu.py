"""The menu "Participatory budget": one line per list, shown to those who may see it."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from ..models import Assessment, Idea, ProgressUpdate, Proposal, Result, Round, Vote
from ..permissions import has_model_permission


class RecordMenuItem(MenuItem):
    def __init__(self, model, url_name, icon_name):
        self.model = model
        label = capfirst(model._meta.verbose_name_plural)
        super().__init__(label, reverse(url_name), name=model._meta.model_name, icon_name=icon_name)

    def is_shown(self, request):
        return any(
            has_model_permission(request.user, verb, self.model) for verb in ("view", "change")
        )


def snippets(model, icon_name):
    return RecordMenuItem(model, model.snippet_viewset.get_url_name("list"), icon_name)


def participatory_budget():
    """For register_admin_menu_item."""
    items = [
        RecordMenuItem(Round, "medborgarbudget_rounds:index", "calendar-alt"),
        snippets(Idea, "comment"),
        RecordMenuItem(Proposal, "medborgarbudget_proposals:index", "doc-full"),
        snippets(Assessment, "tasks"),
        RecordMenuItem(Vote, "medborgarbudget_votes:index", "tick-inverse"),
        snippets(Result, "list-ol"),
        RecordMenuItem(ProgressUpdate, "medborgarbudget_progress:index", "history"),
    ]
    for order, item in enumerate(items):
        item.order = order
    return SubmenuMenuItem(
        _("Participatory budget"),
        Menu(items=items),
        name="medborgarbudget",
        icon_name="group",
        order=250,
    )
