"""Who did what with the paper ballots, and when; to be read by auditors, and printed."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

from ..actions.paper_closing import sheet_code
from ..models import BatchState
from .paper import READERS, PaperScreen, name_of, reconciled


class ProtocolView(PaperScreen):
    page_title = _("Protocol of the paper ballots")
    template_name = "wagtail_medborgarbudget/admin/paper_protocol.html"

    def get_context_data(self, **kwargs):
        batches = list(self.vote.paper_batches.select_related(*READERS))
        return super().get_context_data(**kwargs) | {
            "rows": [row_of(batch) for batch in batches],
            "acts": list(acts_on_paper(self.vote)),
            "signers": signers(batches),
            **reconciled(self.vote, batches),
        }


def row_of(batch):
    return {
        "batch": batch,
        "state": BatchState(batch.state).label,
        "people": [name_of(one) for one in (batch.first_reader, batch.second_reader)],
        "settled_by": name_of(batch.settled_by) if batch.settled_by else "",
        "codes": (sheet_code(batch.number, 1), sheet_code(batch.number, batch.pile)),
    }


def signers(batches):
    """Each who entered or settled sheets, once."""
    people = (
        getattr(batch, role)
        for batch in batches
        for role in ("first_reader", "second_reader", "settled_by")
    )
    return sorted({name_of(one) for one in people if one})


def acts_on_paper(vote):
    """The log's own sentences with the batch they are about, the oldest first."""
    entries = registry.get_logs_for_instance(vote)
    entries = entries.filter(action__startswith="medborgarbudget.paper")
    for entry in entries.select_related("user").order_by("timestamp", "pk"):
        yield {
            "when": entry.timestamp,
            "who": name_of(entry.user),
            "what": entry.formatter.format_message(entry),
            "batch": entry.data.get("batch", ""),
        }
