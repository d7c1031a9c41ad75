"""A result by equal shares, with all that is folded in, on any screen and without scripts."""

import pytest

from wagtail_medborgarbudget.models import Area, Proposal, Round, VotingPage

from ..builders import force, make_closed_vote, translate
from ..results import decide
from .conftest import NARROW, WIDE

COSTS = {"Utegym": 150_000, "Scen": 120_000, "Bänkar": 60_000, "Belysning": 40_000}
BALLOTS = {"1 2": 5, "1": 1, "3 4": 3, "4": 1}


@pytest.fixture
def result(transactional_db):
    """A result with a common pot, a yearly ceiling and proposals that get nothing."""
    page = make_closed_vote(COSTS, BALLOTS, rule="equal_shares", greedy_completion=False)
    force(Round.objects, common_pot=50_000)
    force(Area.objects, running_cap=20_000)
    force(Proposal.objects, running_cost=1_000)
    return decide(page)


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_everything_about_a_result_can_be_read_on_any_screen(result, new_page, axe, language):
    page = new_page()
    page.goto((translate(result) if language == "en" else result).url)
    folded = page.locator("details")
    for more in folded.all():
        more.locator("summary").click()

    axe(page)
    assert folded.count() >= 3
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_count_can_be_followed_without_scripts(result, page_without_javascript):
    page = page_without_javascript
    page.goto(VotingPage.objects.get(pk=result.pk).url)

    page.get_by_text("Följ räkningen steg för steg").first.click()

    assert page.get_by_text("Var och en hade 30 000 kr från början.").is_visible()


@pytest.mark.parametrize("viewport", [NARROW])
def test_long_figures_leave_room_for_the_title_on_a_telephone(page, transactional_db):
    ballots = {"1:3 2:1": 400, "1:2 3:2": 71}
    vote = make_closed_vote(COSTS, ballots, method="points", points=4, most_points=4)

    page.goto(decide(vote).url)

    title = page.locator(".mb-bars__row > :first-child").first
    assert title.bounding_box()["width"] > NARROW["width"] / 2
