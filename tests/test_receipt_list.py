"""The public list of counted receipts, and whether it agrees with voters and ballots."""

import csv

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from wagtail_medborgarbudget.actions.inclusion import box_sums
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.models import Ballot
from wagtail_medborgarbudget.views import inclusion

from .builders import end_voting, make_closed_vote, make_open_vote, translate, vote_as
from .counted import closed_with, let_be_counted, read
from .voters import step, text_of


@pytest.fixture(autouse=True)
def nobody_has_asked():
    cache.clear()


@pytest.mark.django_db
def test_the_list_holds_every_receipt_as_a_hash_and_sets_no_cookie(client):
    page, codes = closed_with("anna", "bo", "cia")

    response = client.get(step(page, "receipts"))

    for code in codes:
        assert receipt_hash(code) in read(response)
        assert code not in read(response)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
def test_there_is_no_list_until_the_box_is_closed(client):
    page = make_open_vote()
    vote_as(page.vote, "anna", 1)
    end_voting(page.vote)

    assert client.get(step(page, "receipts")).status_code == 404
    assert client.get(step(page, "receipts_file")).status_code == 404


@pytest.mark.django_db
def test_the_file_has_the_whole_list_and_can_be_kept(client):
    page, codes = closed_with("anna", "bo")

    response = client.get(step(page, "receipts_file"))

    rows = list(csv.reader(response.getvalue().decode().splitlines()))
    hashes = sorted(map(receipt_hash, codes))
    assert rows == [["way", "sha256"], *(["declaration", hashed] for hashed in hashes)]
    assert not response.cookies
    kept = {"HTTP_IF_NONE_MATCH": response["ETag"]}
    assert client.get(step(page, "receipts_file"), **kept).status_code == 304


def many_receipts(how_many, way="declaration"):
    return {way: sorted(receipt_hash(f"{way} {n}") for n in range(how_many))}


@pytest.mark.django_db
def test_a_long_list_is_read_page_by_page_and_way_by_way(client, monkeypatch):
    monkeypatch.setattr(inclusion, "ON_A_PAGE", 2)
    page = make_closed_vote({"Utegym": 1}, {"1": 6})
    receipts = many_receipts(5) | many_receipts(1, "paper")
    let_be_counted(page.vote, receipts)

    second = read(client.get(step(page, "receipts"), {"page": 2}))
    on_paper = read(client.get(step(page, "receipts"), {"way": "paper"}))

    shown = [hashed for hashed in receipts["declaration"] if hashed in second]
    assert shown == receipts["declaration"][2:4]
    assert 'start="3"' in second
    assert receipts["paper"][0] in on_paper
    assert receipts["declaration"][0] not in on_paper


@pytest.mark.django_db
def test_the_list_asks_the_database_as_little_for_many_as_for_few(client):
    few = make_closed_vote({"Utegym": 1}, {"1": 2})
    many = make_closed_vote({"Utegym": 1}, {"1": 300})
    let_be_counted(few.vote, many_receipts(2))
    let_be_counted(many.vote, many_receipts(300))
    for page in (few, many):
        client.get(step(page, "receipts"))

    assert queries(client, many, at=3) == queries(client, many) == queries(client, few)


def queries(client, page, at=1):
    with CaptureQueriesContext(connection) as asked:
        client.get(step(page, "receipts"), {"page": at})
    return len(asked)


@pytest.mark.django_db
def test_voters_receipts_and_ballots_are_as_many_in_all_and_in_each_way():
    page, _codes = closed_with("anna", "bo", "cia")

    sums = box_sums(page.vote)

    assert sums.agrees
    assert (sums.voters, sums.receipts, sums.ballots) == (3, 3, 3)
    assert [(way.way, way.voters, way.receipts) for way in sums.ways] == [("declaration", 3, 3)]


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["ballot", "receipt", "swapped"])
def test_whatever_is_missing_is_said_loudly(client, loss):
    page, codes = closed_with("anna", "bo", "cia")
    hashes = sorted(map(receipt_hash, codes))
    if loss == "ballot":
        Ballot.objects.first().delete()
    if loss == "receipt":
        let_be_counted(page.vote, {"declaration": hashes[1:]})
    if loss == "swapped":
        let_be_counted(page.vote, {"declaration": hashes[1:], "paper": hashes[:1]})

    with override("en"):
        content = text_of(client.get(step(translate(page), "receipts")))

    assert "It does not agree. Voters: 3." in content


@pytest.mark.django_db
def test_receipts_from_before_ways_were_kept_are_compared_all_together():
    page = make_closed_vote({"Utegym": 1}, {"1": 2})
    vote = page.vote
    vote.turnout = [
        {"day": "2026-11-20", "channel": way, "voters": 1} for way in ("declaration", "email_code")
    ]
    let_be_counted(vote, many_receipts(2, "unknown"))

    assert box_sums(vote).agrees
    assert [way.way for way in box_sums(vote).ways] == [""]


@pytest.mark.django_db
def test_a_vote_read_in_from_a_file_has_no_receipts_to_look_for(client):
    turnout = [{"day": "", "channel": "import", "voters": 2}]
    page = make_closed_vote({"Utegym": 1}, {"1": 2}, turnout=turnout)

    assert client.get(step(page, "receipts")).status_code == 404
    assert client.get(step(page, "receipt_check")).status_code == 404
    assert "check_url" not in client.get(page.url).context_data
