"""The published outcome is what docs/reference/outcome.md and its schema say."""

import re
from pathlib import Path

import pytest

from wagtail_medborgarbudget.models import Result
from wagtail_medborgarbudget.views.published import Published

from .json_schema import OUTCOME, faults
from .test_recount_downloads import AREAS, POTS, SEED, make_decided

DOCS = Path(__file__).parent.parent / "docs" / "reference" / "outcome.md"


def published(**facts):
    page = make_decided(**facts)
    return Published(Result.objects.get(vote=page.vote)).outcome()


@pytest.mark.django_db
@pytest.mark.parametrize("rule", ["skip", "no_skip", "stretch", "equal_shares"])
def test_an_outcome_by_any_rule_is_as_the_schema_says(rule):
    facts = {"comparison": True, "threshold_percent": 5, "areas": AREAS, "pots": POTS}

    assert list(faults(published(rule=rule, **facts))) == []


@pytest.mark.django_db
def test_an_outcome_says_what_decided_and_what_everything_is_called():
    said = published()

    assert said["format"] == 1
    assert said["proposals"]["1"]["titles"] == {"sv": "Utegym"}
    assert list(said["areas"].values()) == [{"sv": "Granhyltan"}]
    assert said["lot"] | {"order": []} == {"order": [], "seed": SEED, "drawn": True}
    assert said["decision"]["body"] == "Kommunstyrelsen"
    assert said["ballot_files"][0]["name"].endswith("-roster.pb")
    assert "passed over" in " ".join(said["rule_in_words"]["en"])
    assert len(said["rule_in_words"]["sv"]) == len(said["rule_in_words"]["en"])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([], "[] is not object"),
        ({"ballots": -1}, "/ballots: -1 is less than 0"),
        ({"funded": [1]}, "/funded/0: 1 is not string"),
        ({"inputs_hash": "abc"}, "/inputs_hash: 'abc' is not like"),
        ({"common": {"money": 1}}, "/common: {'money': 1} is none of what it may be"),
        ({"surprise": 1}, ": surprise is not known"),
        ({}, ": lines is missing"),
        ({"format": True}, "/format: True is not in [1]"),
    ],
)
def test_the_schema_finds_what_is_not_so(value, fault):
    assert any(fault in found for found in faults(value))


def test_every_key_is_described():
    described = set(re.findall(r"`([a-z_]+)`", DOCS.read_text()))

    assert keys_of(OUTCOME) - described == set()


def keys_of(schema):
    found = set(schema.get("properties", ()))
    parts = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    parts += [schema[name] for name in ("items", "additionalProperties") if name in schema]
    return found.union(*(keys_of(part) for part in parts if isinstance(part, dict)))
