"""What we add to Wagtail's admin: registrations, one-line functions. What thinks is in admin/."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import assessments, progress
from .admin.refusals import only_its_workflow_publishes

register_snippet(assessments.AssessmentViewSet)
hooks.register("register_admin_urls", assessments.urls)
hooks.register("register_admin_viewset", lambda: progress.progress_viewset)
hooks.register("construct_snippet_action_menu", only_its_workflow_publishes)


@hooks.register("register_page_header_buttons")
def proposal_page_buttons(page, user, view_name, next_url=None):
    yield from assessments.header_buttons(page, user)
    yield from progress.header_buttons(page, user)


@hooks.register("register_log_actions")
def log_proposals(actions):
    actions.register_action("medborgarbudget.stage", _("Move a proposal"), _("Moved the proposal"))
    actions.register_action("medborgarbudget.assess", _("Decide"), _("Made the verdict public"))
    actions.register_action("medborgarbudget.progress", _("Report"), _("Reported progress"))

from .admin import copying, guards, history, menu
from .admin.buttons import edit_facts
from .admin.proposals import ProposalViewSet
from .admin.rounds import RoundViewSet

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
