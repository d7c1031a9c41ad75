"""What the first engine counted can still be read."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from wagtail_medborgarbudget.actions.results import counted_result
from wagtail_medborgarbudget.method.outcomes import Outcome, Reason
from wagtail_medborgarbudget.models import Result

from .builders import make_closed_vote

pytestmark = pytest.mark.django_db
convert = import_module("wagtail_medborgarbudget.migrations.0003_older_results").convert

LINE = {
    "id": "1",
    "area": "7",
    "rank": 1,
    "votes": 5,
    "cost": 100,
    "reason": "funded",
    "left_before": 300,
    "missing": 0,
    "threshold": 0,
    "stopped_by": "",
    "tie_with": [],
    "reserve": False,
    "funded": True,
}
COUNTED = {
    "rule": {"rule": "most-votes", "skip": False, "threshold": "1/20", "ties": ["cost", "lot"]},
    "ballots": 5,
    "budgets": {"7": 300},
    "funded": ["1"],
    "reserves": [],
    "total_cost": 100,
    "left": {"7": 200},
    "lines": [LINE],
    "proposals": {"1": {"key": "k", "titles": {"sv": "Utegym"}}},
    "areas": {"7": {"sv": "Granhyltan"}},
}


def test_a_result_of_the_first_engine_says_the_same_in_todays_form():
    vote = make_closed_vote({"Utegym": 100}, {"1": 5}).vote
    result = counted_result(vote, None)
    result.counted = COUNTED
    result.save()

    convert(apps, connection.schema_editor())

    counted = Result.objects.get().counted
    outcome = Outcome.from_json(counted)
    assert (outcome.funded, outcome.left, outcome.engine) == (("1",), {"7": 200}, "1")
    assert outcome.lines[0].reason is Reason.FUNDED
    assert outcome.rule["misfit"] == "stop"
    assert counted["proposals"] == COUNTED["proposals"]
    assert outcome.as_json().items() <= counted.items()
