from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from wagtail_medborgarbudget.blocks import (
    BodyBlock,
    CallToActionBlock,
    DownloadsBlock,
    KeyDatesBlock,
    PictureBlock,
)

BLOCKS = BodyBlock().child_blocks


def call_to_action(**destination):
    words = {"heading": "Rösta", "text": "", "button": "Till omröstningen"}
    return CallToActionBlock().to_python({**words, "page": None, "url": "", **destination})


@pytest.mark.parametrize("name", [name for name, block in BLOCKS.items() if block.is_previewable])
def test_an_editor_choosing_a_block_sees_how_it_will_look(name):
    block = BLOCKS[name]

    sample = block.get_preview_value()
    context = block.get_preview_context(sample)
    shown = block.render(sample, context)

    assert 'class="mb-block' in shown


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_says_what_it_is_for(name):
    block = BLOCKS[name]

    assert block.get_description()
    assert block.meta.group


def test_a_call_to_action_needs_somewhere_to_lead():
    nowhere = call_to_action()

    with pytest.raises(StructBlockValidationError) as refused:
        CallToActionBlock().clean(nowhere)

    assert refused.value.block_errors["page"].code == "one_destination"


def test_a_call_to_action_leads_to_one_place_only(home):
    both = call_to_action(page=home.pk, url="https://example.org/")

    with pytest.raises(StructBlockValidationError):
        CallToActionBlock().clean(both)


def test_a_call_to_action_to_an_unpublished_page_is_not_shown(home):
    leading_home = call_to_action(page=home.pk)
    assert home.url in CallToActionBlock().render(leading_home)

    Page.objects.get(pk=home.pk).unpublish()

    assert "mb-cta" not in CallToActionBlock().render(call_to_action(page=home.pk))


def test_key_dates_are_the_rounds_own():
    period = SimpleNamespace(
        get_step_display="Voting", first=date(2026, 12, 3), last=date(2026, 12, 6)
    )
    page = SimpleNamespace(
        record=SimpleNamespace(periods=SimpleNamespace(all=lambda: [period])),
    )

    with override("sv"):
        shown = KeyDatesBlock().render(KeyDatesBlock().to_python({}), {"page": page})

    assert "Voting" in shown
    assert "3–6 december 2026" in shown


def picture(image, **words):
    alt = {"image": image.pk, "decorative": False, "alt_text": "Barn på en studsmatta"}
    return PictureBlock().to_python({"image": alt, "caption": "", **words})


def test_a_picture_is_described_to_those_who_cannot_see_it(image):
    shown = PictureBlock().render(picture(image, caption="Skolgården i maj"))

    assert 'alt="Barn på en studsmatta"' in shown
    assert "<figcaption>Skolgården i maj</figcaption>" in shown


def test_a_page_still_opens_when_its_picture_has_been_deleted(image):
    deleted = SimpleNamespace(pk=image.pk)
    image.delete()

    shown = PictureBlock().render(picture(deleted))

    assert "<figure" not in shown


def test_a_document_is_listed_with_its_type_and_size(document):
    downloads = {"heading": "", "documents": [{"document": document.pk, "title": ""}]}

    with override("en"):
        shown = DownloadsBlock().render(DownloadsBlock().to_python(downloads))

    assert "Kriterier (PDF, 4\xa0bytes)" in shown


def test_a_page_still_opens_when_its_document_has_been_deleted(document):
    downloads = {"heading": "", "documents": [{"document": document.pk, "title": ""}]}
    document.delete()

    shown = DownloadsBlock().render(DownloadsBlock().to_python(downloads))

    assert "<li>" not in shown


@pytest.fixture
def image(db):
    return get_image_model().objects.create(title="Studsmatta", file=get_test_image_file())


@pytest.fixture
def document(db):
    file = ContentFile(b"%PDF", name="kriterier.pdf")
    return get_document_model().objects.create(title="Kriterier", file=file)


@pytest.fixture
def home(db):
    Site.clear_site_root_paths_cache()
    return Page.objects.get(depth=2)
