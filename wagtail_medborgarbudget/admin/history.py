"""How our own acts read in a record's history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from ..models import STAGE_LABELS


class StageFormatter(LogFormatter):
    label = gettext_lazy("New stage")

    def format_message(self, log_entry):
        stages = {name: STAGE_LABELS[log_entry.data[name]] for name in ("from", "to")}
        message = _("From “%(from)s” to “%(to)s”") % stages
        return f"{message}: {reason}" if (reason := log_entry.data["reason"]) else message


def register_actions(actions):
    """For register_log_actions."""
    actions.register_action("medborgarbudget.stage")(StageFormatter)
