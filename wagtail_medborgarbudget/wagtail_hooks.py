"""What we add to Wagtail's admin: registrations and one-line functions. What thinks lives in admin/."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import dashboard, ideas
from .admin.refusals import only_its_workflow_publishes

register_snippet(ideas.IdeaViewSet)
hooks.register("construct_homepage_panels", dashboard.summarise_what_waits)
hooks.register("construct_snippet_action_menu", only_its_workflow_publishes)


@hooks.register("register_log_actions")
def log_actions_for_ideas(actions):
    of_ideas = "medborgarbudget.idea"
    actions.register_action(f"{of_ideas}.hand_in", _("Hand in"), _("Handed in by a resident"))
    actions.register_action(f"{of_ideas}.edit", _("Change"), _("Changed by the resident"))
    actions.register_action(f"{of_ideas}.ask", _("Ask for more"), _("Asked the resident for more"))
    actions.register_action(f"{of_ideas}.decline", _("Decline"), _("Declined the idea"))
    actions.register_action(f"{of_ideas}.approve", _("Approve"), _("Made the idea a proposal"))
