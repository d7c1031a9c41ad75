"""The five ways to fill in a ballot, through the front door and without JavaScript."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations.ballots import points
from wagtail_medborgarbudget.forms.sentences import BALLOT, ballot_sentence
from wagtail_medborgarbudget.method.ballots import BallotRefused, OverBudget
from wagtail_medborgarbudget.models import Ballot
from wagtail_medborgarbudget.views.ballot_paper import place_label

from .ballots import look, make_vote_in_areas, marked, press, send_marks
from .builders import make_open_vote
from .voters import declare, step, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "marks", "stored"),
    [
        ({"method": "approval", "most": 3}, {"choices": [4, 1]}, "1 4"),
        ({"method": "single"}, {"choices": [2]}, "2"),
        ({"method": "points", "points": 3}, {"points": {2: 1, 1: 2, 3: 0}}, "1:2 2:1"),
        ({"method": "ranked"}, {"places": {4: 1, 2: 2, 1: 3, 3: 0}}, "4>2>1"),
        ({"method": "knapsack", "least_percent": 20}, {"choices": [3, 1]}, "1 3"),
    ],
)
def test_a_resident_votes_in_every_way_without_javascript(client, method, marks, stored):
    page = make_open_vote(**method)

    sent = send_marks(client, page, **marks)

    assert sent.url == step(page, "receipt")
    assert Ballot.objects.get().choices == stored


def test_every_refusal_of_a_ballot_has_a_sentence():
    codes = {refusal.code for refusal in BallotRefused.__subclasses__()}

    assert codes <= set(BALLOT)


@pytest.mark.parametrize(
    ("method", "marks", "code"),
    [
        ({"method": "points", "points": 3}, {"points": {1: 2, 2: 2}}, "too_many_points"),
        ({"method": "points", "most_points": 1}, {"points": {1: 2}}, "too_many_points_on_one"),
        ({"method": "points"}, {"points": {1: "två"}}, "unreadable_ballot"),
        ({"method": "ranked"}, {"places": {1: 1, 2: 1}}, "place_taken"),
        ({"method": "ranked"}, {"places": {1: 2}}, "place_empty"),
        ({"method": "ranked", "least": 2}, {"places": {1: 1}}, "too_few_choices"),
        ({"method": "knapsack", "most": 9}, {"choices": [1, 2, 3, 4, 5, 6]}, "over_budget"),
        ({"method": "knapsack", "least_percent": 50}, {"choices": [1]}, "too_little_spent"),
        ({"method": "approval", "least": 2}, {"choices": [1]}, "too_few_choices"),
    ],
)
def test_what_breaks_the_rules_is_kept_and_explained(client, method, marks, code):
    page = make_open_vote("A", "B", "C", "D", "E", "F", **method)

    response = press(client, page, "next", **marks)

    (error,) = response.context_data["form"].errors.as_data()["choices"]
    assert error.code == code
    assert "%(" not in error.message
    written = {**marks.get("points", {}), **marks.get("places", {})}
    kept = written or dict.fromkeys(marks.get("choices", []), 1)
    assert marked(client, page) == {n: size for n, size in kept.items() if size != "två"}


def test_a_basket_says_what_is_left_and_what_still_fits(client):
    page = make_open_vote("A", "B", "C", cost=200_000, method="knapsack")

    response = press(client, page, choices=[1, 2], follow=True)

    (meter,) = response.context_data["meters"]
    assert (meter.chosen, meter.most) == (400_000, 500_000)
    assert "100\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in meter.sentence
    assert response.context_data["help"].nothing_fits
    assert len(press(client, page, choices=[1], follow=True).context_data["help"].fits) == 2


def test_each_area_has_its_own_money_in_a_basket(client):
    page = make_vote_in_areas(method="knapsack", most=4)

    response = press(client, page, "next", choices=[1, 2, 3])

    (error,) = response.context_data["form"].errors.as_data()["choices"]
    assert "Norr" in error.message
    meters = response.context_data["meters"]
    assert [(meter.name, meter.kind) for meter in meters] == [("Norr", "over"), ("Söder", "some")]
    assert press(client, page, "next", choices=[2, 4]).url == step(page, "identify")


def test_a_proposal_for_all_areas_draws_on_the_common_pot(client):
    proposals = {"Bänkar": ("Norr", 100_000), "Bad": (None, 90_000), "Gata": (None, 60_000)}
    page = make_vote_in_areas(proposals, common_pot=100_000, method="knapsack")

    response = press(client, page, "next", choices=[1, 2, 3])

    assert response.context_data["form"].errors
    assert press(client, page, "next", choices=[1, 2]).url == step(page, "identify")


def test_a_sentence_for_one_budget_names_no_area():
    assert "None" not in ballot_sentence(OverBudget(3, 2))


@pytest.mark.parametrize(
    ("method", "marks", "gives"),
    [
        ({"method": "points"}, {"points": {2: 3}}, lambda: points(3)),
        ({"method": "ranked"}, {"places": {2: 1}}, lambda: place_label(1, 3)),
        ({"method": "knapsack"}, {"choices": [2]}, lambda: ""),
    ],
)
def test_the_review_shows_the_choices_as_they_will_be_counted(client, method, marks, gives):
    page = make_open_vote(**method)
    press(client, page, "next", **marks)
    declare(client, page)

    response = client.get(step(page, "review"))

    ((choice, said),) = response.context_data["choices"]
    with override("sv"):
        assert (choice.number, said) == (2, gives())
    assert said in text_of(response)
    assert "#mb-choice-2" in text_of(response)


@pytest.mark.parametrize(
    ("method", "promised"), [({"most": 3}, "Välj ett förslag."), ({"method": "ranked"}, "plats 1")]
)
def test_a_ballot_with_one_proposal_promises_no_more(client, method, promised):
    page = make_open_vote("Bänkar", **method)

    response = look(client, page)

    assert promised in " ".join(response.context_data["sentences"])
    assert response.context_data["meters"][0].most == 1
    assert "plats 2" not in text_of(response).casefold()
    marks = {"places": {1: 1}} if method.get("method") else {"choices": [1]}
    assert send_marks(client, page, **marks).url == step(page, "receipt")


def test_the_review_says_what_is_not_used(client):
    page = make_open_vote(method="points", points=3)
    press(client, page, "next", points={1: 2})
    declare(client, page)

    response = client.get(step(page, "review"))

    assert response.context_data["has_room"]
    assert response.context_data["meters"][0].figures["left"] == "1"


def test_more_points_than_a_list_has_room_for_are_written(client):
    page = make_open_vote(method="points", points=100)

    content = text_of(look(client, page))

    assert 'type="number"' in content
    assert "<select" not in content.split("data-mb-ballot")[1]


@pytest.mark.parametrize("method", ["approval", "points", "ranked", "knapsack"])
def test_a_linked_proposal_is_added_to_what_is_there(client, method):
    page = make_open_vote(method=method)

    look(client, page, valj=3)
    look(client, page, valj=1)

    assert marked(client, page) == {3: 1, 1: 2} if method == "ranked" else {3: 1, 1: 1}


@pytest.mark.parametrize(
    ("method", "marks", "after"),
    [
        ({"method": "approval", "most": 2}, {"choices": [1, 2]}, {2: 1, 3: 1}),
        ({"method": "points", "points": 2}, {"points": {1: 2}}, {1: 1, 3: 1}),
        ({"method": "ranked", "places": [2, 1]}, {"places": {1: 1, 2: 2}}, {3: 1, 2: 2}),
    ],
)
def test_a_linked_proposal_that_does_not_fit_can_be_swapped_in(client, method, marks, after):
    page = make_open_vote(**method)
    press(client, page, **marks)
    before = marked(client, page)

    response = look(client, page, valj=3)
    assert marked(client, page) == before
    offered = response.context_data["help"]
    assert "Utegym" in offered.title
    press(client, page, "change", offered.offers[0].change, **marks)

    assert marked(client, page) == after


def test_a_press_that_moves_points_says_from_whom_to_whom(client):
    page = make_open_vote(method="points", points=1)
    press(client, page, points={1: 1})

    linked = look(client, page, valj=3).context_data["help"]
    over = press(client, page, points={1: 1, 2: 1}, follow=True).context_data["help"]

    assert [offer.label for offer in linked.offers] == [
        "Ge 1 poäng till 3. Utegym, och inga till 1. Bänkar"
    ]
    assert [offer.label for offer in over.offers] == [
        "Ge inga poäng till 1. Bänkar",
        "Ge inga poäng till 2. Lampor",
    ]


def test_one_press_makes_a_full_basket_fit(client):
    page = make_open_vote("A", "B", "C", cost=200_000, method="knapsack")
    over = press(client, page, choices=[1, 2, 3], follow=True)
    assert over.redirect_chain[-1][0].endswith("#mb-help")

    offers = over.context_data["help"].offers
    response = press(client, page, "change", offers[1].change, choices=[1, 2, 3])

    assert len(offers) == 3
    assert response.url.endswith("#mb-basket")
    assert marked(client, page) == {1: 1, 3: 1}


def test_changes_that_are_none_change_nothing(client):
    page = make_open_vote(most=2)

    press(client, page, "change", "x=1 99=1 2", choices=[1])

    assert marked(client, page) == {1: 1}
