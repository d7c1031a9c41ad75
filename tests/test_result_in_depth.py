"""A result for those who want to know more: other rules, several pots, step by step, what if."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.models import Area, BallotMethod, Proposal, Round, VotingPage

from .builders import force, make_closed_vote
from .results import COSTS, decide, look, make_decided, queries_for

pytestmark = pytest.mark.django_db

SHARED = {"rule": "equal_shares"}
AREAS = {"Utegym": "Norr", "Bänkar": "Söder", "Belysning": "Norr", "Gungor": "Söder"}
POTS = {"Norr": 220_000, "Söder": 100_000}


def read(page, language="en") -> str:
    """The result with ordinary spaces, and without line breaks."""
    with override(language):
        html = look(VotingPage.objects.get(pk=page.pk))
    return " ".join(html.replace("\N{NO-BREAK SPACE}", " ").split())


def test_with_equal_shares_the_chart_and_the_table_tell_what_votes_counted_as():
    costs = {"Utegym": 30_000, "Bänkar": 90_000}

    html = read(make_decided(costs, {"1 2": 2, "2": 1, "1": 1}, **SHARED))

    assert "Gets money, counted as 3" in html
    assert '<th role="columnheader" scope="col" class="mb-number">Counted as</th>' in html
    assert "The 3 who voted for it pay for it with their shares: it costs SEK 90,000" in html


def test_with_equal_shares_the_count_can_be_followed_purchase_by_purchase():
    costs = {"Utegym": 150_000, "Bänkar": 90_000, "Gungor": 80_000}

    html = read(make_decided(costs, {"1 2": 2, "1": 1, "3": 1}, **SHARED))

    course = html[html.index("Follow the count") :]
    assert "4 people voted here. Each had SEK 75,000 to begin with." in course
    assert (
        "<li>“Utegym” costs SEK 150,000. All 3 who voted for it pay SEK 50,000 each. Then the pot "
        "has SEK 150,000 left.</li>"
    ) in course
    assert "Raised once more, it would have bought proposals for more than the pot." in course


def test_with_most_votes_the_count_can_be_followed_with_the_money_left():
    html = read(make_decided())

    course = html[html.index("Follow the count") :]
    assert "<li>“Utegym”: 5 votes. It costs SEK 200,000, and then the pot has SEK 100,000" in course
    assert "<li>“Bänkar”: 3 votes. It costs SEK 90,000, and then the pot has SEK 10,000" in course
    assert "<li>The next 2 proposals do not fit.</li>" in course


def test_points_are_told_beside_how_many_gave_them():
    html = read(make_decided(COSTS, {"1>2>3": 3, "2>1>3": 1}, method=BallotMethod.RANKED))

    assert "Got 11 points from 4 voters and fits" in html
    assert "9 points from 4 voters" in html
    assert '<th role="columnheader" scope="col" class="mb-number">Points</th>' in html
    assert "The first choice gives 3 points, the second 2 and the third 1." in html


def test_what_each_pot_has_left_is_told_with_where_it_goes():
    stays = read(make_decided(areas=AREAS, pots=POTS))
    moved = read(make_decided(areas=AREAS, pots=POTS, leftovers=True))

    assert "Stays with the area." in stays
    assert "The common pot" not in stays
    assert "Goes to the common pot." in moved
    assert "Of this, SEK 30,000 is what areas had left." in moved


def test_the_common_pot_tells_whom_it_helped():
    page = make_closed_vote(COSTS, {"1": 3, "2": 2, "3": 1}, areas=AREAS, pots=POTS)
    force(Round.objects.all(), common_pot=150_000)

    html = read(decide(page))

    assert "From the common pot money goes to these of the areas" in html
    assert '<li><span lang="sv">Belysning</span>: SEK 150,000</li>' in html
    assert "there was SEK 150,000 left in the common pot" in html


def test_one_that_went_on_to_the_common_pot_stands_where_its_votes_put_it():
    page = make_closed_vote(COSTS, {"4": 3, "1": 1}, areas=AREAS, pots=POTS)
    force(Round.objects.all(), common_pot=1)

    html = read(decide(page))

    assert html.index("Gungor") < html.index("Bänkar"), "three votes stand before none"


def test_proposals_for_the_whole_municipality_stand_under_the_common_pot():
    page = make_closed_vote(COSTS, {"1": 3, "2": 2, "3": 1}, areas=AREAS, pots=POTS)
    force(Round.objects.all(), common_pot=450_000)
    force(Proposal.objects.filter(ballot_number=2), area=None)

    html = read(decide(page))

    common = html[html.index("The common pot</h3>") :]
    assert "Bänkar" in common
    assert html.count('scope="row"') == 4


def test_yearly_costs_are_held_against_their_ceiling():
    page = make_closed_vote(COSTS, {"1": 3, "2": 2})
    force(Area.objects.all(), running_cap=5_000)
    force(Proposal.objects.filter(ballot_number=1), running_cost=4_000)
    force(Proposal.objects.filter(ballot_number=2), running_cost=3_000)

    html = read(decide(page))

    assert "The ceiling is SEK 5,000." in html
    assert '<dd class="mb-number">SEK 4,000</dd>' in html
    assert "SEK 2,000 a year was missing" in html
    assert "There is a ceiling for what the proposals may cost a year to keep" in html


def test_without_a_ceiling_nothing_is_said_of_yearly_costs():
    assert "a year" not in read(make_decided())


def test_a_proposal_that_gives_way_to_another_names_it():
    page = make_closed_vote(COSTS, {"1": 3, "2": 2})
    force(Proposal.objects.filter(ballot_number__in=[1, 2]), exclusive_group="torget")

    html = read(decide(page))

    assert "gives way to “Utegym”" in html
    assert "Of proposals that cannot both be carried out, at most one gets money." in html


def test_a_tie_is_named_with_the_places_in_the_lot():
    costs = {"Utegym": 200_000, "Bänkar": 200_000}

    html = read(make_decided(costs, {"1 2": 3}, lot=[2, 1]))

    assert "“Bänkar”: As many votes as “Utegym”. The lot, drawn before the voting" in html
    assert "In the lot “Bänkar” has place 1 of 2. In the lot “Utegym” has place 2 of 2." in html


def test_a_result_without_ties_that_decided_says_nothing_of_them():
    assert "In the lot" not in read(make_decided())


def test_what_if_is_plainly_information_and_names_who_would_have_gained_and_lost():
    # Most votes give the gym the whole pot; shared equally, two of five pay for the benches.
    costs = {"Utegym": 290_000, "Bänkar": 100_000}
    html = read(make_decided(costs, {"1": 3, "2": 2}))

    what_if = html[html.index("What if there had been another rule, or more money?") :]
    assert "This is only information. The result above stands." in what_if
    shares, more_money = what_if.split("With 10 per cent more money")
    assert '<li lang="sv">Bänkar</li>' in shares
    assert '<li lang="sv">Utegym</li>' in shares
    assert "The same proposals would have got money." in more_money


def test_where_shares_decide_what_if_tells_of_most_votes():
    html = read(make_decided(**SHARED))

    assert "With most votes first" in html
    assert "With equal shares" not in html


def test_a_result_stored_before_there_was_a_what_if_shows_none():
    page = make_decided()
    page.vote.results.update(what_if=[])

    assert "What if" not in read(page)


def test_the_checks_of_the_count_are_told_one_by_one():
    html = read(make_decided())

    assert "How we have checked the count" in html
    assert "Counted a second time, the ballots give the same result." in html
    assert "The check failed." not in html


def test_a_check_that_failed_is_said_to_have_failed():
    page = make_decided()
    result = page.vote.results.get()
    result.proofs = [{"name": "recount", "holds": False, "facts": {"differ": ["1"]}}]
    result.save()

    html = read(page)

    assert "<strong>The check failed.</strong> Counted a second time, the ballots do not" in html
    assert "It is about “Utegym”." in html


def test_a_result_stored_before_there_were_checks_tells_of_none():
    page = make_decided()
    page.vote.results.update(proofs=[])

    assert "How we have checked" not in read(page)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_asks_as_often_for_160_proposals_counted_by_shares_as_for_five(language):
    few = {f"Förslag {number}": 1_000 for number in range(1, 6)}
    many = {f"Förslag {number}": 1_000 for number in range(1, 161)}
    ballots = {" ".join(str(n) for n in range(1, 161)): 3}

    few_page = make_decided(few, {"1 2": 3}, **SHARED)
    many_page = make_decided(many, ballots, **SHARED)
    read(few_page, language)  # what is asked once per site is asked now

    assert queries_for(many_page) == queries_for(few_page) <= 8


def test_a_very_long_course_is_cut_and_says_so():
    many = {f"Förslag {number}": 1_000 for number in range(1, 161)}
    ballots = {" ".join(str(n) for n in range(1, 161)): 3}

    html = read(make_decided(many, ballots, **SHARED))

    assert "These are the first 100 of 160 steps." in html
