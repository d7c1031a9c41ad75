"""What staff read of a batch of voting codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..actions.code_runs import UNEXPECTED
from ..formatting import number
from ..models import CodeBatch, CodesState
from .vote_sentences import sentence_of


def batch_sentence(batch: CodeBatch) -> str:
    """Where a batch stands, in words."""
    if batch.state == CodesState.FAILED:
        if batch.fault == UNEXPECTED:
            return _(
                "Something went wrong, and no codes were made. Ask whoever runs the system: what "
                "happened stands in its log."
            )
        return sentence_of(batch.fault, {})
    if batch.vote.is_closed_for_good:
        return _("The ballot box is closed, and the codes are erased.")
    if batch.state == CodesState.WAITING:
        return _("The codes are not begun yet. They wait for their turn.")
    if batch.state == CodesState.CANCELLED:
        return _("The codes are withdrawn. None of them works.")
    if batch.is_lost:
        return _("Nothing has been heard for a while. Withdraw the codes, and make new ones.")
    if batch.state == CodesState.MAKING:
        figures = {"made": number(batch.made), "size": number(batch.size)}
        return _("%(made)s of %(size)s codes are made.") % figures
    if batch.is_exported:
        return _("The codes are exported, and work.")
    return _("The codes are made. Export them, so that they can be handed out.")


def withdrawn_sentence(batch: CodeBatch) -> str:
    return ngettext("%(size)s code is withdrawn.", "%(size)s codes are withdrawn.", batch.size) % {
        "size": number(batch.size)
    }
