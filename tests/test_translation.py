"""A round translated with wagtail-localize is one round: one pot, one ballot box."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization, Translation, TranslationSource

from wagtail_medborgarbudget.models import (
    FollowUpPage,
    Idea,
    Proposal,
    Round,
    RoundPage,
    Vote,
    VotingPage,
)

from .builders import (
    make_follow_up_page,
    make_home,
    make_proposal_page,
    make_round_page,
    make_voting_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    make_home("en")
    return Locale.objects.get(language_code="en")


def translate_as_an_editor_does(page, locale, capture):
    """Submit for translation and publish, by wagtail-localize."""
    with capture(execute=True):
        source, _made = TranslationSource.update_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=locale)
        translation.save_target(publish=True)
    return type(page).objects.get(translation_key=page.translation_key, locale=locale)


def test_a_translated_round_shares_record_ballot_box_and_ideas(
    client, english, django_capture_on_commit_callbacks
):
    page = make_round_page(pots={"Granhyltan": 500_000})
    voting_page = make_voting_page(page)
    Idea.objects.create(
        round=page.round, number=1, title="Gym", what="Ute", area=page.round.areas.get()
    )

    round_page = translate_as_an_editor_does(page, english, django_capture_on_commit_callbacks)
    vote_page = translate_as_an_editor_does(
        voting_page, english, django_capture_on_commit_callbacks
    )

    assert round_page.live
    assert round_page.round == page.round
    assert vote_page.vote == voting_page.vote
    assert round_page.round.ideas.get().title == "Gym"
    assert (Round.objects.count(), Vote.objects.count()) == (1, 1)
    assert client.get(round_page.get_url()).status_code == 200


def test_publishing_the_translation_again_changes_no_fact(
    english, django_capture_on_commit_callbacks
):
    page = make_round_page(cost_cap=200_000)
    translate_as_an_editor_does(page, english, django_capture_on_commit_callbacks)
    Round.objects.update(cost_cap=64_000)

    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get().save_target(publish=True)

    assert {each.round.cost_cap for each in RoundPage.objects.all()} == {64_000}


def test_the_synchronized_tree_shares_every_record(english, django_capture_on_commit_callbacks):
    page = make_round_page()
    children = [make_voting_page(page), make_proposal_page(page), make_follow_up_page(page)]

    with django_capture_on_commit_callbacks(execute=True):
        LocaleSynchronization.objects.create(
            locale=english, sync_from=Locale.objects.get(language_code="sv")
        )

    mirrored = RoundPage.objects.get(locale=english)
    assert mirrored.alias_of_id == page.pk
    assert mirrored.round == page.round
    assert mirrored.get_children().count() == len(children)
    assert VotingPage.objects.get(locale=english).vote == children[0].vote
    assert FollowUpPage.objects.filter(locale=english).exists()
    assert (Round.objects.count(), Vote.objects.count(), Proposal.objects.count()) == (1, 1, 1)


def test_an_alias_turned_into_a_translation_keeps_the_record(
    english, django_capture_on_commit_callbacks
):
    page = make_round_page()
    with django_capture_on_commit_callbacks(execute=True):
        LocaleSynchronization.objects.create(
            locale=english, sync_from=Locale.objects.get(language_code="sv")
        )

    translated = translate_as_an_editor_does(page, english, django_capture_on_commit_callbacks)

    assert translated.alias_of_id is None
    assert translated.round == page.round
    assert Round.objects.count() == 1
