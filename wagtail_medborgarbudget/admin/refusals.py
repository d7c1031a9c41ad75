"""A verb that says no in a workflow: staff read why, and nothing has happened."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.snippets.views.snippets import EditView, WorkflowActionView

from ..models.governed import Governed


def say(request, refused):
    for sentence in refused.messages:
        messages.error(request, sentence)


class RefusingEditView(EditView):
    """The editor of something that only its workflow can publish."""

    def get_available_actions(self):
        return [action for action in super().get_available_actions() if action != "publish"]

    def run_action_method(self):
        try:
            with transaction.atomic():
                return super().run_action_method()
        except ValidationError as refused:
            say(self.request, refused)
            return redirect(self.get_edit_url())


class RefusingWorkflowActionView(WorkflowActionView):
    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ValidationError as refused:
            say(request, refused)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": self.redirect_url})
        return redirect(self.redirect_url)


def only_its_workflow_publishes(menu_items, request, context):
    """Hide the buttons; get_available_actions is what enforces."""
    if issubclass(context["model"], Governed):
        hidden = ("action-publish", "action-unpublish")
        menu_items[:] = [item for item in menu_items if item.name not in hidden]
