"""Votes in every method, and what a voter marks in them."""

from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import VotingPage

from .builders import make_eligible, make_round_page, make_voting_page
from .voters import declare, step

POTS = {"Norr": 250_000, "Söder": 200_000}
# Numbered by area and then by title: 1 Bänkar, 2 Utegym in Norr; 3 Lampor, 4 Vindskydd in Söder.
IN_AREAS = {
    "Bänkar": ("Norr", 100_000),
    "Utegym": ("Norr", 200_000),
    "Lampor": ("Söder", 50_000),
    "Vindskydd": ("Söder", 180_000),
}


def make_vote_in_areas(proposals=None, pots=None, *, common_pot=0, **facts) -> VotingPage:
    """An open vote with proposals in several areas; those of no area come last on the ballot."""
    round_page = make_round_page(step=Step.VOTE, pots=pots or POTS, common_pot=common_pot)
    areas = {str(area.name): area for area in round_page.round.areas.all()} | {None: None}
    for title, (area, cost) in (proposals or IN_AREAS).items():
        make_eligible(round_page, title, cost, area=areas[area])
    page = make_voting_page(round_page, ways=["declaration"], **facts)
    open_vote(page.vote)
    return VotingPage.objects.get(pk=page.pk)


def look(client, page, **query):
    return client.get(step(page, "ballot"), query)


def press(client, page, button="update", value="1", follow=False, **marks):
    """Send the ballot with a button: ``choices=[1, 2]``, ``points={7: 2}`` or ``places={7: 1}``."""
    data = {button: value}
    for name, field in (("points", "points"), ("places", "place")):
        data |= {f"{field}-{number}": size for number, size in marks.pop(name, {}).items()}
    return client.post(step(page, "ballot"), data | marks, follow=follow)


def send_marks(client, page, **marks):
    """The whole way from the ballot to the receipt, as the forms on the pages send it."""
    press(client, page, "next", **marks)
    declare(client, page)
    data = {}
    for name, field in (("points", "points"), ("places", "place")):
        data |= {f"{field}-{number}": size for number, size in marks.pop(name, {}).items()}
    return client.post(step(page, "review"), data | marks)


def marked(client, page) -> dict[int, int]:
    """What the ballot has marked just now, shown or not."""
    context = look(client, page).context_data
    shown = [choice for _area, choices in context["paper"] for choice in choices]
    kept = [choice for choice, _written in context["kept"]]
    return {choice.number: choice.size for choice in [*shown, *kept] if choice.size}
