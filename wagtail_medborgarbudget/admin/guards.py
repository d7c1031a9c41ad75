"""While a vote is binding its pages stay. Said here in words; receivers.py stands behind."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from ..models.joins import refuse_when_binding
from ..receivers import binding_vote

TAKING_AWAY = {"delete", "unpublish", "move"}


def keep_binding_page(request, page, *destination):
    """For before_delete_page, before_unpublish_page and before_move_page."""
    if says_no(request, [page]):
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def keep_binding_pages(request, action_type, objects, view):
    """For before_bulk_action."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type in TAKING_AWAY and says_no(request, pages):
        return redirect(view.next_url)
    return None


def says_no(request, pages) -> bool:
    try:
        for page in pages:
            refuse_when_binding(binding_vote(page))
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return True
    return False
