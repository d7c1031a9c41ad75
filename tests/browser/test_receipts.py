"""The public list of receipts, on any screen."""

import pytest

from ..builders import make_closed_vote
from ..counted import counted, let_be_counted
from ..voters import step
from .conftest import NARROW, WIDE

COPIED = "code => (getSelection().selectAllChildren(code), getSelection().toString())"


@pytest.fixture
def listed(transactional_db):
    page = make_closed_vote({"Utegym": 1}, {"1": 120})
    let_be_counted(page.vote, {"declaration": [f"{n:064x}" for n in range(120)]})
    return page


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_the_list_is_calm_on_any_screen(listed, page, axe):
    page.goto(step(listed, "receipts"))

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    first = page.locator("main a.mb-button").first
    assert first.get_attribute("href") == step(listed, "receipt_check")
    fingerprints = page.locator(".mb-fingerprint")
    assert fingerprints.count() == 100
    groups = [group.bounding_box() for group in fingerprints.first.locator("span").all()]
    assert len({round(group["height"]) for group in groups}) == 1, "no group is broken in two"
    assert len({round(group["width"]) for group in groups}) == 1


def test_a_fingerprint_is_copied_as_one_word(listed, page):
    page.goto(step(listed, "receipts"))

    copied = page.locator(".mb-fingerprint").nth(17).evaluate(COPIED)

    assert copied == counted(listed.vote)["declaration"][17]
