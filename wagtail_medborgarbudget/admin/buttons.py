"""From a page in the admin to the facts behind it."""

from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import Button

from ..models.joins import RecordPage


def edit_facts(page, user, view_name, next_url=None):
    """For register_page_header_buttons."""
    page = page.specific
    if not isinstance(page, RecordPage) or not page.record.pk:
        return
    if url := AdminURLFinder(user).get_edit_url(page.record):
        yield Button(_("Edit facts"), url=url, icon_name="edit", priority=12)
