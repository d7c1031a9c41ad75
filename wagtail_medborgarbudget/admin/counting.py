"""A count while it goes on: what is being done, how far it has come, and a way to stop it."""

from collections.abc import Mapping
from fractions import Fraction

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.utils import get_user_display_name

from ..actions import count_runs, results
from ..actions.count_runs import CountIsOver, cancel_count
from ..formatting import kronor, number
from ..method.counting import COMMON
from ..models import CountingStep, CountRun, CountState
from ..permissions import can_change
from .under_way import UnderWay
from .vote_verbs import ADD_RESULT

FAULTS: Mapping[str, type[results.ResultRefused]] = {
    fault.code: fault
    for fault in (
        results.AlreadyDecided,
        results.BoxNotClosed,
        results.CannotBeCounted,
        results.NoWorkflow,
        count_runs.UnexpectedFault,
        count_runs.WorkerLost,
    )
}
STATES = {
    CountState.WAITING: gettext_lazy("The counting has not begun yet. It waits for its turn."),
    CountState.DONE: gettext_lazy(
        "The votes are counted. Somebody else has to check the result before it is decided."
    ),
    CountState.CANCELLED: gettext_lazy("The counting was cancelled. Nothing was changed."),
}


def run_sentence(run: CountRun) -> str:
    """Where a count stands, in words."""
    if run.state == CountState.FAILED:
        return FAULTS[run.fault["code"]](**run.fault["facts"]).messages[0]
    if run.state == CountState.DONE and run.vote.is_rehearsal:
        return _("The test ballots are counted. Look at the outcome.")
    if run.state != CountState.RUNNING:
        return str(STATES[CountState(run.state)])
    if run.is_lost:
        return _("Nothing has been heard of the counting for a while. Cancel it, and count again.")
    if run.cancel_asked:
        return _("The counting is being stopped.")
    return doing(run)


def doing(run: CountRun) -> str:
    progress = run.progress
    step = CountingStep(progress.get("step", CountingStep.READING))
    if step is not CountingStep.COUNTING or "pot" not in progress:
        return str(step.label)
    said = [_("Counting: %(pot)s.") % {"pot": pot_name(run, progress["pot"])}]
    if share := Fraction(progress["share"]):
        steps = progress["steps"]
        raised = ngettext(
            "Raising each voter's share: %(steps)s time so far, to %(share)s.",
            "Raising each voter's share: %(steps)s times so far, to %(share)s.",
            steps,
        )
        said.append(raised % {"steps": number(steps), "share": kronor(int(share))})
    return " ".join(said)


def pot_name(run: CountRun, key: str) -> str:
    if key == COMMON:
        return _("the common pot")
    areas = {str(area.pk): str(area) for area in run.vote.round.areas.all()}
    return areas.get(key, key)


class CountingView(UnderWay):
    """The latest count of a vote."""

    permission = ADD_RESULT
    count_url_name = ""
    rehearsal_url_name = ""
    outcome_url_name = ""
    page_title = gettext_lazy("The counting")
    template_name = "wagtail_medborgarbudget/admin/counting.html"
    fragment_template_name = "wagtail_medborgarbudget/admin/counting_now.html"

    @cached_property
    def run(self) -> CountRun:
        runs = self.vote.count_runs.select_related("vote__round", "started_by", "result")
        if run := runs.first():
            return run
        raise Http404

    def post(self, request):
        """Cancel the count that was on the screen. Has a later one begun, it goes on."""
        try:
            if request.POST.get("run") != str(self.run.pk):
                raise CountIsOver
            cancel_count(self.run, request.user)
        except CountIsOver as refused:
            self.say(refused)
        return redirect(request.path)

    def now(self):
        return {
            "run": self.run,
            "sentence": run_sentence(self.run),
            "stopping": self.run.cancel_asked and not self.run.is_lost,
            "started_by": self.run.started_by and get_user_display_name(self.run.started_by),
        } | (self.addresses_of_test() if self.vote.is_rehearsal else self.addresses())

    def addresses(self):
        return {
            "count_url": reverse(self.count_url_name, args=[self.vote.pk]),
            "result_url": result_url(self.run, self.request.user),
        }

    def addresses_of_test(self):
        outcome = reverse(self.outcome_url_name, args=[self.vote.pk])
        return {
            "count_url": reverse(self.rehearsal_url_name, args=[self.vote.pk]),
            "rehearsal_url": reverse(self.rehearsal_url_name, args=[self.vote.pk]),
            "result_url": outcome if self.run.result else "",
        }


def result_url(run: CountRun, user) -> str:
    """Where the result is checked, for those who may do so."""
    if not run.result or not can_change(user, run.result):
        return ""
    return reverse(run.result.snippet_viewset.get_url_name("edit"), args=[run.result.pk])
