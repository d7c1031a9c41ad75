"""Counting in the admin: started with a button, followed on a page of its own, and cancelled."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import GroupPagePermission

from example_site.models import HomePage
from wagtail_medborgarbudget.actions.count_runs import (
    CountIsOver,
    CountUnderWay,
    UnexpectedFault,
    run_count,
    start_count,
)
from wagtail_medborgarbudget.actions.results import CannotBeCounted, ResultRefused
from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, EDITOR, LEADER, READER
from wagtail_medborgarbudget.admin.counting import FAULTS, STATES, run_sentence
from wagtail_medborgarbudget.models import CountRun, CountState, Result

from .builders import in_swedish, make_closed_vote, make_home, make_user

pytestmark = pytest.mark.django_db

COSTS = {"Utegym": 200_000, "Bänkar": 90_000}
XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def vote():
    return make_closed_vote(COSTS, {"1 2": 3, "1": 2}).vote


@pytest.fixture
def leader(client):
    user = make_user(LEADER, name="ledaren")
    client.force_login(user)
    return user


@pytest.fixture
def run(vote, leader):
    """A count that waits for a worker."""
    return start_count(vote, leader)


def url(name, vote):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk])


def screen(client, name, vote, **headers) -> str:
    return client.get(url(name, vote), headers=headers).content.decode()


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def running(run, **progress) -> CountRun:
    CountRun.objects.filter(pk=run.pk).update(state=CountState.RUNNING, progress=progress)
    return CountRun.objects.get(pk=run.pk)


def test_the_button_counts_and_leads_to_the_result(
    client, vote, leader, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pressed = client.post(url("count", vote))
    page = screen(client, "counting", vote)

    result = Result.objects.get()
    assert pressed.url == url("counting", vote)
    assert str(STATES[CountState.DONE]) in page
    assert reverse(result.snippet_viewset.get_url_name("edit"), args=[result.pk]) in page
    assert "ledaren" in page


def test_a_count_that_is_under_way_is_not_started_again(client, vote, run):
    pressed = client.post(url("count", vote))

    assert CountUnderWay().messages[0] in said(pressed)
    assert pressed.url == url("counting", vote)
    assert CountRun.objects.get() == run


def test_the_screen_renews_itself_while_the_count_goes_on_and_then_no_more(client, vote, run):
    going = screen(client, "counting", vote)
    run_count(run.pk)
    over = screen(client, "counting", vote)

    for again in ("<noscript>", "w-swap"):
        assert again in going
        assert again not in over


def test_what_is_fetched_anew_is_the_sentence_alone_and_ends_with_the_whole_screen(
    client, vote, run
):
    running(run, step="reading")
    going = screen(client, "counting", vote, **XHR)
    run_count(CountRun.objects.filter(pk=run.pk).update(state=CountState.WAITING) and run.pk)
    over = screen(client, "counting", vote, **XHR)

    assert "<html" not in going
    assert "Läser" in going or "Reading" in going
    assert "w-action#reload" not in going
    assert "w-action#reload" in over


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        ({}, "Reading the ballots."),
        ({"step": "proving"}, "Checking that the result holds."),
        ({"step": "comparing"}, "Counting by other rules too, to compare."),
        (
            {"step": "counting", "pot": "*", "steps": 1, "share": "104"},
            (
                "Counting: the common pot. "
                "Raising each voter's share: 1 time so far, to SEK\N{NO-BREAK SPACE}104."
            ),
        ),
    ],
)
def test_a_running_count_says_what_it_is_doing(run, progress, words):
    with override("en"):
        assert run_sentence(running(run, **progress)) == words


def test_it_names_the_area_and_how_often_each_share_has_been_raised(run):
    area = run.vote.round.areas.get()
    facts = {"step": "counting", "pot": str(area.pk), "steps": 1214, "share": "31200/7"}

    with override("en"):
        assert run_sentence(running(run, **facts)) == (
            "Counting: Granhyltan. Raising each voter's share: 1,214 times so far, "
            "to SEK\N{NO-BREAK SPACE}4,457."
        )
        assert run_sentence(running(run, **facts | {"steps": 0, "share": "0"})) == (
            "Counting: Granhyltan."
        )


def test_a_count_can_be_cancelled_from_its_screen(client, vote, run):
    response = client.post(url("counting", vote), {"run": run.pk}, follow=True)

    assert CountRun.objects.get().state == CountState.CANCELLED
    page = response.content.decode()
    assert str(STATES[CountState.CANCELLED]) in page
    assert url("count", vote) in page


def test_a_running_count_that_is_asked_to_stop_says_so(client, vote, run):
    running(run, step="reading")

    client.post(url("counting", vote), {"run": run.pk})

    asked = CountRun.objects.get()
    assert asked.cancel_asked
    with override("en"):
        assert run_sentence(asked) == "The counting is being stopped."
    page = screen(client, "counting", vote)
    assert in_swedish("You can leave this page. The counting goes on.") not in page
    assert in_swedish("Cancel the counting") not in page


def test_cancelling_too_late_says_so_and_leaves_a_later_count_alone(client, vote, leader, run):
    run_count(run.pk)
    later = start_count(vote, leader)

    pressed = client.post(url("counting", vote), {"run": run.pk})

    assert CountIsOver().messages[0] in said(pressed)
    assert not CountRun.objects.get(pk=later.pk).cancel_asked


@pytest.mark.parametrize("sent", [{}, {"run": "x"}, {"run": "0"}])
def test_only_the_count_on_the_screen_is_cancelled(client, vote, run, sent):
    client.post(url("counting", vote), sent)

    assert CountRun.objects.get().state == CountState.WAITING


def test_a_count_that_failed_says_why_on_its_screen_and_on_the_votes(client, leader):
    vote = make_closed_vote(COSTS, {"9": 1}).vote
    run_count(start_count(vote, leader).pk)

    for name in ("counting", "edit"):
        page = screen(client, name, vote)
        assert CannotBeCounted(reason="unknown_candidate").messages[0] in page
        assert url("count", vote) in page


def test_every_fault_that_can_end_a_count_has_a_sentence():
    from wagtail_medborgarbudget.actions import count_runs, results

    before_it_begins = {CountUnderWay, CountIsOver}
    of_a_decision = {
        results.CountedByYou,
        results.ChangedSinceReview,
        results.OnlyATest,
        results.ReplacedByNewCount,
        results.NotPublished,
        results.ProposalHasMoved,
        results.DecisionAhead,
    }
    known = {
        refusal
        for module in (results, count_runs)
        for refusal in vars(module).values()
        if isinstance(refusal, type) and issubclass(refusal, ResultRefused)
    }

    assert set(FAULTS.values()) == known - before_it_begins - of_a_decision - {ResultRefused}


def test_the_votes_form_leads_to_a_count_that_goes_on_instead_of_starting_another(
    client, vote, run
):
    page = screen(client, "edit", vote)

    assert str(STATES[CountState.WAITING]) in page
    assert url("counting", vote) in page
    assert url("count", vote) not in page


def test_a_count_that_went_well_is_told_by_its_result_and_not_on_the_votes_form(client, vote, run):
    run_count(run.pk)

    page = screen(client, "edit", vote)

    assert str(STATES[CountState.DONE]) not in page
    assert url("counting", vote) not in page


def test_a_count_whose_counter_is_gone_can_still_be_read(client, vote, run):
    CountRun.objects.update(
        started_by=None, state="failed", fault={"code": UnexpectedFault.code, "facts": {}}
    )

    assert UnexpectedFault().messages[0] in screen(client, "counting", vote)


def test_a_vote_that_nobody_has_counted_has_no_such_screen(client, vote, leader):
    assert client.get(url("counting", vote), follow=True).status_code == 404


@pytest.mark.parametrize("role", [EDITOR, CASE_OFFICER, READER])
def test_other_roles_neither_see_nor_cancel_a_count(client, vote, run, role):
    client.force_login(make_user(role))

    assert client.get(url("counting", vote)).status_code in (302, 403)
    assert client.post(url("counting", vote), {"run": run.pk}).status_code in (302, 403)
    assert CountRun.objects.get().state == CountState.WAITING


def test_another_sites_leader_neither_sees_nor_cancels_a_count(client, vote, run):
    elsewhere = make_home().add_child(instance=HomePage(title="Grannen", slug="grannen"))
    client.force_login(make_user(LEADER, under=elsewhere))
    GroupPagePermission.objects.exclude(page=elsewhere).delete()

    assert client.get(url("counting", vote)).status_code in (302, 403)
    client.post(url("counting", vote), {"run": run.pk})
    assert CountRun.objects.get().state == CountState.WAITING


def test_looking_asks_as_often_whatever_the_number_of_counts(client, vote, leader, run):
    def asked() -> int:
        client.get(url("counting", vote), headers=XHR)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("counting", vote), headers=XHR)
        return len(queries)

    one = asked()
    run_count(run.pk)
    for _more in range(3):
        run_count(start_count(vote, leader).pk)
    start_count(vote, leader)

    assert asked() == one <= 12
