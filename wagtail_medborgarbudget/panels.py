"""What a page's editor shows of the record: facts, warnings, and a button to edit them."""

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import Panel


class FactsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/facts_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            record = getattr(self.instance, "record", None) or self.instance.round_page.round
            return super().get_context_data(parent_context) | {
                "record": record,
                "edit_url": AdminURLFinder(self.request.user).get_edit_url(record),
            }
