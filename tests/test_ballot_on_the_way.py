"""What is marked follows the voter: areas, search, comparing, languages, and coming back."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Ballot, Category, Proposal

from .ballots import look, make_vote_in_areas, marked, press, send_marks
from .builders import end_voting, force, make_open_vote, translate
from .voters import declare, send, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_area():
    return make_vote_in_areas(method="points", points=3, most_areas=1)


def area_of(title):
    return Proposal.objects.get(pages__title=title).area_id


def test_a_ballot_for_one_area_begins_with_the_area(client, one_area):
    response = look(client, one_area)

    assert [str(each["area"].name) for each in response.context_data["areas"]] == ["Norr", "Söder"]
    north = look(client, one_area, area=area_of("Utegym"))
    ((area, choices),) = north.context_data["paper"]
    assert str(area.name) == "Norr"
    assert {choice.number for choice in choices} == {1, 2}


def test_once_something_is_marked_the_ballot_opens_in_that_area(client, one_area):
    press(client, one_area, points={3: 2}, area=area_of("Lampor"))

    ((area, _choices),) = look(client, one_area).context_data["paper"]

    assert str(area.name) == "Söder"


def test_another_area_says_what_is_marked_already_and_keeps_it(client, one_area):
    press(client, one_area, points={3: 2}, area=area_of("Lampor"))

    chooser = look(client, one_area, byt=1).context_data["areas"]
    assert [each["marked"] for each in chooser] == [0, 1]
    response = look(client, one_area, area=area_of("Utegym"))

    others = response.context_data["other_areas"]
    assert (others["names"], others["how_many"]) == (["Söder"], 1)
    assert response.context_data["kept"][0][1] == "3:2"
    moved = press(client, one_area, "change", others["change"], kept="3:2", points={1: 1})
    assert client.get(moved.url).status_code == 200
    assert marked(client, one_area) == {1: 1}


def test_choices_in_two_areas_are_refused_and_each_area_can_be_kept(client, one_area):
    response = press(client, one_area, "next", points={1: 1}, kept="3:2")

    (error,) = response.context_data["form"].errors.as_data()["choices"]
    assert error.code == "too_many_areas"
    assert [offer.change for offer in response.context_data["help"].offers] == ["1=0", "3=0"]


def test_with_points_in_one_area_a_vote_goes_through(client, one_area):
    send_marks(client, one_area, points={3: 2, 4: 1})

    assert Ballot.objects.get().choices == "3:2 4:1"


def test_a_linked_proposal_of_another_area_is_not_mixed_in(client, one_area):
    press(client, one_area, points={3: 2}, area=area_of("Lampor"))

    response = look(client, one_area, valj=1)

    assert marked(client, one_area) == {3: 2}
    change = response.context_data["help"].offers[0].change
    assert change == "1=1 3=0"
    south = area_of("Lampor")
    moved = press(client, one_area, "change", change, points={3: 2}, area=south, follow=True)
    assert str(moved.context_data["other_areas"]["area"]) == "Norr"
    assert marked(client, one_area) == {1: 1}


def test_another_language_shows_the_same_area_and_the_same_search(client, one_area):
    english = translate(one_area)
    south = area_of("Lampor")

    shown = look(client, one_area, area=south, q="lampor").context_data

    (language,) = shown["other_languages"]
    assert language["url"] == step(english, "ballot") + f"?area={south}&q=lampor"


def test_several_areas_can_be_allowed_but_not_all(client):
    pots = {"Norr": 100_000, "Söder": 100_000, "Öster": 100_000}
    page = make_vote_in_areas(
        {"A": ("Norr", 1_000), "B": ("Söder", 1_000), "C": ("Öster", 1_000)}, pots, most_areas=2
    )

    assert "areas" not in look(client, page).context_data
    assert press(client, page, "next", choices=[1, 2, 3]).context_data["form"].errors
    assert press(client, page, "next", choices=[1, 3]).url == step(page, "identify")


def test_a_search_keeps_what_is_marked_and_finds_part_of_a_word(client):
    page = make_open_vote("Bänkar", "Lampor", "Utegym")

    found = press(client, page, "filter", choices=[1], q="GYM", follow=True)

    ((_area, choices),) = found.context_data["paper"]
    assert [choice.title for choice in choices] == ["Utegym"]
    assert found.context_data["kept"][0][1] == "1"
    press(client, page, "filter", choices=[3], kept=["1"], q="")
    assert marked(client, page) == {1: 1, 3: 1}


def test_only_ones_own_choices_can_be_shown(client):
    page = make_open_vote()

    found = press(client, page, "filter", choices=[2], mine="1", follow=True)

    ((_area, choices),) = found.context_data["paper"]
    assert [choice.number for choice in choices] == [2]


def test_the_ballot_can_be_narrowed_to_a_category(client):
    page = make_open_vote("Bänkar", "Lampor")
    play, light = (
        Category.objects.create(round=page.vote.round, name=name) for name in ("Lek", "Ljus")
    )
    Proposal.objects.filter(ballot_number=1).update(category=play)
    Proposal.objects.filter(ballot_number=2).update(category=light)

    response = look(client, page, category=light.pk)

    ((_area, choices),) = response.context_data["paper"]
    assert [choice.title for choice in choices] == ["Lampor"]


def test_nothing_found_says_so_and_shows_the_way_back(client):
    page = make_open_vote()

    content = text_of(look(client, page, q="finns inte"))

    assert f'href="{step(page, "ballot")}#id_choices"' in content


def test_the_order_stays_the_same_when_only_some_are_shown(client):
    page = make_open_vote(*(f"Förslag {n:02}" for n in range(12)))

    def order(**query):
        ((_area, choices),) = look(client, page, **query).context_data["paper"]
        return [choice.number for choice in choices]

    everything = order()

    assert order(q="Förslag 0") == [number for number in everything if number <= 10]


def test_another_radio_button_takes_the_place_of_a_choice_that_is_not_shown(client):
    page = make_open_vote(method="single")

    press(client, page, choices=[2], kept="1")

    assert marked(client, page) == {2: 1}


def test_two_proposals_are_compared_and_nothing_is_lost(client):
    page = make_open_vote()

    response = press(client, page, "compare_now", choices=[1], compare=[3, 2], follow=True)

    assert [choice.number for choice in response.context_data["choices"]] == [3, 2]
    assert f"{step(page, 'ballot')}?valj=3" in text_of(response)
    assert marked(client, page) == {1: 1}


def test_at_most_three_are_compared_and_strange_numbers_are_left_out(client):
    page = make_open_vote()

    response = client.get(step(page, "compare"), {"nr": ["4", "x", "99", "1", "2", "3"]})

    assert [choice.number for choice in response.context_data["choices"]] == [4, 1, 2]
    assert response.context_data["left_out"]
    assert client.get(step(page, "compare")).status_code == 200


def test_proposals_that_exclude_each_other_say_so(client):
    page = make_open_vote("Bänkar", "Lampor", "Utegym")
    force(Proposal.objects.filter(ballot_number__in=[1, 3]), exclusive_group="Torget")

    ((_area, choices),) = look(client, page).context_data["paper"]

    said = {choice.number: choice.only_one_of for choice in choices}
    assert "1 och 3" in said[1]
    assert said[1] == said[3]
    assert not said[2]


def test_the_state_line_says_not_sent_and_then_when_it_was_sent(client):
    page = make_open_vote()
    for name in ("ballot", "compare"):
        assert not client.get(step(page, name)).context_data["state_line"]["sent"]
    press(client, page, "next", choices=[1])
    assert not client.get(step(page, "identify")).context_data["state_line"]["sent"]
    declare(client, page)
    assert not client.get(step(page, "review")).context_data["state_line"]["sent"]

    send(client, page, 1)

    line = client.get(step(page, "receipt")).context_data["state_line"]
    assert line["sent"]
    assert f"{timezone.localtime():%H}" in line["text"]
    assert look(client, page).context_data["state_line"] == line


def test_what_is_marked_after_sending_is_said_not_to_be_sent(client):
    page = make_open_vote()
    send_marks(client, page, choices=[1])

    press(client, page, choices=[2])

    line = look(client, page).context_data["state_line"]
    assert not line["sent"]
    assert f"{timezone.localtime():%H}" in line["text"]


@pytest.mark.parametrize(
    ("method", "marks"),
    [
        ("points", {"points": {1: 2}}),
        ("ranked", {"places": {2: 1}}),
        ("knapsack", {"choices": [3]}),
    ],
)
def test_marks_stay_through_languages_and_a_session_that_is_gone(client, method, marks):
    page = make_open_vote(method=method)
    english = translate(page)
    press(client, page, "next", **marks)
    declare(client, page)
    Session.objects.all().delete()

    languages = look(client, page).context_data["other_languages"]

    assert languages[0]["url"] == step(english, "ballot")
    assert marked(client, english) == marked(client, page) != {}
    assert client.get(step(english, "review")).url == step(english, "identify")


@pytest.mark.parametrize(
    ("method", "marks"), [("points", {"points": {1: 2}}), ("ranked", {"places": {2: 1}})]
)
def test_marks_are_shown_when_the_voting_has_closed_meanwhile(client, method, marks):
    page = make_open_vote(method=method)
    look(client, page)
    end_voting(page.vote)

    response = press(client, page, "next", **marks)

    assert [choice.size for choice in response.context_data["choices"]] == [
        size for sizes in marks.values() for size in sizes.values()
    ]
    assert response.cookies


@pytest.mark.parametrize("method", ["points", "ranked", "knapsack"])
def test_a_withdrawn_proposal_stays_and_cannot_be_chosen_in_any_method(client, method):
    page = make_open_vote(method=method)
    Proposal.objects.filter(ballot_number=2).update(stage=Stage.WITHDRAWN)

    content = text_of(look(client, page, valj=2))

    assert "Lampor" in content
    assert 'id="mb-choice-2"' not in content
    assert marked(client, page) == {}


def test_the_script_gets_only_the_help_and_the_marks_are_kept(client):
    page = make_open_vote(most=1, method="knapsack")

    response = press(client, page, "partial", choices=[1, 2])

    assert response["X-Ballot-Help"]
    assert "<html" not in text_of(response)
    assert 'name="change"' in text_of(response)
    assert marked(client, page) == {1: 1, 2: 1}


def test_the_ballot_stands_without_the_sites_own_menu(client):
    page = make_open_vote()

    voting, ballot = text_of(client.get(page.url)), text_of(look(client, page))

    assert "site-nav" in voting
    assert "site-nav" not in ballot
    assert "site-footer" not in ballot
    assert f'<a href="{page.url}">' in ballot


@pytest.mark.parametrize("name", ["ballot", "review"])
@pytest.mark.parametrize("method", ["points", "ranked", "knapsack"])
def test_steps_ask_the_database_as_little_for_many_proposals_as_for_few(client, method, name):
    marks = {"points": {"points": {1: 1}}, "ranked": {"places": {1: 1}}}

    def queries(how_many):
        page = make_open_vote(*(f"Förslag {n}" for n in range(how_many)), cost=1_000, method=method)
        press(client, page, "next", **marks.get(method, {"choices": [1]}))
        declare(client, page)
        client.get(step(page, name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(step(page, name)).status_code == 200
        return len(asked)

    assert queries(4) == queries(40)


def test_comparing_asks_the_database_as_little_for_three_as_for_two(client):
    page = make_open_vote(*(f"Förslag {n}" for n in range(5)), cost=1_000)

    def queries(*numbers):
        client.get(step(page, "compare"), {"nr": numbers})
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(step(page, "compare"), {"nr": numbers}).context_data["choices"]
        assert len(shown) == len(numbers)
        return len(asked)

    assert queries(1, 2) == queries(1, 2, 3)


def test_the_voting_page_says_the_limits_in_sentences(client):
    page = make_open_vote(method="knapsack", least_percent=50)

    response = client.get(page.url)

    assert len(response.context_data["ballot_limits"]) == 3
    for sentence in response.context_data["ballot_limits"]:
        assert sentence in response.content.decode()


def test_a_tampered_basket_is_an_empty_one(client):
    page = make_open_vote(method="points")
    press(client, page, points={1: 2})
    name = f"mb_secret_{page.vote.pk}"

    client.cookies[name] = client.cookies[name].value.replace("1:2", "1:3")

    assert marked(client, page) == {}


def test_the_basket_lives_as_long_as_the_browser_and_for_every_path(client):
    page = make_open_vote(method="ranked")

    cookie = press(client, page, places={2: 1}).cookies[f"mb_secret_{page.vote.pk}"]

    assert (cookie["path"], cookie["expires"], cookie["max-age"]) == ("/", "", "")
