"""The five ways to fill in a ballot, with the script on: words and bars follow at once."""

import pytest

from wagtail_medborgarbudget.models import Ballot

from ..ballots import make_vote_in_areas
from ..builders import make_home, make_open_vote
from ..voters import step
from .conftest import NARROW, WIDE
from .people import FITS, Resident

TITLES = ("Bänkar", "Lampor", "Utegym", "Vindskydd", "Odling", "Lekplats", "Scen")


@pytest.fixture
def voter(new_page, axe, transactional_db):
    make_home()
    return Resident(new_page(), axe)


def opens_ballot(voter, page):
    voter.goes_to(step(page, "ballot"))
    return voter.page


def marks(voter, number):
    return voter.page.locator(f"#mb-choice-{number}")


def looks_right(voter):
    for viewport in (NARROW, WIDE):
        voter.page.set_viewport_size(viewport)
        assert voter.page.evaluate(FITS), f"{voter.page.url} at {viewport} scrolls sideways"
        voter.axe(voter.page)


def sends(voter):
    voter.presses("Gå vidare")
    looks_right(voter)
    voter.page.locator("main [type=checkbox]").check()
    voter.presses("Gå vidare")
    looks_right(voter)
    voter.presses("Skicka min röst")
    voter.page.locator(".mb-receipt__code").wait_for()
    return Ballot.objects.get().choices


@pytest.mark.parametrize(
    ("method", "marked", "stored"),
    [
        ({"method": "approval", "most": 2}, {2: True, 5: True}, "2 5"),
        ({"method": "single"}, {2: True, 5: True}, "5"),
        ({"method": "knapsack", "most": 9}, {2: True, 5: True}, "2 5"),
        ({"method": "points"}, {2: "2", 5: "1"}, "2:2 5:1"),
        ({"method": "ranked"}, {2: "2", 5: "1"}, "5>2"),
    ],
)
def test_a_ballot_is_marked_and_sent_in_every_way(voter, method, marked, stored):
    page = make_open_vote(*TITLES, **method)
    opens_ballot(voter, page)
    assert not voter.page.locator("[data-mb-update]").count()

    for number, size in marked.items():
        if size is True:
            marks(voter, number).press("Space")
        else:
            marks(voter, number).select_option(size)
    looks_right(voter)

    assert sends(voter) == stored


def test_at_the_limit_the_help_comes_by_itself_and_one_press_makes_it_fit(voter):
    page = make_open_vote(*TITLES, cost=200_000, method="knapsack", most=9)
    opens_ballot(voter, page)

    for number in (1, 2, 3):
        marks(voter, number).press("Space")
    voter.page.locator("[data-mb-does-not-fit]").wait_for()
    looks_right(voter)
    with voter.page.expect_navigation():
        voter.page.locator("[data-mb-help] button").first.click()

    assert voter.page.locator("[name=choices]:checked").count() == 2


def test_what_was_wrong_is_not_said_any_more_when_the_marks_are_others(voter):
    page = make_open_vote(*TITLES, cost=200_000, method="knapsack", most=9)
    opens_ballot(voter, page)
    for number in (1, 2, 3):
        marks(voter, number).press("Space")
    voter.presses("Gå vidare")
    voter.page.locator(".mb-errors").wait_for()

    marks(voter, 3).press("Space")

    assert not voter.page.locator(".mb-errors").count()


def test_a_place_has_room_for_one(voter):
    page = make_open_vote(*TITLES, method="ranked")
    opens_ballot(voter, page)

    marks(voter, 1).select_option("1")
    marks(voter, 2).select_option("1")

    assert marks(voter, 1).input_value() == "0"
    assert "2. " in voter.page.locator("[data-mb-place='1']").inner_text()


def test_marks_are_kept_when_the_voter_reads_on_elsewhere(voter):
    page = make_open_vote(*TITLES, method="points")
    opens_ballot(voter, page)

    with voter.page.expect_response(lambda answer: answer.request.method == "POST"):
        marks(voter, 3).select_option("2")
    voter.goes_to(page.url)
    opens_ballot(voter, page)

    assert marks(voter, 3).input_value() == "2"


HIDDEN = """() => {
    const bar = document.querySelector(".mb-basket"), now = document.activeElement;
    const [low, high] = [now.getBoundingClientRect(), bar.getBoundingClientRect()];
    return !bar.contains(now) && low.top >= high.top && low.bottom <= high.bottom && now.outerHTML;
}"""


def test_nothing_that_has_the_focus_is_left_behind_the_bar(new_page, axe, transactional_db):
    page = make_vote_in_areas(
        {f"{title} {area}": (area, 1_000) for title in TITLES[:3] for area in ("Norr", "Söder")},
        method="knapsack",
        most=4,
    )
    voter = Resident(new_page(viewport=NARROW, reduced_motion="reduce"), axe)
    window = opens_ballot(voter, page)
    marks(voter, 1).press("Space")
    marks(voter, 4).press("Space")
    window.evaluate("document.activeElement.blur(), scrollTo(0, 0)")

    for _ in range(40):
        window.keyboard.press("Tab")
        assert not window.evaluate(HIDDEN)


def test_points_are_given_with_the_keyboard_alone(voter):
    page = make_open_vote(*TITLES, method="points")
    window = opens_ballot(voter, page)

    for _ in range(60):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.matches('select[data-mb-mark]')"):
            break
    number = window.evaluate("document.activeElement.dataset.mbMark")
    window.keyboard.press("ArrowDown")
    for _ in range(60):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.name") == "next":
            break
    with window.expect_navigation():
        window.keyboard.press("Enter")

    assert window.url.endswith(step(page, "identify"))
    opens_ballot(voter, page)
    assert marks(voter, number).input_value() == "1"


def test_areas_searching_and_comparing_are_usable_by_everybody(voter):
    titles = (*TITLES, "Trädgårdsanläggningsutrustningsförråd")
    page = make_vote_in_areas(
        {f"{title} {area}": (area, 1_000) for title in titles for area in ("Norr", "Söder")},
        method="points",
        most_areas=1,
    )
    opens_ballot(voter, page)
    looks_right(voter)

    voter.presses("Söder")
    looks_right(voter)
    longest = voter.page.locator("li", has_text="Trädgård").locator("[name=compare]")
    boxes = voter.page.locator("[name=compare]:not(:checked)")
    longest.check()
    for _ in range(2):
        boxes.first.check()
    with voter.page.expect_navigation():
        voter.page.locator("[name=compare_now]").click()

    assert voter.page.locator(".mb-compare__item").count() == 3
    looks_right(voter)
