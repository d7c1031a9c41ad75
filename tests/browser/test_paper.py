"""Ballots on paper are typed in by keyboard alone."""

import pytest
from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import REGISTRAR
from wagtail_medborgarbudget.models import PaperBatch, PaperEntry, Reading

from ..builders import make_user
from ..paper import make_batch, make_paper_vote
from .people import Staff

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = ["1 2", "3", "4 1", "-t", "2", "2 3 4", "1", "1", "-o", "3 2", "4", "1 4"]
STORED = ["1 2", "3", "1 4", "blank", "2", "2 3 4", "1", "1", "unclear", "2 3", "4", "1 4"]
# Somebody who does not type fast: ten to fifteen sheets of this kind in a minute.
SLOWLY = 200


def entered():
    rows = PaperEntry.objects.filter(reading=Reading.FIRST).order_by("line")
    return [one.invalid or one.choices for one in rows]


def address(batch):
    return reverse("medborgarbudget_votes:paper_enter", args=[batch.vote_id, batch.pk])


def types(page, text, delay=0):
    page.keyboard.type(text, delay=delay)
    page.keyboard.press("Enter")


def saved(page, line):
    page.locator(".mb-paper-lines__line").get_by_text(str(line), exact=True).wait_for()


@pytest.fixture
def batch():
    return make_batch(make_paper_vote(), pile=12)


@pytest.fixture
def registrar(page, axe, batch):
    person = Staff(page, axe)
    person.logs_in(make_user(REGISTRAR))
    person.goes_to(address(batch))
    return person


def test_twelve_sheets_are_entered_without_a_hand_on_the_mouse(registrar, batch):
    page = registrar.page
    for text in TYPED:
        types(page, text, delay=SLOWLY)

    saved(page, 12)
    assert entered() == STORED
    assert page.locator(".mb-paper-lines > li").count() == 10
    registrar.presses("Jag är klar: någon annan skriver in den igen")
    assert PaperBatch.objects.get().state == "second"


def test_what_is_typed_faster_than_it_is_saved_is_not_lost(registrar, batch):
    page = registrar.page
    for text in TYPED:
        types(page, text)

    saved(page, 12)
    assert entered() == STORED


def test_a_sheet_that_is_refused_comes_back_and_those_after_it_wait(registrar, batch):
    page = registrar.page
    types(page, "1")
    types(page, "9")
    types(page, "2")

    error = page.locator("#mb-paper-error", has_text="9")
    error.wait_for()
    registrar.axe(page, within="main")
    assert entered() == ["1"]
    assert page.locator("#mb-paper-text").input_value() == "9"
    page.locator("#mb-paper-text").fill("3")
    page.keyboard.press("Enter")
    saved(page, 3)
    assert entered() == ["1", "3", "2"]
    assert page.locator("#mb-paper-error").inner_text() == ""


def test_without_scripts_each_enter_loads_the_page_anew(page_without_javascript, batch):
    person = Staff(page_without_javascript, lambda *args, **kwargs: None, javascript=False)
    person.logs_in(make_user(REGISTRAR))
    person.goes_to(address(batch))
    page = person.page
    for text in ("1 2", "9"):
        page.locator("#mb-paper-text").fill(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert page.locator("#mb-paper-text").input_value() == "9"
    assert entered() == ["1 2"]


def test_a_sheet_that_is_typed_and_not_saved_is_not_left_behind(registrar, batch):
    page = registrar.page
    types(page, "1 2")
    saved(page, 1)
    page.keyboard.type("3")

    page.get_by_role("button", name="Jag är klar").click()
    page.get_by_text("Det står en sedel i fältet som inte är sparad.").wait_for()
    assert page.locator("#mb-paper-status").inner_text() == ""
    page.keyboard.press("Enter")
    saved(page, 2)
    registrar.presses("Jag är klar: någon annan skriver in den igen")
    page.get_by_text("Du har skrivit in 2, men 12 räknades för hand.").wait_for()

    assert entered() == ["1 2", "3"]
    registrar.presses("Det finns 2 sedlar i högen: jag är klar")
    assert PaperBatch.objects.get().state == "second"


def test_whoever_is_done_before_the_sheet_is_saved_is_not_told_so_afterwards(registrar, batch):
    page = registrar.page
    page.route("**/enter/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    types(page, "1 2")
    page.get_by_role("button", name="Jag är klar").click()

    saved(page, 1)
    assert page.locator("#mb-paper-error").inner_text() == ""
