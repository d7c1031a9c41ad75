"""What stands above a vote's settings: where it stands, what to do next, and the tools."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin.panels import Panel

from ..actions.keys import has_right_key
from ..actions.preflight import checklist
from ..formatting import days
from ..identification import installed_ways
from ..models import CountState, Vote, VoteState
from .counting import CountingView, result_url, run_sentence
from .vote_screens import before_residents, screens_for
from .vote_sentences import problem_sentence
from .vote_verbs import verbs_for


class VoteStatePanel(Panel):
    """Where the vote stands, what is in the way, and what can be done now."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/vote_panel.html"

        def get_context_data(self, parent_context=None):
            vote = Vote.objects.with_state(timezone.localdate()).get(pk=self.instance.pk)
            run = vote.count_runs.first()
            points = points_of(vote)
            problems = [problem for point in points for problem in point.problems]
            takes_ballots = vote.is_fixed and not vote.is_box_closed
            return super().get_context_data(parent_context) | {
                "vote": vote,
                "state": state_of(vote, run),
                "voting_days": voting_days(vote),
                "takes_none": takes_ballots and not has_right_key(vote),
                "lost_ways": lost_ways(vote) if takes_ballots else [],
                "problems": [problem_sentence(one) for one in problems if one.blocks],
                "advice": [problem_sentence(one) for one in problems if not one.blocks],
                "points": len(points),
                "ready": sum(point.state == "ready" for point in points),
                "checklist_url": url_of(vote, "checklist"),
                "pages": pages_of(vote),
                "run": unfinished(run, self.request.user),
                "result_url": latest_result_url(vote, run, self.request.user),
                "verbs": [
                    (verb.label, url_of(vote, verb.name))
                    for verb in verbs_for(vote, self.request.user, run)
                ],
            }


class VoteToolsPanel(Panel):
    """The screens beside the form, each with what it is for."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/vote_tools.html"

        def get_context_data(self, parent_context=None):
            tools = tools_for(self.instance, self.request.user)
            return super().get_context_data(parent_context) | {"tools": tools}


def url_of(vote, name):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk])


def tools_for(vote, user):
    return [
        {"label": screen.label, "about": screen.about, "url": url_of(vote, screen.name)}
        for screen in screens_for(vote, user)
    ]


def state_of(vote, run):
    if run and run.is_going:
        return gettext("The votes are being counted")
    return VoteState(vote.state).label


def unfinished(run, user):
    """What is told of a vote's latest count, unless it ended as it should: that is a result."""
    if run is None or run.state == CountState.DONE:
        return None
    url = reverse("medborgarbudget_votes:counting", args=[run.vote_id])
    return {
        "sentence": run_sentence(run),
        "failed": run.state == CountState.FAILED,
        "url": url if user.has_perm(CountingView.permission) else "",
    }


def latest_result_url(vote, run, user):
    """What comes after a count: the result is checked, decided and published there."""
    if vote.is_rehearsal or run is None or run.state != CountState.DONE:
        return ""
    return result_url(run, user)


def points_of(vote):
    """The checklist, while it can still be acted upon."""
    return checklist(vote) if before_residents(vote) else []


def lost_ways(vote):
    """Ways that the vote was opened with and the site no longer has."""
    installed = installed_ways()
    return [name for name in vote.ways if name not in installed]


def voting_days(vote):
    return days(vote.first_day, vote.last_day) if vote.first_day else gettext("No dates yet")


def pages_of(vote):
    """The voting page in each language, with where to edit it."""
    pages = vote.pages.select_related("locale").order_by("pk")
    return [(page, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in pages]
