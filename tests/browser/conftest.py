"""A browser for whole journeys, and axe to look at every page on the way."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from .chromium import NO_CHROMIUM, find_chromium

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# With scripting off a noscript element's content is parsed, and axe would wait for ever.
RUNS_SCRIPTS = """() => {
    const box = document.createElement("div");
    box.innerHTML = "<noscript><p></p></noscript>";
    return !box.querySelector("p");
}"""

# Playwright's own loop runs in this thread, so Django takes every query for one from async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    chromium = find_chromium()
    if not chromium:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def viewport():
    """The window's size: parametrize it with WIDE and NARROW to see both."""
    return WIDE


@pytest.fixture
def new_page(browser, live_server, viewport):
    """Open a window of one's own, as each person in a journey has: cookies are not shared."""
    contexts, broken = [], []

    def open_page(**options):
        context = browser.new_context(
            **{
                "base_url": live_server.url,
                "viewport": viewport,
                "locale": "sv-SE",
                "timezone_id": "Europe/Stockholm",
            }
            | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not broken, f"a script broke on the way: {broken}"


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def narrow_page(new_page):
    return new_page(viewport=NARROW)


@pytest.fixture
def page_without_javascript(new_page):
    return new_page(java_script_enabled=False)


@pytest.fixture(scope="session")
def axe():
    """Assert that axe finds nothing: ``axe(page)``, or ``axe(page, within="main")``."""

    def look(page, within=None):
        assert page.evaluate(RUNS_SCRIPTS), "axe needs JavaScript: look at this page with it on"
        options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
        violations = Axe().run(page, context=within, options=options).response["violations"]
        assert not violations, told(page, violations)

    return look


def told(page, violations):
    lines = [f"axe found {len(violations)} things on {page.url} ({page.viewport_size['width']} px)"]
    for violation in violations:
        lines.append(f"- {violation['id']} ({violation['impact']}): {violation['help']}")
        lines.append(f"  {violation['helpUrl']}")
        lines += [f"  {' '.join(map(str, n['target']))}: {n['html']}" for n in violation["nodes"]]
    return "\n".join(lines)
