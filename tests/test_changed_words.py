"""Words may be put right while residents vote, openly. What a proposal is called may not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from wagtail_medborgarbudget.models import SealedText
from wagtail_medborgarbudget.models.frozen import BallotIsFixed

from .builders import (
    in_swedish,
    make_home,
    make_open_vote,
    make_proposal_page,
    make_user,
    put_in_box,
    translate,
)
from .results import decide
from .sealing import fresh, page_of, post_page, publish
from .voters import step, text_of

pytestmark = pytest.mark.django_db

SEE_BEFORE = "See what it said before"


@pytest.fixture
def page():
    return make_open_vote("Bänkar", "Lampor")


def block(heading, text):
    return {"type": "text", "value": {"heading": heading, "text": text}}


def where(page, number=1):
    return page.url + page.reverse_subpage("changed_text", args=[number])


def test_changed_words_are_told_on_the_ballot_and_on_the_proposals_page(page, client):
    bench = publish(page_of(page.vote, 1), make_user(), intro="Tre bänkar, inte fyra.")

    ballot, proposal = text_of(client.get(step(page, "ballot"))), text_of(client.get(bench.url))

    for said in (ballot, proposal):
        assert in_swedish("The text was changed on %(day)s.") in said
        assert f'href="{where(page)}"' in said
    assert ballot.count(in_swedish(SEE_BEFORE)) == 1


def test_everybody_can_read_the_words_before_and_now(page, client):
    bench = page_of(page.vote, 1)
    bench.intro = "Nya ord."
    bench.body = [("text", {"heading": "Ny rubrik", "text": RichText("<p>Ny text</p>")})]
    SealedText.objects.filter(number=1).update(
        intro="Gamla ord.",
        body=[
            {"type": "text", "value": {"heading": "Gammal rubrik", "text": "<p>Gammal text</p>"}}
        ],
    )
    publish(bench)

    response = client.get(where(page))

    for words in ("Nya ord.", "Ny text", "Ny rubrik", "Gamla ord.", "Gammal text", "Gammal rubrik"):
        assert words in text_of(response)
    assert response.cookies == {}


def test_words_that_are_not_changed_have_no_page_of_their_own(page, client):
    assert client.get(where(page)).status_code == 404
    assert client.get(where(page, 99)).status_code == 404


def test_publishing_the_same_words_again_changes_nothing(page):
    bench = page_of(page.vote, 1)
    bench.body = [("text", {"heading": "", "text": RichText("<p>Hej</p>")})]
    publish(bench)
    noted = SealedText.objects.get(number=1).changed_at
    entries = ModelLogEntry.objects.filter(action="medborgarbudget.ballot_words").count()

    publish(fresh(bench))

    assert SealedText.objects.get(number=1).changed_at == noted
    assert ModelLogEntry.objects.filter(action="medborgarbudget.ballot_words").count() == entries


def test_words_that_are_put_back_are_no_longer_told_of(page):
    before = page_of(page.vote, 1).intro
    bench = publish(page_of(page.vote, 1), intro="Fel.")
    assert SealedText.objects.changed().get().number == 1

    publish(bench, intro=before)

    assert not SealedText.objects.changed().exists()


def test_the_log_says_who_changed_words_and_not_what(page):
    editor = make_user()

    publish(page_of(page.vote, 1), editor, intro="Tre bänkar.")

    entry = ModelLogEntry.objects.get(action="medborgarbudget.ballot_words")
    assert entry.user == editor
    assert entry.data.keys() == {"number", "language", "sha256"}
    assert entry.data["number"] == 1


def test_a_draft_is_not_told_of(page, client):
    bench = page_of(page.vote, 1)
    bench.intro = "Bara ett utkast."
    bench.save_revision()

    assert not SealedText.objects.changed().exists()


def test_a_change_of_words_leaves_the_seal_as_it_was(page):
    seal = page.vote.seal

    publish(page_of(page.vote, 1), intro="Tre bänkar.")

    assert fresh(page.vote).seal == seal


def test_words_in_english_are_held_against_the_english_ones(page, client):
    vote = page.vote
    english = translate(page_of(vote, 1))
    SealedText.objects.create(
        vote=vote, number=1, language="en", title=english.title, intro="Old", sha256="0"
    )
    voting = translate(page)

    publish(english, intro="New words.")

    assert [text.language for text in SealedText.objects.changed()] == ["en"]
    assert "New words." in text_of(client.get(where(voting)))


# Titles


def test_the_form_of_the_page_says_no_to_another_title(page, client):
    bench = page_of(page.vote, 1)
    client.force_login(make_user())

    response = post_page(client, bench, title="Soffor")

    assert response.status_code == 200
    assert "title" in response.context["form"].errors
    assert fresh(bench).title == "Bänkar"
    assert fresh(bench).get_latest_revision_as_object().title == "Bänkar"


def test_the_form_of_the_page_takes_other_words(page, client):
    bench = page_of(page.vote, 1)
    client.force_login(make_user())

    post_page(client, bench, title="Bänkar", intro="Tre.", **{"action-publish": "1"})

    assert fresh(bench).intro == "Tre."
    assert SealedText.objects.changed().exists()


@pytest.mark.parametrize("clean", [True, False])
def test_code_that_saves_another_title_is_refused(page, clean):
    bench = page_of(page.vote, 1)
    bench.title = "Soffor"

    with pytest.raises(BallotIsFixed) as refusal:
        bench.save(clean=clean)

    assert refusal.value.names == ("title",)
    assert fresh(bench).title == "Bänkar"


def test_a_draft_with_another_title_is_refused_by_code_too(page):
    bench = page_of(page.vote, 1)
    bench.title = "Soffor"

    with pytest.raises(ValidationError):
        bench.save_revision()


def draft_from_before(title):
    """A vote, and a draft of its first proposal that was written before the ballot was fixed."""
    page = make_open_vote("Bänkar")
    bench = page_of(page.vote, 1)
    revision = bench.save_revision()
    revision.content["title"] = title
    revision.content["intro"] = "Nya ord."
    revision.save()
    return bench, revision


def test_an_older_draft_is_published_under_the_title_on_the_ballot():
    bench, revision = draft_from_before("Soffor")

    revision.publish()

    assert (fresh(bench).title, fresh(bench).intro) == ("Bänkar", "Nya ord.")


def test_a_scheduled_draft_is_published_under_the_title_on_the_ballot():
    bench, revision = draft_from_before("Soffor")
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    assert (fresh(bench).title, fresh(bench).intro) == ("Bänkar", "Nya ord.")


def test_the_title_in_english_stays_as_well():
    page = make_open_vote("Bänkar")
    english = translate(page_of(page.vote, 1))
    english.title = "Benches"

    with pytest.raises(BallotIsFixed):
        english.save()


def test_a_translation_with_another_title_is_refused_as_what_the_translator_is_shown():
    english = translate(page_of(make_open_vote("Bänkar").vote, 1))
    english.title = "Benches"

    with pytest.raises(ValidationError) as refusal:
        english.full_clean()

    # wagtail-localize puts the sentence beside the field that it is about.
    assert set(refusal.value.error_dict) == {"title"}


def test_a_page_in_one_more_language_may_be_added(page):
    english = translate(page_of(page.vote, 1))

    assert english.proposal == page_of(page.vote, 1).proposal


def test_a_title_may_change_once_the_result_is_decided(page):
    put_in_box(page.vote, {"1": 2})
    page.vote.box_closed_at = timezone.now()
    page.vote.save()
    decide(page)

    assert publish(page_of(page.vote, 1), title="Soffor").title == "Soffor"


def test_a_proposal_that_is_not_on_the_ballot_may_change_its_title(page):
    other = make_proposal_page(page.get_parent().specific, "Utegym")

    assert publish(other, title="Gym ute").title == "Gym ute"


def test_wagtail_localize_shows_the_translator_why_the_title_stays(
    page, django_capture_on_commit_callbacks
):
    make_home("en")
    english = Locale.objects.get(language_code="en")
    bench = page_of(page.vote, 1)
    in_english(page.get_parent().specific, english, django_capture_on_commit_callbacks)
    translation = in_english(bench, english, django_capture_on_commit_callbacks)
    segment = translation.source.stringsegment_set.get(context__path="title")
    title = StringTranslation.objects.create(
        translation_of=segment.string, locale=english, context=segment.context, data="Benches"
    )

    with pytest.raises(ValidationError), django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)

    title.refresh_from_db()
    assert title.has_error
    assert "Bänkar" in title.get_error()
    assert page_of(page.vote, 1, "en").title == "Bänkar"


def in_english(page, locale, capture):
    """Submit for translation and publish, by wagtail-localize."""
    with capture(execute=True):
        source, _made = TranslationSource.update_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=locale)
        translation.save_target(publish=True)
    return translation
