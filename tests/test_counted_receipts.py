"""However many receipts there are, no page or question reads more of them than it needs."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_medborgarbudget.actions.inclusion import is_included
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.models import Vote
from wagtail_medborgarbudget.views import inclusion

from .builders import make_closed_vote
from .counted import counted, let_be_counted
from .voters import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    page = make_closed_vote({"Utegym": 1}, {"1": 251})
    ways = {"declaration": 250, "paper": 1}
    receipts = {
        way: [receipt_hash(f"{way} {n}") for n in range(many)] for way, many in ways.items()
    }
    let_be_counted(page.vote, receipts)
    return page


def read_of_the_list(client, address):
    """The questions that ask for fingerprints."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked if "sha256" in query["sql"]]


def test_a_page_of_the_list_reads_that_page(client, page):
    (reading,) = read_of_the_list(client, step(page, "receipts") + "?page=2")

    assert "LIMIT 100 OFFSET 100" in reading


def test_the_voting_page_reads_none(client, page):
    assert read_of_the_list(client, page.url) == []


def test_receipts_are_counted_once_in_a_while_however_many_look(client, page):
    for address in (page.url, step(page, "receipts"), step(page, "receipt_check")):
        client.get(address)

    with CaptureQueriesContext(connection) as asked:
        client.get(page.url)

    assert not any("countedreceipt" in query["sql"] for query in asked)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(page.url)
    assert sum("countedreceipt" in query["sql"] for query in asked) == 1


def test_whether_a_receipt_was_counted_is_one_question(page, django_assert_num_queries):
    vote = Vote.objects.get(pk=page.vote.pk)

    with django_assert_num_queries(1):
        assert is_included(vote, "declaration 17")


def test_the_file_is_sent_in_parts_and_is_whole(client, page, monkeypatch):
    monkeypatch.setattr(inclusion, "IN_A_CHUNK", 100)

    parts = list(client.get(step(page, "receipts_file")).streaming_content)

    assert len(parts) == 4, "the heading, and a hundred at a time"
    assert [tuple(line.split(",")) for line in b"".join(parts).decode().splitlines()] == [
        ("way", "sha256"),
        *((way, hashed) for way, hashes in counted(page.vote).items() for hashed in hashes),
    ]


def test_a_page_past_the_last_shows_the_last(client, page):
    shown = client.get(step(page, "receipts"), {"page": 99}).context_data["results"]

    assert list(shown) == counted(page.vote)["declaration"][200:]
