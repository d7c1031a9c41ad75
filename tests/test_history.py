"""What our verbs write in the log reads as a sentence in a record's history."""

import re
from pathlib import Path

from wagtail.log_actions import registry

from wagtail_medborgarbudget.admin.history import ACTS

ACTIONS = Path(__file__).resolve().parent.parent / "wagtail_medborgarbudget" / "actions"


def test_every_act_that_is_logged_has_words():
    logged = {
        act
        for file in ACTIONS.glob("*.py")
        for act in re.findall(r'"(medborgarbudget\.[a-z_.]+)"', file.read_text())
    }

    assert logged
    assert {act for act in logged if not registry.action_exists(act)} == set()


def test_no_words_are_kept_for_acts_that_nobody_does():
    code = "".join(file.read_text() for file in ACTIONS.glob("*.py"))

    assert [act for act in ACTS if f'"medborgarbudget.{act}"' not in code] == []
