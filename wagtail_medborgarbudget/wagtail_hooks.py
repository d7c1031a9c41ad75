"""What we add to Wagtail's admin: registrations, one-line functions. What thinks is in admin/."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import assessments, copying, dashboard, guards, history, ideas, menu, progress
from .admin.buttons import edit_facts
from .admin.proposals import ProposalViewSet
from .admin.refusals import only_its_workflow_publishes
from .admin.rounds import RoundViewSet

register_snippet(ideas.IdeaViewSet)
register_snippet(assessments.AssessmentViewSet)
hooks.register("construct_homepage_panels", dashboard.summarise_what_waits)
hooks.register("register_admin_urls", assessments.urls)
hooks.register("register_admin_viewset", lambda: progress.progress_viewset)
hooks.register("construct_snippet_action_menu", only_its_workflow_publishes)
hooks.register("construct_snippet_action_menu", ideas.keep_in_workflow)


@hooks.register("register_page_header_buttons")
def proposal_page_buttons(page, user, view_name, next_url=None):
    yield from assessments.header_buttons(page, user)
    yield from progress.header_buttons(page, user)


@hooks.register("register_log_actions")
def log_proposals(actions):
    actions.register_action("medborgarbudget.stage", _("Move a proposal"), _("Moved the proposal"))
    actions.register_action("medborgarbudget.assess", _("Decide"), _("Made the verdict public"))
    actions.register_action("medborgarbudget.progress", _("Report"), _("Reported progress"))


hooks.register("register_admin_viewset", RoundViewSet)
hooks.register("register_admin_viewset", ProposalViewSet)
hooks.register("register_admin_menu_item", menu.participatory_budget)
hooks.register("register_log_actions", history.register_actions)
hooks.register("register_page_header_buttons", edit_facts)
hooks.register("before_copy_page", copying.copy_own_way)
hooks.register("before_delete_page", guards.keep_binding_page)
hooks.register("before_unpublish_page", guards.keep_binding_page)
hooks.register("before_move_page", guards.keep_binding_page)
hooks.register("before_bulk_action", guards.keep_binding_pages)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html(
        '<link rel="stylesheet" href="{}">', static("wagtail_medborgarbudget/admin.css")
    )


@hooks.register("register_log_actions")
def log_voting(actions):
    actions.register_action("medborgarbudget.open_vote", _("Fix the ballot"), _("Fixed the ballot"))
    actions.register_action(
        "medborgarbudget.close_box", _("Close the ballot box"), _("Closed the ballot box")
    )


@hooks.register("register_log_actions")
def log_actions_for_ideas(actions):
    of_ideas = "medborgarbudget.idea"
    actions.register_action(f"{of_ideas}.hand_in", _("Hand in"), _("Handed in by a resident"))
    actions.register_action(f"{of_ideas}.edit", _("Change"), _("Changed by the resident"))
    actions.register_action(f"{of_ideas}.ask", _("Ask for more"), _("Asked the resident for more"))
    actions.register_action(f"{of_ideas}.decline", _("Decline"), _("Declined the idea"))
    actions.register_action(f"{of_ideas}.approve", _("Approve"), _("Made the idea a proposal"))
