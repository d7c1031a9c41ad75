"""How our own acts read in a record's history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter

from ..models import STAGE_LABELS
from .paper_sentences import PAPER_ACTS


class StageFormatter(LogFormatter):
    label = gettext_lazy("New stage")

    def format_message(self, log_entry):
        stages = {name: STAGE_LABELS[log_entry.data[name]] for name in ("from", "to")}
        message = _("From “%(from)s” to “%(to)s”") % stages
        return f"{message}: {reason}" if (reason := log_entry.data["reason"]) else message


# What was done: what its button says, and how it reads afterwards.
ACTS = {
    "idea.hand_in": (gettext_lazy("Hand in"), gettext_lazy("Handed in by a resident")),
    "idea.edit": (gettext_lazy("Change"), gettext_lazy("Changed by the resident")),
    "idea.ask": (gettext_lazy("Ask for more"), gettext_lazy("Asked the resident for more")),
    "idea.decline": (gettext_lazy("Decline"), gettext_lazy("Declined the idea")),
    "idea.approve": (gettext_lazy("Approve"), gettext_lazy("Made the idea a proposal")),
    "assess": (gettext_lazy("Decide"), gettext_lazy("Made the verdict public")),
    "progress": (gettext_lazy("Report"), gettext_lazy("Reported progress")),
    "open_vote": (gettext_lazy("Fix the ballot"), gettext_lazy("Fixed the ballot")),
    "change_with_decision": (
        gettext_lazy("Change with a decision"),
        gettext_lazy("Changed the fixed ballot after a decision"),
    ),
    "ballot_words": (
        gettext_lazy("Change words"),
        gettext_lazy("Published other words about a proposal on the ballot"),
    ),
    "start_rehearsal": (
        gettext_lazy("Rehearse the vote"),
        gettext_lazy("TEST: began a rehearsal"),
    ),
    "end_rehearsal": (
        gettext_lazy("End the rehearsal"),
        gettext_lazy("TEST: ended the rehearsal and erased it"),
    ),
    "close_test_box": (
        gettext_lazy("Close the test box"),
        gettext_lazy("TEST: closed the ballot box of a rehearsal"),
    ),
    "count_test": (
        gettext_lazy("Count the test ballots"),
        gettext_lazy("TEST: counted the ballots of a rehearsal"),
    ),
    "close_box": (gettext_lazy("Close the ballot box"), gettext_lazy("Closed the ballot box")),
    "open_station": (gettext_lazy("Open a desk"), gettext_lazy("Opened a desk for help to vote")),
    "close_station": (
        gettext_lazy("Close the desk"),
        gettext_lazy("Closed a desk for help to vote"),
    ),
    "codes_made": (gettext_lazy("Make voting codes"), gettext_lazy("Began to make voting codes")),
    "codes_exported": (gettext_lazy("Export voting codes"), gettext_lazy("Exported voting codes")),
    "codes_withdrawn": (
        gettext_lazy("Withdraw voting codes"),
        gettext_lazy("Withdrew voting codes"),
    ),
    "code_voided": (gettext_lazy("Stop a voting code"), gettext_lazy("Stopped a voting code")),
    "code_reissued": (
        gettext_lazy("Replace a voting code"),
        gettext_lazy("Replaced a voting code"),
    ),
    **PAPER_ACTS,
    "patterns_seen": (
        gettext_lazy("Look at unusual patterns"),
        gettext_lazy("Looked at the unusual patterns"),
    ),
    "count": (gettext_lazy("Count the votes"), gettext_lazy("Counted the votes")),
    "count_cancelled": (gettext_lazy("Cancel the counting"), gettext_lazy("Cancelled a count")),
    "count_replaced": (
        gettext_lazy("Replace a count"),
        gettext_lazy("Counted again; this one is replaced"),
    ),
    "decision": (
        gettext_lazy("Record a decision"),
        gettext_lazy("Wrote down the political decision"),
    ),
    "result_decided": (
        gettext_lazy("Decide"),
        gettext_lazy("Decided the result and made it public"),
    ),
}


class InvalidationFormatter(LogFormatter):
    """How many votes, and the reason that residents read."""

    def format_message(self, log_entry):
        votes = log_entry.data["votes"]
        said = ngettext("%(votes)s vote", "%(votes)s votes", votes) % {"votes": votes}
        return f"{self.label}: {said}. {log_entry.data['reason']}"


INVALIDATING = {
    "invalidation_proposed": gettext_lazy("Proposed that votes are invalidated"),
    "invalidated": gettext_lazy("Invalidated votes"),
    "invalidation_rejected": gettext_lazy("Did not invalidate votes"),
}


def register_actions(actions):
    """For register_log_actions."""
    for name, said in INVALIDATING.items():
        formatter = type(f"Format_{name}", (InvalidationFormatter,), {"label": said})
        actions.register_action(f"medborgarbudget.{name}")(formatter)
    actions.register_action("medborgarbudget.stage")(StageFormatter)
    for name, (label, message) in ACTS.items():
        actions.register_action(f"medborgarbudget.{name}", label, message)
