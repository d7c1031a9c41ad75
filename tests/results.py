"""A decided result, and what its page says, for tests."""

from datetime import date

from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from wagtail_medborgarbudget.actions.results import count_vote, decide_result
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.models import Result, VotingPage
from wagtail_medborgarbudget.views.results import result_context

from .builders import make_closed_vote, make_decision, make_user

COSTS = {"Utegym": 200_000, "Bänkar": 90_000, "Belysning": 150_000, "Gungor": 400_000}
BALLOTS = {"1 2": 3, "1 3": 2, "4": 1}


def make_decided(costs=COSTS, ballots=BALLOTS, **facts) -> VotingPage:
    """A voting page whose result is decided; past its workflow, which has its own tests."""
    return decide(make_closed_vote(costs, ballots, **facts))


def decide(page) -> VotingPage:
    leader = make_user(LEADER)
    result = count_vote(page.vote, leader)
    result.get_latest_revision().publish()
    decision = make_decision(
        page.vote.round, "result", date=date(2026, 1, 15), paragraph="7", link="https://k.example/p"
    )
    decide_result(Result.objects.get(pk=result.pk), decision, leader)
    return VotingPage.objects.get(pk=page.pk)


def look(page) -> str:
    request = RequestFactory().get("/")
    context = result_context(page, request)
    return render_to_string("wagtail_medborgarbudget/components/result.html", context, request)


def queries_for(page) -> int:
    page = VotingPage.objects.get(pk=page.pk)
    with CaptureQueriesContext(connection) as asked:
        look(page)
    return len(asked)
