"""Votes that are tried out before residents have them."""

from wagtail_medborgarbudget.actions.rehearsal import start_rehearsal
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import VotingPage

from .builders import make_eligible, make_round_page, make_voting_page

TITLES = ("Bänkar", "Lampor", "Utegym", "Vindskydd")


def make_ready_page(*titles, step=Step.VOTE, cost=100_000, **facts) -> VotingPage:
    """The voting page of a vote that lacks nothing, and whose ballot is not fixed."""
    round_page = make_round_page(step=step)
    for title in titles or TITLES:
        make_eligible(round_page, title, cost)
    return make_voting_page(round_page, **{"ways": ["declaration"]} | facts)


def make_rehearsal(*titles, **facts) -> VotingPage:
    page = make_ready_page(*titles, **facts)
    start_rehearsal(page.vote)
    return VotingPage.objects.get(pk=page.pk)
