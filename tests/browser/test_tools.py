"""The browser's own tools: what the journeys lean on must itself be able to say no."""

import pytest

GOOD = "<!doctype html><html lang=sv><title>Bra</title><main><h1>Bra</h1></main>"
WITHOUT_ALT = GOOD.replace("</main>", "<img src=x></main>")


def test_axe_is_content_with_a_good_page(page, axe):
    page.set_content(GOOD)

    axe(page)


def test_axe_names_the_rule_and_the_element_of_a_picture_without_text(page, axe):
    page.set_content(WITHOUT_ALT)

    with pytest.raises(AssertionError, match=r'image-alt[\s\S]*<img src="x">'):
        axe(page)


def test_axe_says_that_it_cannot_look_where_javascript_is_off(page_without_javascript, axe):
    page_without_javascript.set_content(GOOD)

    with pytest.raises(AssertionError, match="axe needs JavaScript"):
        axe(page_without_javascript)


def test_the_site_answers_a_browser(narrow_page):
    answer = narrow_page.goto("/admin/login/")

    assert answer.ok
    assert narrow_page.locator("input[name=username]").is_visible()
