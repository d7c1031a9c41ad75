"""Receipts of votes that were closed before they had a table of their own."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wagtail_medborgarbudget.actions.inclusion import box_sums, is_included
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.models import Vote

from .builders import make_closed_vote
from .counted import counted, let_be_counted

APP, BEFORE = "wagtail_medborgarbudget", "0003_older_results"
OLD = ("7KQM-2XWA-9FDH", "8KQM-2XWA-9FDH", "9KQM-2XWA-9FDH")


@pytest.fixture
def migrate(transactional_db, pytestconfig):
    if pytestconfig.getoption("nomigrations"):
        pytest.skip("run with --no-migrations")
    yield lambda *target: call_command("migrate", APP, *target, verbosity=0)
    call_command("migrate", APP, verbosity=0)


def votes_before():
    state = MigrationExecutor(connection).loader.project_state((APP, BEFORE))
    return state.apps.get_model(APP, "Vote").objects


def test_receipts_that_were_a_list_are_found_after_the_upgrade_and_listed_when_it_is_undone(
    migrate,
):
    vote = make_closed_vote({"Utegym": 1}, {"1": 3}).vote
    other = make_closed_vote({"Utegym": 1}, {"1": 1}).vote
    let_be_counted(vote, {"declaration": ["b" * 64], "paper": ["a" * 64]})

    migrate(BEFORE)

    assert votes_before().get(pk=vote.pk).receipts == ["a" * 64, "b" * 64]
    assert votes_before().get(pk=other.pk).receipts == []
    hashes = sorted(map(receipt_hash, OLD))
    votes_before().filter(pk=vote.pk).update(receipts=hashes)

    migrate()

    assert counted(vote) == {"unknown": hashes}
    assert is_included(vote, OLD[0].lower())
    assert not is_included(other, OLD[0])
    assert box_sums(Vote.objects.get(pk=vote.pk)).receipts == 3
