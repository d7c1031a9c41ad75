"""What we add to Wagtail's admin: registrations, one-line functions. What thinks is in admin/."""

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


@hooks.register("register_log_actions")
def log_voting(actions):
    actions.register_action("medborgarbudget.open_vote", _("Fix the ballot"), _("Fixed the ballot"))
    actions.register_action(
        "medborgarbudget.close_box", _("Close the ballot box"), _("Closed the ballot box")
    )
