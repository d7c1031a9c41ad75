"""What was built, what it cost, what is late, and what will not be carried out and why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_medborgarbudget.method.steps import Stage, Step

from .builders import (
    make_follow_up_page,
    make_proposal_page,
    make_round_page,
    make_update,
    translate,
)

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def round_page():
    pots = {"Granhyltan": 500_000, "Sjöbo": 300_000}
    return make_round_page(step=Step.FOLLOW_UP, pots=pots)


@pytest.fixture
def page(round_page):
    return make_follow_up_page(round_page)


def make_built(round_page, title, area="Granhyltan", **facts):
    area = next(each for each in round_page.round.areas.all() if str(each) == area)
    return make_proposal_page(round_page, title, area=area, **facts).proposal


def look(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.context, response.content.decode()


def titles(lines):
    return [line.proposal.title for line in lines]


def test_each_area_tells_what_is_built_what_is_under_way_and_what_will_not_be(
    client, round_page, page
):
    make_built(round_page, "Utegym", stage=Stage.DONE, cost=140_000, spent=133_200)
    make_built(round_page, "Bänkar", stage=Stage.PLANNED, cost=20_000)
    make_built(round_page, "Scen", stage=Stage.CANCELLED, cost=90_000, spent=5_000)
    make_built(round_page, "Brygga", "Sjöbo", stage=Stage.FUNDED, cost=200_000)
    make_built(round_page, "Kiosk", "Sjöbo", stage=Stage.NOT_FUNDED, cost=200_000)

    context, shown = look(client, page)

    granhyltan, sjobo = context["parts"]
    assert (str(granhyltan.area), str(sjobo.area)) == ("Granhyltan", "Sjöbo")
    assert titles(granhyltan.done) == ["Utegym"]
    assert titles(granhyltan.under_way) == ["Bänkar"]
    assert titles(granhyltan.not_carried_out) == ["Scen"]
    assert titles(sjobo.under_way) == ["Brygga"]
    assert "Kiosk" not in shown


def test_the_sums_are_right(client, round_page, page):
    make_built(round_page, "Utegym", stage=Stage.DONE, cost=140_000, spent=133_200)
    make_built(round_page, "Scen", stage=Stage.CANCELLED, cost=90_000, spent=5_000)
    make_built(round_page, "Brygga", "Sjöbo", stage=Stage.UNDER_WAY, cost=200_000, spent=1_000)

    context, shown = look(client, page)

    assert [(part.price, part.spent) for part in context["parts"]] == [
        (140_000, 138_200),
        (200_000, 1_000),
    ]
    assert (context["total"].price, context["total"].spent) == (340_000, 139_200)
    for amount in ("140\xa0000", "133\xa0200", "138\xa0200", "340\xa0000", "139\xa0200"):
        assert amount in shown


def test_what_nobody_has_reported_is_unknown_and_not_free_of_charge(client, round_page, page):
    make_built(round_page, "Utegym", stage=Stage.DONE, cost=140_000, spent=0)
    make_built(round_page, "Bänkar", stage=Stage.PLANNED, cost=20_000)
    make_built(round_page, "Brygga", "Sjöbo", stage=Stage.PLANNED, cost=200_000)

    context, shown = look(client, page)

    granhyltan, sjobo = context["parts"]
    assert (granhyltan.spent, granhyltan.not_reported) == (0, 1)
    assert sjobo.spent is None
    assert shown.count(_("Not reported yet")) == 2


def test_what_was_promised_and_is_not_done_is_late(client, round_page, page):
    make_built(round_page, "Brygga", stage=Stage.UNDER_WAY, promised=YESTERDAY)
    make_built(round_page, "Utegym", stage=Stage.DONE, promised=YESTERDAY)
    make_built(round_page, "Bänkar", stage=Stage.PLANNED, promised=timezone.localdate())

    context, shown = look(client, page)

    assert titles(context["total"].late) == ["Brygga"]
    assert shown.count("<p><svg") == 1


def test_what_will_not_be_carried_out_says_why_in_its_latest_news(client, round_page, page):
    scene = make_built(round_page, "Scen", stage=Stage.CANCELLED)
    make_update(scene, date=YESTERDAY, text="Vi söker bygglov.")
    make_update(scene, status=Stage.CANCELLED, text="Bygglovet kom aldrig.")

    _context, shown = look(client, page)

    assert "Bygglovet kom aldrig." in shown
    assert "Vi söker bygglov." not in shown


def test_a_proposal_in_no_area_is_told_of_too(client, round_page, page):
    make_proposal_page(round_page, "Överallt", stage=Stage.DONE)

    context, _shown = look(client, page)

    assert [part.area for part in context["parts"]] == [None]
    assert titles(context["parts"][0].done) == ["Överallt"]


def test_before_anything_has_got_money_the_page_says_so(client, page):
    _context, shown = look(client, page)

    assert "mb-table" not in shown


def test_a_proposal_whose_page_is_a_draft_is_listed_without_a_link(client, round_page, page):
    hidden = make_proposal_page(round_page, "Dold", stage=Stage.DONE, live=False)

    _context, shown = look(client, page)

    assert "Dold" in shown
    assert hidden.slug not in shown


def test_the_page_asks_as_many_questions_for_twenty_proposals_as_for_two(client, round_page, page):
    def queries_with(number):
        while round_page.round.proposals.count() < number:
            proposal = make_built(round_page, "Bänk", stage=Stage.UNDER_WAY, cost=1)
            make_update(proposal)
        look(client, page)
        with CaptureQueriesContext(connection) as asked:
            look(client, page)
        return len(asked)

    assert queries_with(2) == queries_with(20)


def test_the_page_sets_no_cookie(client, round_page, page):
    make_built(round_page, "Utegym", stage=Stage.DONE)

    response = client.get(page.url)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_page_in_english_tells_the_same_facts(client, round_page, page):
    proposal = make_built(round_page, "Utegym", stage=Stage.DONE, cost=140_000, spent=133_200)
    translate(round_page)
    english = translate(page)
    gym = translate(proposal.page)
    gym.title = "Outdoor gym"
    gym.save_revision().publish()

    context, shown = look(client, english)

    assert titles(context["total"].done) == ["Outdoor gym"]
    assert "SEK\xa0133,200" in shown
    assert "Final cost" in shown
