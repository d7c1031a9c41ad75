"""What the admin's templates say about records."""

from django import template
from wagtail.admin.admin_url_finder import AdminURLFinder

from wagtail_medborgarbudget.admin.facts import facts_about, warnings_about

register = template.Library()


@register.inclusion_tag("wagtail_medborgarbudget/admin/facts.html")
def facts(record, user):
    return {
        "facts": facts_about(record),
        "warnings": warnings_about(record),
        "edit_url": AdminURLFinder(user).get_edit_url(record),
    }
