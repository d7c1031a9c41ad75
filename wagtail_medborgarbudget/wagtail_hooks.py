"""What we add to Wagtail's admin: registrations and one-line functions. What thinks lives in admin/."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import results, votes
from .admin.refusals import only_its_workflow_publishes
from .admin.votes_waiting import add_votes_waiting

register_snippet(results.ResultViewSet)
hooks.register("register_admin_viewset", lambda: votes.vote_viewset)
hooks.register("construct_snippet_action_menu", only_its_workflow_publishes)
hooks.register("construct_snippet_action_menu", results.buttons_of_a_result, order=1)
hooks.register("construct_homepage_panels", add_votes_waiting)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("medborgarbudget.stage", _("Move a proposal"), _("Moved the proposal"))
    actions.register_action("medborgarbudget.count", _("Count the votes"), _("Counted the votes"))
    actions.register_action(
        "medborgarbudget.count_replaced",
        _("Replace a count"),
        _("Counted again; this one is replaced"),
    )
    actions.register_action(
        "medborgarbudget.decision", _("Record a decision"), _("Wrote down the political decision")
    )
    actions.register_action(
        "medborgarbudget.result_decided", _("Decide"), _("Decided the result and made it public")
    )


@hooks.register("register_log_actions")
def log_voting(actions):
    actions.register_action("medborgarbudget.open_vote", _("Fix the ballot"), _("Fixed the ballot"))
    actions.register_action(
        "medborgarbudget.close_box", _("Close the ballot box"), _("Closed the ballot box")
    )
