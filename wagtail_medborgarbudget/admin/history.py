"""How our own acts read in a record's history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter

from ..models import STAGE_LABELS


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
    "close_box": (gettext_lazy("Close the ballot box"), gettext_lazy("Closed the ballot box")),
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
