"""What happens to a round as a whole: copied to a new year, given a page again, tidied away."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from ..models import FollowUpPageMixin, Proposal, Round, Vote, VotingPageMixin


@transaction.atomic
def copy_round(page: Any, *, title: str, slug: str, parent: Page, user: Any = None) -> Any:
    """Make a new round as drafts: its page, voting page and follow-up page.

    The words and the settings come along; dates, decisions, proposals, ideas and ballots do not.
    Raises CopyPagePermissionError when the user may not add a page there.
    """
    attributes = {"title": title, "slug": slug, "draft_title": title}
    copied = {"copy_revisions": False, "keep_live": False, "user": user}
    new = page.copy(to=parent, update_attrs=attributes, **copied)
    for child in page.get_children().specific():
        if issubclass(type(child), VotingPageMixin | FollowUpPageMixin):
            child.copy(to=new, **copied)
    return new


@transaction.atomic
def make_page_again(record: Round | Proposal | Vote, *, parent: Page, user: Any = None) -> Any:
    """Give a record that has lost its pages a new one, as a draft, under ``parent``."""
    page_class: Any = type(record)._meta.get_field("pages").related_model
    page = page_class(title=str(record), translation_key=record.key, live=False, owner=user)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision(user=user)
    log(page, "wagtail.create", user=user, content_changed=True)
    return page


def tidy(record: Any) -> None:
    """Delete a record that holds nothing once its last page is gone, and then perhaps its round.

    Pages that go together go in no order of ours, so each of them asks.
    """
    if record.pages.exists() or not record.is_empty():
        return
    record.delete()
    if not isinstance(record, Round):
        tidy(Round.objects.get(pk=record.round_id))
