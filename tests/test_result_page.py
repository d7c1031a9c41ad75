"""What residents see of a result, and that they see nothing before it is decided."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.formatting import kronor
from wagtail_medborgarbudget.models import Area, Proposal, ProposalPage, Result, VotingPage
from wagtail_medborgarbudget.views.results import result_context, result_line

from .builders import make_closed_vote, make_user, translate
from .results import BALLOTS, COSTS, look, make_decided, queries_for

pytestmark = pytest.mark.django_db


class ByLetter:
    name, label = "letter", "Kod i brev"


@pytest.fixture(autouse=True)
def ways(settings):
    settings.MEDBORGARBUDGET_IDENTIFICATION = [f"{__name__}.ByLetter"]


def test_a_decided_result_shows_bars_and_a_table_with_the_same_figures():
    html = look(make_decided())

    assert html.count('class="mb-bars__row') == 4
    assert html.count("<tr") == 5
    assert kronor(290_000) in html
    assert kronor(10_000) in html
    assert 'width="100.0%"' in html
    assert "style=" not in html


def test_proposals_stand_in_the_order_in_which_they_got_money():
    html = look(make_decided())

    places = [html.index(title) for title in COSTS]
    assert places == sorted(places)


def test_each_proposal_has_a_sentence_and_links_to_its_page():
    with override("en"):
        html = look(make_decided())

    assert "Got 5 votes and fits" in html
    assert f"{kronor(140_000)} was missing" not in html
    assert "It is a reserve" in html
    for page in ProposalPage.objects.all():
        assert f'href="{page.url}"' in html


def test_turnout_is_told_in_numbers_share_and_ways():
    page = make_decided(
        turnout=[
            {"day": "2026-11-20", "channel": "letter", "voters": 4},
            {"day": "2026-11-21", "channel": "letter", "voters": 1},
            {"day": "2026-11-21", "channel": "paper", "voters": 2},
            {"day": "2026-11-21", "channel": "withdrawn_way", "voters": 1},
        ]
    )
    Area.objects.update(population=80)

    with override("en"):
        html = look(VotingPage.objects.get(pk=page.pk))

    assert "6 people voted." in html
    assert "That is 7.5 per cent of those who live here." in html
    assert '<dt>Kod i brev</dt><dd class="mb-number">5</dd>' in html
    assert '<dt>On paper</dt><dd class="mb-number">2</dd>' in html
    assert '<dt>In another way</dt><dd class="mb-number">1</dd>' in html


def test_an_imported_vote_says_that_the_order_of_equals_comes_from_its_file():
    facts = {"lot_seed": "from the file: cost, votes, id", "lot": [1, 2, 3, 4]}
    page = make_decided({"Utegym": 200_000, "Bänkar": 200_000}, {"1 2": 3}, **facts)

    with override("en"):
        html = look(page)

    assert "The order in the file decided which went first." in html
    assert "If they are still equal, the order in the file decides." in html
    assert "drawn before" not in html


def test_without_the_number_of_residents_no_share_is_told():
    with override("en"):
        assert "of those who live here" not in look(make_decided())


def test_the_political_decision_is_named():
    with override("en"):
        html = look(make_decided())

    assert "Kommunstyrelsen decided on 15 January 2026, § 7." in html
    assert 'href="https://k.example/p"' in html


def test_each_area_stands_by_itself_with_its_money_left():
    areas = {"Utegym": "Norr", "Bänkar": "Söder", "Belysning": "Norr", "Gungor": "Söder"}

    html = look(make_decided(areas=areas, pots={"Norr": 220_000, "Söder": 100_000}))

    assert html.index("Norr") < html.index("Söder")
    assert kronor(20_000) in html
    assert kronor(10_000) in html


def test_a_long_result_draws_who_gets_money_and_folds_in_the_rest_of_the_table():
    html = look(make_decided({f"Förslag {n}": 1_000 for n in range(1, 41)}, {"1 2": 3}))

    open_table, folded = html.split("<details", 2)[:2]
    assert html.count('class="mb-bars__row') == 30
    assert open_table.count("<tr") == 1 + 2
    assert folded.count("<tr") == 1 + 38


def test_titles_are_in_the_readers_language_as_they_were_when_counted():
    page = make_closed_vote(COSTS, BALLOTS)
    english = translate(Proposal.objects.get(ballot_number=1).page)
    type(english).objects.filter(pk=english.pk).update(title="Outdoor gym")
    result = count_vote(page.vote, make_user(LEADER))
    Result.objects.filter(pk=result.pk).update(live=True)
    type(english).objects.filter(pk=english.pk).update(title="Renamed")

    with override("en"):
        html = look(page)

    assert "Outdoor gym" in html
    assert "Renamed" not in html
    assert '<span lang="sv">Bänkar</span>' in html


def test_a_proposals_page_that_is_gone_is_named_without_a_link():
    page = make_decided()
    gym = Proposal.objects.get(ballot_number=1).page
    gym.unpublish()

    html = look(page)

    assert "Utegym" in html
    assert f'href="{gym.url}"' not in html


def test_nothing_of_a_count_is_public_before_it_is_decided():
    page = make_closed_vote(COSTS, BALLOTS)
    count_vote(page.vote, make_user(LEADER))

    assert result_context(page, RequestFactory().get("/")) == {"result": None}
    assert result_line(Proposal.objects.first()) is None


def test_a_proposals_own_page_says_what_happened_to_it():
    make_decided()

    with override("en"):
        line = result_line(Proposal.objects.get(ballot_number=3))
        html = render_to_string(
            "wagtail_medborgarbudget/components/result_line.html", {"result_line": line}
        )

    assert "Got 2 votes" in html
    assert "Reserve" in html


def test_a_proposals_own_page_says_what_happened_to_it_under_equal_shares_too():
    make_decided(
        {"Utegym": 100_000, "Scen": 250_000}, {"1 2": 3, "1": 1, "2": 1}, rule="equal_shares"
    )

    with override("en"):
        stage = result_line(Proposal.objects.get(ballot_number=2))
        html = render_to_string(
            "wagtail_medborgarbudget/components/result_line.html", {"result_line": stage}
        )

    assert "The 4 who voted for it had" in html.replace("\N{NO-BREAK SPACE}", " ")
    assert "Reserve" in html


def test_a_proposal_that_was_never_on_the_ballot_has_no_line():
    make_decided()
    off = Proposal.objects.get(ballot_number=4)
    off.ballot_number = None

    assert result_line(off) is None


def test_the_page_asks_as_often_for_160_proposals_as_for_five():
    few = {f"Förslag {number}": 1_000 for number in range(1, 6)}
    many = {f"Förslag {number}": 1_000 for number in range(1, 161)}

    few_page, many_page = make_decided(few, {"1 2": 3}), make_decided(many, {"1 2": 3})
    look(few_page)  # what is asked once per site is asked now

    assert queries_for(many_page) == queries_for(few_page) <= 8


def test_after_the_decision_nothing_is_said_of_how_to_vote(client):
    page = make_decided(voting_age=13, no_paper_because={"sv": "Ingen hann."})

    with override("sv"):
        html = client.get(page.url).content.decode()
        what_matters_no_more = [str(_("Ways to vote")), "Ingen hann."]
        what_matters_no_more += [str(_("Your vote is secret")), str(_("Who may vote"))]

    assert not [words for words in what_matters_no_more if words in html]
    assert "13" in html


def test_the_voting_page_itself_shows_the_result_and_sets_no_cookie(client):
    page = make_decided()

    response = client.get(page.url)

    assert 'id="mb-result"' in response.content.decode()
    assert not response.cookies


def test_the_voting_page_tells_nothing_while_the_count_is_being_checked(client):
    page = make_closed_vote(COSTS, BALLOTS)
    count_vote(page.vote, make_user(LEADER))

    html = client.get(page.url).content.decode()

    assert "mb-bars" not in html
    assert kronor(290_000) not in html
