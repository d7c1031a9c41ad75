"""What the voting page gives away of a decided result, and that a stranger can count with it."""

import json
import subprocess
import sys
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from wagtail_medborgarbudget.actions.results import count_vote, decide_result
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.method.ties import draw_lot
from wagtail_medborgarbudget.models import Ballot, Result, Vote, VotingPage

from .builders import (
    in_swedish,
    make_closed_vote,
    make_decision,
    make_open_vote,
    make_user,
    translate,
)
from .voters import step, text_of

pytestmark = pytest.mark.django_db

COSTS = {"Utegym": 200_000, "Bänkar": 90_000, "Belysning; stark": 90_000, "Gungor": 400_000}
BALLOTS = {"1 2": 30, "1 3": 30, "4": 30}
AREAS = {"Utegym": "Norr", "Bänkar": "Norr", "Belysning; stark": "Södra", "Gungor": "Södra"}
POTS = {"Norr": 220_000, "Södra": 100_000}
SEED = "ett frö"


def make_counted(costs=COSTS, ballots=BALLOTS, **facts) -> VotingPage:
    lot = [int(number) for number in draw_lot(map(str, range(1, len(costs) + 1)), SEED)]
    page = make_closed_vote(costs, ballots, **{"lot": lot, "lot_seed": SEED} | facts)
    count_vote(page.vote, make_user(LEADER))
    return VotingPage.objects.get(pk=page.pk)


def make_decided(*args, **facts) -> VotingPage:
    """Decided past its workflow, which has its own tests."""
    page = make_counted(*args, **facts)
    page.vote.results.get().get_latest_revision().publish()
    decision = make_decision(page.vote.round, "result", date=date(2026, 1, 15))
    decide_result(page.vote.results.get(), decision, None)
    return VotingPage.objects.get(pk=page.pk)


def outcome_url(page):
    return step(page, "recount_outcome")


def ballots_url(page, area="alla"):
    return page.url + page.reverse_subpage("recount_ballots", args=[area])


def program_url(page):
    return step(page, "recount_program")


def of_each_area(page):
    return [ballots_url(page, str(area.pk)) for area in page.vote.round.areas.all()]


def every_file(page):
    return [ballots_url(page), outcome_url(page), program_url(page)]


def save(response, folder):
    """Keep a download under the name that it comes with, as a browser does."""
    name = response["Content-Disposition"].split('filename="')[1].rstrip('"')
    (folder / name).write_bytes(response.content)
    return name


def download(client, page, folder):
    """What a stranger does first: three files into one folder. Returns their names."""
    return [save(client.get(url), folder) for url in every_file(page)]


def count_in(folder):
    command = [sys.executable, "-I", "-S", "-X", "utf8", "recount.py"]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_a_stranger_downloads_three_files_and_reaches_the_same_result(client, tmp_path):
    page = make_decided()

    names = download(client, page, tmp_path)
    done = count_in(tmp_path)

    slug = page.vote.round.main_page.slug
    assert names == [f"{slug}-roster.pb", f"{slug}-utfall.json", "recount.py"]
    assert done.stdout.startswith("SAME. 90 ballots read."), done.stdout + done.stderr
    assert "- förslag 1, Utegym" in done.stdout
    assert done.returncode == 0


def test_several_areas_are_counted_again_from_one_file_of_all_ballots(client, tmp_path):
    page = make_decided(areas=AREAS, pots=POTS)

    download(client, page, tmp_path)
    done = count_in(tmp_path)

    assert done.stdout.startswith("SAME. 90 ballots read."), done.stdout
    assert done.returncode == 0


def test_each_area_has_a_file_of_its_own_too(client, tmp_path):
    page = make_decided(areas=AREAS, pots=POTS)
    download(client, page, tmp_path)

    names = [save(client.get(url), tmp_path) for url in of_each_area(page)]
    done = count_in(tmp_path)

    slug = page.vote.round.main_page.slug
    assert names == [f"{slug}-roster-norr.pb", f"{slug}-roster-sodra.pb"]
    assert done.stdout.startswith("SAME. 90 ballots read."), done.stdout


@pytest.mark.parametrize(
    ("method", "ballots"),
    [
        ("points", {"1:2 2:1": 40, "3:3": 30}),
        ("ranked", {"1>2>3": 40, "4>1": 30}),
        ("knapsack", {"1 2": 40, "3": 30}),
        ("single", {"1": 40, "3": 30}),
    ],
)
@pytest.mark.parametrize("rule", ["skip", "equal_shares"])
def test_every_kind_of_ballot_is_counted_again(client, tmp_path, method, ballots, rule):
    page = make_decided(ballots=ballots, method=method, rule=rule, utility="points")

    download(client, page, tmp_path)
    done = count_in(tmp_path)

    assert done.stdout.startswith("SAME. 70 ballots read."), done.stdout + done.stderr


def test_equal_shares_are_checked_too(client, tmp_path):
    page = make_decided(rule="equal_shares", areas=AREAS, pots=POTS)

    download(client, page, tmp_path)
    done = count_in(tmp_path)

    assert done.returncode == 0, done.stdout
    assert "payments" in done.stdout


def test_one_ballot_changed_on_the_way_is_told(client, tmp_path):
    page = make_decided()
    ballots, *_others = download(client, page, tmp_path)

    file = tmp_path / ballots
    file.write_text(file.read_text().replace("\n90;4", "\n90;3"))
    done = count_in(tmp_path)

    assert done.returncode == 1
    assert "DIFFERENT" in done.stdout
    assert "proposal 4, Gungor, votes: counted again 29, published 30" in done.stdout


def test_the_ballots_say_nothing_of_who_when_or_how(client):
    page = make_decided()

    text = client.get(ballots_url(page)).content.decode()

    votes = text.split("VOTES\n")[1].splitlines()
    assert votes[0] == "voter_id;vote"
    assert [row.split(";")[0] for row in votes[1:]] == [str(n) for n in range(1, 91)]
    assert [row.split(";")[1] for row in votes[1:]] == ["1,2"] * 30 + ["1,3"] * 30 + ["4"] * 30
    assert "declaration" not in text
    assert "2026-11-20" not in text


def test_the_order_in_which_ballots_came_leaves_no_trace(client):
    first = make_decided(ballots={"4": 30, "1 3": 30, "1 2": 30})
    second = make_decided(ballots=BALLOTS)

    one, other = (
        client.get(ballots_url(page)).content.split(b"VOTES")[1] for page in (first, second)
    )

    assert one == other


@pytest.mark.parametrize("make", [make_open_vote, make_counted], ids=["open", "being checked"])
def test_nothing_is_given_away_before_the_decision(client, make):
    page = make()

    for url in [*every_file(page), *of_each_area(page)]:
        assert client.get(url).status_code == 404
        assert client.head(url).status_code == 404
    assert "mb-recount" not in text_of(client.get(page.url))


def test_a_closed_box_that_nobody_has_counted_gives_nothing(client):
    page = make_closed_vote(COSTS, BALLOTS)

    assert [client.get(url).status_code for url in every_file(page)] == [404, 404, 404]


def test_few_ballots_are_not_published_one_by_one_and_the_page_says_why(client, tmp_path):
    page = make_decided(ballots={"1": 48, "3": 1})

    html = text_of(client.get(page.url))
    outcome = save(client.get(outcome_url(page)), tmp_path)
    save(client.get(program_url(page)), tmp_path)
    done = count_in(tmp_path)

    assert client.get(ballots_url(page)).status_code == 404
    assert "(PB, " not in html
    assert (
        in_swedish(
            "The ballots are not here: where they are few, an unusual one could point "
            "at a person. The votes of each proposal stand in the result, and the program counts "
            "from them."
        )
        in html
    )
    assert json.loads((tmp_path / outcome).read_text())["inputs_hash"] is None
    assert Result.objects.get().inputs_hash not in html
    assert done.returncode == 0, done.stdout
    assert "votes taken from the outcome of: " in done.stdout


def test_the_fingerprint_stands_on_the_page_where_ballots_are_many(client):
    page = make_decided()

    assert Result.objects.get().inputs_hash in text_of(client.get(page.url))


def test_not_even_what_a_cache_is_told_can_be_found_by_trying_ballots(client, settings):
    page = make_decided(ballots={"1 2": 2, "4": 1})
    told = client.get(outcome_url(page))["ETag"]

    # All else in it can be known or guessed.
    settings.SECRET_KEY = "another site’s"

    assert client.get(outcome_url(page))["ETag"] != told


def test_a_result_of_the_first_engine_is_not_given_away_to_be_counted_again(client):
    page = make_decided()
    result = page.vote.results.get()
    result.counted["engine"] = "1"
    result.save()

    response = client.get(page.url)

    assert response.status_code == 200
    assert "recount" not in response.context_data
    assert client.get(outcome_url(page)).status_code == 404


def test_a_name_in_letters_that_no_header_holds_is_kept(client):
    page = make_decided()
    round_page = page.vote.round.main_page
    round_page.slug = "будет"
    round_page.save()

    disposition = client.get(outcome_url(VotingPage.objects.get(pk=page.pk)))["Content-Disposition"]

    assert disposition.startswith("attachment; filename*=utf-8''%D0%B1")


def test_the_site_decides_how_many_ballots_are_few(client, settings):
    settings.MEDBORGARBUDGET_OPEN_BALLOTS_FROM = 91
    page = make_decided()

    assert client.get(ballots_url(page)).status_code == 404


def test_a_small_area_keeps_its_ballots_and_only_the_large_one_is_published(client, tmp_path):
    page = make_decided(ballots={"1 2": 60, "3 4": 7}, areas=AREAS, pots=POTS)
    north, south = of_each_area(page)

    assert client.get(north).status_code == 200
    assert client.get(south).status_code == 404
    assert client.get(ballots_url(page)).status_code == 404, "the seven are among them"


@pytest.mark.parametrize("area", ["999999", "gemensam", "1-1"])
def test_an_area_that_is_not_there_gives_nothing(client, area):
    page = make_decided()

    assert client.get(ballots_url(page, area)).status_code == 404


def test_everything_can_be_kept_by_anybody_and_needs_no_cookie(client):
    page = make_decided()

    for url in every_file(page):
        response = client.get(url)
        assert response["Cache-Control"] == "public, max-age=3600"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
        assert response["ETag"]
        assert response["Last-Modified"]


def test_who_has_a_file_already_is_told_so(client):
    page = make_decided()

    for url in every_file(page):
        known = client.get(url)["ETag"]
        again = client.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "public, max-age=3600"


def test_a_file_is_made_once_however_often_it_is_asked_for(client, monkeypatch):
    page = make_decided(rule="equal_shares")
    first = [client.get(url).content for url in every_file(page)]

    def write_again(*_):
        raise AssertionError("made again")

    monkeypatch.setattr("wagtail_medborgarbudget.views.published.contest", write_again)
    monkeypatch.setattr("wagtail_medborgarbudget.views.published.write", write_again)

    assert [client.get(url).content for url in every_file(page)] == first


def test_a_head_asks_for_the_size_alone_and_a_post_is_refused(client):
    page = make_decided()

    for url in every_file(page):
        size = len(client.get(url).content)
        asked = client.head(url)
        assert (asked.status_code, asked.content) == (200, b"")
        assert asked["Content-Length"] == str(size)
    assert client.post(outcome_url(page)).status_code == 405


def test_a_page_for_some_readers_only_is_kept_by_nobody(client):
    page = make_decided()
    page.view_restrictions.create(restriction_type="login")
    reader = Client()
    reader.force_login(make_user())

    response = reader.get(outcome_url(page))

    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_the_files_are_the_same_in_every_language(client):
    page = make_decided()
    english = translate(page)

    for swedish, other in zip(every_file(page), every_file(english), strict=True):
        assert client.get(swedish).content == client.get(other).content


def test_the_page_links_to_each_file_with_its_kind_and_size(client):
    page = make_decided(areas=AREAS, pots=POTS)

    with override("sv"):
        html = text_of(client.get(page.url))

    assert html.count(" download>") == 5
    for url in [*every_file(page), *of_each_area(page)]:
        assert f'href="{url}"' in html
    assert "(JSON, " in html
    assert "(PB, " in html


def test_sizes_are_found_once(client):
    page = make_decided()
    client.get(page.url)

    with CaptureQueriesContext(connection) as asked:
        client.get(page.url)

    assert not [query for query in asked if Ballot._meta.db_table in query["sql"]]


def test_the_outcome_says_the_rule_in_swedish_and_english(client):
    page = make_decided()

    said = client.get(outcome_url(page)).json()

    assert "passed over" in " ".join(said["rule_in_words"]["en"])
    assert len(said["rule_in_words"]["sv"]) == len(said["rule_in_words"]["en"])
    assert said["proposals"]["1"]["titles"] == {"sv": "Utegym"}
    assert said["lot"]["seed"] == SEED
    assert Vote.objects.get().lot == [int(number) for number in said["lot"]["order"]]
