"""A round's page: what it asks of residents today, the steps, the rules and the proposals."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_medborgarbudget import formatting
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import STEP_LABELS, Category, Period, Round, RoundPage

from .builders import (
    bind,
    make_decision,
    make_eligible,
    make_follow_up_page,
    make_home,
    make_many_proposals,
    make_photo,
    make_proposal_page,
    make_round_page,
    make_voting_page,
    set_calendar,
    translate,
)

pytestmark = pytest.mark.django_db


def read(client, page, query=""):
    response = client.get(page.get_url() + query)
    assert response.status_code == 200
    return response


def shown(response):
    return [page.title for page in response.context["proposals"]]


def test_while_ideas_are_open_the_page_asks_for_one_and_says_how_long(client):
    page = make_round_page(step=Step.IDEAS)

    response = read(client, page)

    call = response.context["call"]
    assert call.url == page.get_url() + "ide/"
    assert "14" in call.deadline


def test_ideas_stay_closed_until_the_criteria_are_decided_or_waived(client):
    page = make_round_page(step=Step.IDEAS, decided=False)
    assert not read(client, page).context["call"].url

    make_decision(page.round, "criteria", body="", date=None, waived_because="Samma som i fjol.")

    response = read(client, page)
    assert response.context["call"].url
    assert "Samma som i fjol." in response.content.decode()


def test_on_the_last_day_it_says_so(client):
    page = make_round_page(step=Step.IDEAS)
    page.round.periods.filter(step=Step.IDEAS).update(last=timezone.localdate())

    sentence = _("Today, %(day)s, is the last day. We close at midnight.")
    today = {"day": formatting.day(timezone.localdate())}
    assert read(client, page).context["call"].deadline == sentence % today


def test_the_page_says_who_may_vote_and_from_what_age(client):
    page = make_round_page(step=Step.VOTE)
    make_voting_page(page, voting_age=13)

    sentence = _("From the year you turn %(age)s.") % {"age": 13}
    assert sentence in read(client, page).content.decode()


def test_the_pages_own_picture_stands_at_the_top_and_is_not_read_out(client):
    page = make_round_page(step=Step.IDEAS)
    page.image = make_photo()
    page.save_revision().publish()

    html = read(client, page).content.decode()

    assert html.index("mb-header__image") < html.index("<h1>")
    assert 'alt=""' in html


def test_while_the_vote_is_open_the_page_leads_to_the_ballot(client):
    page = make_round_page(step=Step.VOTE, pots={"Granhyltan": 500_000})
    voting_page = make_voting_page(page)
    bind(voting_page.vote, make_eligible(page, "Utegym", 100_000))

    call = read(client, page).context["call"]

    assert call.url == voting_page.get_url()
    assert "500" in call.title


def test_a_vote_whose_ballot_is_not_ready_is_not_linked(client):
    page = make_round_page(step=Step.VOTE)
    make_voting_page(page)

    assert not read(client, page).context["call"].url


def test_between_two_steps_it_says_what_opens_next(client):
    page = make_round_page(step=None)
    today = timezone.localdate()
    dates = {"first": today + timedelta(days=3), "last": today + timedelta(days=9)}
    Period.objects.create(round=page.round, step=Step.VOTE, **dates)

    call = read(client, page).context["call"]

    assert not call.url
    assert str(STEP_LABELS[Step.VOTE]) in call.deadline


def test_when_things_are_being_built_it_leads_to_the_follow_up(client):
    page = make_round_page(step=Step.BUILD)
    follow_up = make_follow_up_page(page)

    assert read(client, page).context["call"].url == follow_up.get_url()


def test_moving_a_date_changes_the_page_at_once_and_no_page_is_published(client):
    page = make_round_page(step=Step.REVIEW)
    assert not read(client, page).context["call"].url

    set_calendar(page.round, step=Step.IDEAS)

    assert read(client, page).context["call"].url.endswith("/ide/")


def test_the_timeline_has_every_step_in_order_and_marks_today_in_words(client):
    page = make_round_page(step=Step.REVIEW)
    page.round.periods.filter(step=Step.REVIEW).update(note={"sv": "Vi är lite sena."})

    response = read(client, page)

    assert [each.step for each in response.context["timeline"]] == list(Step)
    assert [each.state for each in response.context["timeline"]][2:5] == ["done", "now", "coming"]
    html = response.content.decode()
    assert html.count('aria-current="step"') == 1
    assert "Vi är lite sena." in html


def test_the_facts_say_how_much_there_is_and_what_a_proposal_may_cost(client):
    page = make_round_page(pots={"Granhyltan": 500_000, "Ekhult": 300_000}, cost_cap=150_000)

    html = read(client, page).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    for amount in ("500", "300", "150"):
        assert f"{amount} 000" in html or f"{amount},000" in html


def test_the_criteria_say_who_decided_and_when(client):
    page = make_round_page(decided=False)
    make_decision(
        page.round, "criteria", diary_number="KS 2026/12", link="https://kommun.example/p41"
    )

    html = read(client, page).content.decode()

    for fact in ("Kommunstyrelsen", "2026", "41", "KS 2026/12", "https://kommun.example/p41"):
        assert fact in html


def test_a_round_without_dates_or_proposals_says_so_in_words(client):
    page = make_round_page(step=None, decided=False)

    html = read(client, page).content.decode()

    assert _("The date is not set yet") in html
    assert _("There are no proposals yet. The first ones come when we have read the ideas.") in html
    assert _("The criteria have not been decided yet.") in html


def test_proposals_are_filtered_by_area_category_and_stage(client):
    page = make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})
    granhyltan, ekhult = page.round.areas.all()
    play, trees = (Category.objects.create(round=page.round, name=n) for n in ("Lek", "Träd"))
    make_proposal_page(page, "Utegym", area=granhyltan, category=play)
    make_proposal_page(page, "Bastu", area=ekhult, category=trees, stage=Stage.ELIGIBLE, cost=1)

    assert shown(read(client, page)) == ["Bastu", "Utegym"]
    assert shown(read(client, page, f"?area={granhyltan.pk}")) == ["Utegym"]
    assert shown(read(client, page, f"?category={trees.pk}")) == ["Bastu"]
    assert shown(read(client, page, "?stage=eligible")) == ["Bastu"]


def test_proposals_are_found_by_a_word(client):
    page = make_round_page()
    make_proposal_page(page, "Ängen vid ån")
    make_proposal_page(page, "Bastu")

    assert shown(read(client, page, "?q=ängen")) == ["Ängen vid ån"]
    assert shown(read(client, page, "?q=stu")) == ["Bastu"]
    assert shown(read(client, page, "?q=finns-inte")) == []
    nothing = _("No proposal matches. Try another word, or fewer choices.")
    assert nothing in read(client, page, "?q=finns-inte").content.decode()


@pytest.mark.parametrize("query", ["?area=999", "?area=x", "?stage=hack", "?page=99", "?page=x"])
def test_a_strange_address_never_fails(client, query):
    page = make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})
    make_proposal_page(page, "Bastu")

    assert shown(read(client, page, query)) == ["Bastu"]


def test_drafts_are_not_shown(client):
    page = make_round_page()
    make_proposal_page(page, "Hemligt", live=False)

    assert shown(read(client, page)) == []


def test_there_are_24_proposals_on_a_page_and_the_ballot_comes_first(client):
    page = make_round_page()
    make_many_proposals(page, 25)
    make_proposal_page(page, "Öppet kök", ballot_number=1)

    assert shown(read(client, page))[0] == "Öppet kök"
    assert len(shown(read(client, page))) == 24
    assert len(shown(read(client, page, "?page=2"))) == 2


def test_the_number_of_queries_does_not_grow_with_the_proposals(client):
    counts = []
    for how_many in (5, 160):
        page = make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})
        make_many_proposals(page, how_many)
        read(client, page)
        with CaptureQueriesContext(connection) as captured:
            read(client, page)
        counts.append(len(captured))

    # One more: the page of the paginator that five proposals do not need.
    assert counts[1] <= counts[0] + 1


def test_reading_sets_no_cookie_and_may_be_cached(client):
    page = make_round_page()

    response = read(client, page)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_foreign_words_say_which_language_they_are_in(client):
    page = make_round_page(pots={"Granhyltan": 1})
    english = translate(page)

    html = read(client, english).content.decode()

    assert '<span lang="sv">Granhyltan</span>' in html
    assert '<span lang="sv">' not in read(client, page).content.decode()


@pytest.mark.parametrize("step", list(Step))
def test_each_step_can_be_previewed(step):
    page = make_round_page(step=Step.CRITERIA)
    make_voting_page(page)

    response = page.make_preview_request(preview_mode=step.value)

    assert response.status_code == 200
    now = [each.step for each in response.context_data["timeline"] if each.state == "now"]
    assert step in now


def test_the_vote_can_be_previewed_before_its_ballot_is_ready():
    page = make_round_page(step=Step.CRITERIA)
    voting_page = make_voting_page(page)

    response = page.make_preview_request(preview_mode="vote")

    assert response.context_data["call"].url == voting_page.get_url()


@pytest.mark.parametrize("mode", ["", "ideas", "vote"])
def test_a_page_not_yet_saved_previews_with_defaults(mode):
    home = make_home()
    page = RoundPage(title="Ny omgång", slug="ny", locale=home.locale)
    page.set_url_path(home)

    response = page.make_preview_request(preview_mode=mode)

    assert response.status_code == 200
    assert not Round.objects.exists()


def test_a_preview_never_saves_the_dates_it_suggests():
    page = make_round_page(step=None)

    page.make_preview_request(preview_mode="vote")

    assert not page.round.periods.exists()


def test_the_site_search_finds_a_round_and_its_proposals(pytestconfig):
    if pytestconfig.getoption("nomigrations"):
        pytest.skip("the search index is made by a migration")
    page = make_round_page(title="Medborgarbudget Granhyltan")
    proposal = make_proposal_page(page, "Vindskydd")
    for made in (page, proposal):
        made.save_revision().publish()

    assert [hit.pk for hit in RoundPage.objects.search("Granhyltan")] == [page.pk]
    found = type(proposal).objects.filter(proposal__in=[proposal.proposal]).search("Vindskydd")
    assert [hit.pk for hit in found] == [proposal.pk]


def test_the_result_is_still_found_when_the_round_asks_for_something_else(client):
    page = make_round_page(step=Step.BUILD)
    voting_page, follow_up_page = make_voting_page(page), make_follow_up_page(page)

    context = client.get(page.url).context_data

    assert context["call"].url == follow_up_page.url
    assert context["other_pages"] == [(voting_page.title, voting_page.url)]
