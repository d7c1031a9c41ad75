"""The documentation says what is there: links lead somewhere, and nothing is left out."""

import ast
import re
from pathlib import Path

import pytest

from wagtail_medborgarbudget import conf

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wagtail_medborgarbudget"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

# What stands between fences is a program, not text.
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text(path):
    return path.read_text(encoding="utf-8")


def links(page):
    found = LINK.findall(FENCED.sub("", text(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def headings(page):
    """The fragments of a page's headings, as the hosts of repositories make them."""
    lines = re.findall(r"^#+ (.+)$", FENCED.sub("", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


def leads_somewhere(page, link):
    path, _, fragment = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not fragment or fragment in headings(target))


def missing_in(page, names):
    written = text(DOCS / "reference" / page)
    return sorted(name for name in names if f"`{name}" not in written)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


def test_every_page_of_the_docs_is_on_the_map():
    on_the_map = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}

    assert {page for page in DOCS.rglob("*.md") if page.name != "README.md"} == on_the_map


def test_every_setting_is_described():
    settings = re.findall(r"\"(MEDBORGARBUDGET_\w+)\"", text(Path(conf.__file__)))

    assert settings
    assert missing_in("settings.md", settings) == []


def test_every_system_check_is_described():
    ids = re.findall(r"wagtail_medborgarbudget\.[WE]\d+", text(PACKAGE / "checks.py"))

    assert ids
    assert missing_in("settings.md", ids) == []


def test_every_management_command_is_described():
    commands = [file.stem for file in PACKAGE.glob("management/commands/[a-z]*.py")]

    assert commands
    assert missing_in("commands.md", commands) == []


def test_everything_that_can_be_made_is_described():
    targets = re.findall(r"^\.PHONY: (.+)$", text(ROOT / "Makefile"), re.MULTILINE)

    assert targets
    assert missing_in("commands.md", [f"make {name}" for name in " ".join(targets).split()]) == []


def test_every_signal_is_described():
    tree = ast.parse(text(PACKAGE / "signals.py"))
    signals = [node.targets[0].id for node in tree.body if isinstance(node, ast.Assign)]

    assert signals
    assert missing_in("signals.md", signals) == []


def test_every_log_action_is_described():
    sources = (text(file) for file in (PACKAGE / "actions").glob("*.py"))
    actions = {
        name
        for source in sources
        for name in re.findall(r"\"(medborgarbudget\.\w[\w.]*)\"", source)
    }

    assert actions
    assert missing_in("log-actions.md", actions) == []


def test_every_template_is_described():
    files = (PACKAGE / "templates" / "wagtail_medborgarbudget").rglob("*.*")

    assert missing_in("templates.md", {file.name for file in files}) == []


def test_every_block_of_a_page_is_described():
    files = (PACKAGE / "templates" / "wagtail_medborgarbudget").glob("*.html")
    blocks = {name for file in files for name in re.findall(r"{% block (mb_\w+)", text(file))}

    assert blocks
    assert missing_in("templates.md", blocks) == []
