"""What a page's editor shows of the record: facts, warnings, and a button to edit them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class FactsPanel(Panel):
    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Facts"), "icon": "info-circle"} | kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/facts_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            # A page without a record of its own shows its round's.
            record = getattr(self.instance, "record", None) or self.instance.round_page.record
            return super().get_context_data(parent_context) | {
                "record": record,
                "user": self.request.user,
            }
