"""The checklist: every point before an opening, ready or not, and where to put it right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail_medborgarbudget.actions.preflight import CHECKS, POINT_OF, checklist
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.admin.checklist import WORDS
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Decision, DecisionKind, Period, ProposalPage, Vote

from .builders import in_swedish, make_eligible, make_user, translate
from .rehearsals import make_ready_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_ready_page()


@pytest.fixture
def leader(client):
    user = make_user(LEADER)
    client.force_login(user)
    return user


def vote_of(page) -> Vote:
    return Vote.objects.get(pk=page.vote.pk)


def states(page) -> dict[str, str]:
    return {point.name: point.state for point in checklist(vote_of(page))}


def not_ready(page) -> dict[str, set[str]]:
    points = checklist(vote_of(page))
    return {one.name: {each.code for each in one.problems} for one in points if one.problems}


def screen(client, page):
    return client.get(reverse("medborgarbudget_votes:checklist", args=[page.vote.pk]))


def test_a_vote_that_lacks_nothing_is_ready_on_every_point(page):
    assert set(states(page).values()) == {"ready"}


def test_every_point_has_words_and_every_problem_a_point():
    points = [name for check in CHECKS for name in check.points]

    assert set(points) == set(WORDS)
    assert set(POINT_OF.values()) <= set(points)
    assert len(points) == len(set(points))


def test_each_problem_stands_on_its_own_line(page):
    Decision.objects.filter(kind=DecisionKind.SHORTLIST).delete()
    proposal = page.vote.round.proposals.first()
    proposal.cost = None
    proposal.save()
    Vote.objects.update(no_paper_because={})

    assert not_ready(page) == {
        "shortlist_decision": {"no_shortlist_decision"},
        "costs": {"proposal_without_cost"},
        "without_a_computer": {"no_paper_way"},
    }


def test_a_budget_without_a_decision_is_advice_and_blocks_nothing(page):
    Decision.objects.filter(kind=DecisionKind.BUDGET).delete()

    assert states(page)["budget_decision"] == "advice"


def test_nobody_to_ask_is_advice(page):
    round = page.vote.round
    round.contact_email = ""
    round.save()

    assert not_ready(page) == {"contact": {"nobody_to_ask"}}


def test_a_decision_before_the_last_voting_day_is_found(page):
    voting = Period.objects.get(step=Step.VOTE)
    Period.objects.filter(step=Step.DECISION).update(first=voting.last)

    assert not_ready(page) == {"dates": {"decision_too_early"}}
    Period.objects.filter(step=Step.DECISION).delete()
    assert not_ready(page) == {"dates": {"no_decision_days"}}


def test_every_proposal_must_be_readable_in_each_language_one_can_vote_in(page):
    proposals = ProposalPage.objects.order_by("pk")
    for each in proposals[1:]:
        translate(each)
    assert states(page)["texts"] == "ready"

    translate(page)
    [problem] = checklist_problems(page, "texts")

    assert (problem.code, problem.blocks) == ("proposal_not_in_language", True)
    assert problem.facts == {"proposal": "Bänkar", "language": "en"}
    translate(proposals[0])
    assert states(page)["texts"] == "ready"


def checklist_problems(page, name):
    return next(point.problems for point in checklist(vote_of(page)) if point.name == name)


def test_a_draft_is_no_text(page):
    ProposalPage.objects.filter(title="Bänkar").update(live=False)
    assert not_ready(page) == {"texts": {"proposal_not_in_language"}}

    page.unpublish()
    assert not_ready(page) == {"texts": {"no_voting_page"}}


def test_missing_introductions_are_advice(page):
    ProposalPage.objects.filter(title="Bänkar").update(intro="")
    type(page).objects.update(intro=" ")

    assert states(page)["texts"] == "advice"
    assert not_ready(page)["texts"] == {"voting_page_without_intro", "proposal_without_intro"}


def test_the_screen_says_how_each_point_stands_in_words_and_where_to_mend_it(client, leader, page):
    Decision.objects.filter(kind=DecisionKind.CRITERIA).delete()

    text = screen(client, page).content.decode()

    for words in WORDS.values():
        assert in_swedish(words.label) in text
    assert text.count(in_swedish("Must be put right")) == 1
    assert text.count(in_swedish("All set")) >= len(WORDS) - 1
    assert reverse("medborgarbudget_rounds:edit", args=[page.vote.round_id]) in text


def test_the_screen_asks_as_often_whatever_the_number_of_proposals(client, leader, page):
    few = queries_for(client, page)

    for number in range(10):
        make_eligible(page.round_page, f"Förslag {number}", 10_000)

    assert queries_for(client, page) == few


def queries_for(client, page) -> int:
    screen(client, page)
    with CaptureQueriesContext(connection) as asked:
        screen(client, page)
    return len(asked)


def test_once_residents_have_the_ballot_the_checklist_is_not_offered(client, leader, page):
    edit = reverse("medborgarbudget_votes:edit", args=[page.vote.pk])
    link = reverse("medborgarbudget_votes:checklist", args=[page.vote.pk])
    assert link in client.get(edit).content.decode()

    client.post(reverse("medborgarbudget_votes:fix", args=[page.vote.pk]))

    assert link not in client.get(edit).content.decode()
