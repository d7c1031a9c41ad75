"""What the admin's templates say about records."""

from django import template
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_user_display_name

from wagtail_medborgarbudget.admin.facts import facts_about, warnings_about

register = template.Library()


@register.inclusion_tag("wagtail_medborgarbudget/admin/facts.html")
def facts(record, user):
    return {
        "facts": facts_about(record),
        "warnings": warnings_about(record),
        "edit_url": AdminURLFinder(user).get_edit_url(record),
    }


@register.filter
def staff_name(user):
    """What colleagues are called in the rest of the admin, and not their user name."""
    return get_user_display_name(user) if user else "–"
