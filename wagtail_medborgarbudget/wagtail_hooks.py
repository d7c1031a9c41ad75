"""What we add to Wagtail's admin: registrations, one-line functions. What thinks is in admin/."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import (
    alarms,
    anomalies,
    assessments,
    copying,
    dashboard,
    guards,
    history,
    ideas,
    menu,
    progress,
    results,
    votes,
    votes_waiting,
)
from .admin.buttons import edit_facts
from .admin.proposals import ProposalViewSet
from .admin.refusals import only_its_workflow_publishes
from .admin.rounds import RoundViewSet

register_snippet(ideas.IdeaViewSet)
register_snippet(assessments.AssessmentViewSet)
register_snippet(results.ResultViewSet)
hooks.register("register_admin_viewset", RoundViewSet)
hooks.register("register_admin_viewset", ProposalViewSet)
hooks.register("register_admin_viewset", lambda: votes.vote_viewset)
hooks.register("register_admin_viewset", lambda: progress.progress_viewset)
hooks.register("register_admin_urls", assessments.urls)
hooks.register("register_admin_menu_item", menu.participatory_budget)
hooks.register("register_log_actions", history.register_actions)

hooks.register("construct_homepage_panels", dashboard.summarise_what_waits)
hooks.register("construct_homepage_panels", votes_waiting.add_votes_waiting)
hooks.register("construct_homepage_panels", alarms.add_vote_alarms)
hooks.register("construct_homepage_panels", anomalies.add_anomalies)
hooks.register("construct_snippet_action_menu", only_its_workflow_publishes)
hooks.register("construct_snippet_action_menu", ideas.keep_in_workflow)
hooks.register("construct_snippet_action_menu", results.buttons_of_a_result, order=1)
hooks.register("register_page_header_buttons", edit_facts)

hooks.register("before_copy_page", copying.copy_own_way)
hooks.register("before_delete_page", guards.keep_binding_page)
hooks.register("before_unpublish_page", guards.keep_binding_page)
hooks.register("before_move_page", guards.keep_binding_page)
hooks.register("before_bulk_action", guards.keep_binding_pages)


@hooks.register("register_page_header_buttons")
def proposal_page_buttons(page, user, view_name, next_url=None):
    proposal = getattr(page, "proposal", None)
    yield from assessments.header_buttons(proposal, user)
    yield from progress.header_buttons(proposal, user)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html(
        '<link rel="stylesheet" href="{}">', static("wagtail_medborgarbudget/admin.css")
    )
