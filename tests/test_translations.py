"""The Swedish catalogue is whole: every sentence on a screen is in it, and translated."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "wagtail_medborgarbudget"
SWEDISH = PACKAGE / "locale" / "sv" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def swedish():
    return polib.pofile(str(SWEDISH))


def test_every_sentence_is_translated_to_swedish(swedish):
    assert [entry.msgid for entry in swedish.untranslated_entries()] == []


def test_no_translation_is_a_guess(swedish):
    assert [entry.msgid for entry in swedish.fuzzy_entries()] == []


def test_the_compiled_catalogue_says_what_the_written_one_says(swedish):
    compiled = polib.mofile(str(SWEDISH.with_suffix(".mo")))

    assert texts(compiled) == texts(swedish), "run: make messages"


def test_a_translation_keeps_the_figures_and_names_of_its_sentence(swedish):
    lost = [
        entry.msgid for entry in swedish if facts(in_english(entry)) != facts(in_swedish(entry))
    ]

    assert lost == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed")
def test_every_sentence_in_the_code_is_in_the_catalogue(swedish, tmp_path):
    in_code = extracted(tmp_path)

    assert {entry.msgid for entry in in_code} - {entry.msgid for entry in swedish} == set()


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed")
def test_the_catalogue_has_no_sentence_that_the_code_has_lost(swedish, tmp_path):
    in_code = extracted(tmp_path)

    assert {entry.msgid for entry in swedish} - {entry.msgid for entry in in_code} == set()


def extracted(folder):
    """What makemessages finds, in a copy of the package with an empty catalogue."""
    copy = folder / PACKAGE.name
    unread = shutil.ignore_patterns("locale", "migrations", "__pycache__")
    shutil.copytree(PACKAGE, copy, ignore=unread)
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "sv"]
    # The project's settings are not to be found from in there, and are not needed.
    project = {name: v for name, v in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env=project)
    return polib.pofile(str(copy / SWEDISH.relative_to(PACKAGE)))


def texts(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
    }


def in_english(entry):
    return entry.msgid_plural or entry.msgid


def in_swedish(entry):
    # "One proposal" may be words alone, so it is the plural that must carry every fact.
    return entry.msgstr_plural[1] if entry.msgid_plural else entry.msgstr


def facts(text):
    """The names in %(name)s and {name}."""
    named = {part.partition(")")[0] for part in text.split("%(")[1:]}
    return named | {part.partition("}")[0] for part in text.split("{")[1:]}
