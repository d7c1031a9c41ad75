"""The page of a proposal, made from an idea in the round's main language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import linebreaks
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail.rich_text import RichText

from ..models import Idea, Proposal, ProposalPageMixin

INTRO_CHARACTERS = 300


def publish_proposal(idea: Idea, user: Any) -> Proposal:
    """Make and publish the page; saving it makes the proposal. Other languages get an alias."""
    parent = idea.round.main_page
    if parent is None:
        raise ValidationError(
            _("The round has no page, so the proposal would have nowhere to stand."),
            code="no_round_page",
        )
    page = parent.add_child(instance=page_of(idea, parent, user))
    copy_facts(idea, page.proposal)
    page.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    mirror(page, idea, user)
    return Proposal.objects.get(pk=page.proposal.pk)


def page_of(idea: Idea, parent: Page, user: Any) -> Page:
    words = Truncator(idea.what.strip())
    intro = words.chars(INTRO_CHARACTERS)
    page = page_class(parent)(
        title=idea.title,
        slug=find_available_slug(parent, slugify(idea.title)[:80] or slugify(idea.reference)),
        intro=intro,
        locale=parent.locale,
        owner=user,
    )
    page.body = body_of(idea, parent, whole=intro != idea.what.strip())
    return page


def page_class(parent: Page) -> type[Page]:
    """The proposal page of this site: ours, or the project's own."""
    kinds = parent.specific_class.allowed_subpage_models()
    return next(kind for kind in kinds if issubclass(kind, ProposalPageMixin))


def body_of(idea: Idea, parent: Page, *, whole: bool) -> list[tuple[str, dict[str, Any]]]:
    """The resident's words as blocks; the first answer too when the introduction cut it short."""
    with override(parent.locale.language_code):
        answers = [
            ("", idea.what if whole else ""),
            (_("Where?"), idea.where),
            (_("Why is it good, and for whom?"), idea.why),
        ]
    return [
        ("text", {"heading": heading, "text": RichText(linebreaks(text, autoescape=True))})
        for heading, text in answers
        if text
    ]


def copy_facts(idea: Idea, proposal: Proposal) -> None:
    proposal.area, proposal.category, proposal.place = idea.area, idea.category, idea.where
    proposal.save(update_fields=["area", "category", "place"])


def mirror(page: Page, idea: Idea, user: Any) -> None:
    """An alias under the round's page in each other language, unless that has the page already.

    wagtail-localize does this only for pages made in the admin.
    """
    languages = {page.locale_id}
    for parent in idea.round.pages.exclude(locale=page.locale).order_by("pk"):
        taken = type(page).objects.filter(
            translation_key=page.translation_key, locale=parent.locale
        )
        if parent.locale_id not in languages and not taken.exists():
            languages.add(parent.locale_id)
            make_alias(page, parent, user)


def make_alias(page: Page, parent: Page, user: Any) -> None:
    alias = CreatePageAliasAction(
        page,
        parent=parent,
        update_slug=find_available_slug(parent, page.slug),
        update_locale=parent.locale,
        reset_translation_key=False,
        user=user,
    )
    # A moderator approves ideas; that makes the page, also where they may not add pages.
    alias.execute(skip_permission_checks=True)
