"""A fixed ballot, and a decision to change it."""

from datetime import date

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from wagtail_medborgarbudget.actions.ballot_facts import Fact
from wagtail_medborgarbudget.actions.vote_changes import change_with_decision
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, Proposal, Vote

from .builders import make_user

DECISION = {"body": "Kommunstyrelsen", "date": date(2026, 5, 14), "paragraph": "112"}
REASON = {"sv": "Anbudet blev dyrare.", "en": "The tender was dearer."}


def change(vote, changes: dict[Fact, object], **facts):
    facts = {"user": make_user(), "decision": DECISION, "reason": REASON} | facts
    return change_with_decision(vote, changes=changes, **facts)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def proposal(vote: Vote, number: int) -> Proposal:
    return vote.round.proposals.get(ballot_number=number)


def area_of(vote: Vote) -> Area:
    return vote.round.areas.get_queryset().get()


def last_day(vote: Vote) -> date:
    return fresh(vote).round.calendar.windows[Step.VOTE].last


def page_of(vote: Vote, number: int, language: str = "sv"):
    return proposal(vote, number).pages.get(locale__language_code=language, alias_of=None)


def publish(page, user=None, **words):
    """As an editor does: a new revision, published."""
    for name, value in words.items():
        setattr(page, name, value)
    page.save_revision(user=user).publish(user=user)
    return fresh(page)


def post_page(client, page, **data):
    """Send the form of a page in the admin, as somebody who changes only words."""
    facts = {
        "title": page.title,
        "slug": page.slug,
        "intro": page.intro,
        "image": "",
        "body": streamfield([]),
        "comments": inline_formset([]),
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
    }
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, nested_form_data(facts | data))
