"""Where residents stand they read who may vote, how, and whom to call."""

import re
import time

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from wagtail_medborgarbudget.actions.preflight import preflight
from wagtail_medborgarbudget.admin.vote_sentences import problem_sentence
from wagtail_medborgarbudget.identification.assisted import Assisted
from wagtail_medborgarbudget.identification.declaration import Declaration
from wagtail_medborgarbudget.identification.paper import Paper
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot, Round
from wagtail_medborgarbudget.views import voters

from .builders import (
    end_voting,
    make_eligible,
    make_open_vote,
    make_round_page,
    make_voting_page,
)
from .results import make_decided
from .voters import begin, finish, identify, mark, send, step, text_of
from .ways import code_in, wrong

pytestmark = pytest.mark.django_db
WHO = {
    "who_may_vote": {"sv": "Alla som bor i Granhyltan."},
    "voting_age": 13,
    "help_to_vote": {"sv": "Biblioteket, måndag till fredag 10–16."},
}
TELEPHONE = "0123-456 78"


@pytest.fixture
def page():
    page = make_open_vote(ways=["email_code", "declaration", "paper", "assisted"], **WHO)
    Round.objects.update(contact_phone=TELEPHONE)
    return type(page).objects.get(pk=page.pk)


def says_who_and_whom_to_call(response):
    said = [*WHO["who_may_vote"].values(), *WHO["help_to_vote"].values(), " 13", TELEPHONE]
    return [words for words in said if words not in text_of(response)] == []


def test_the_voting_page_says_who_may_vote_and_where_there_is_help(client, page):
    assert says_who_and_whom_to_call(client.get(page.url))


def test_the_identification_says_it_whatever_way_is_chosen(client, page):
    begin(client, page)

    for query in ("", "?way=email_code", "?way=declaration", "?way=assisted"):
        assert says_who_and_whom_to_call(client.get(step(page, "identify") + query))


def test_each_way_says_itself_what_is_needed(client, page):
    begin(client, page)

    response = client.get(step(page, "identify") + "?way=assisted")

    with override("sv"):
        assert str(Assisted.description) in text_of(response)


def test_every_refusal_says_whom_to_call(client, page):
    begin(client, page)
    address = step(page, "identify")
    client.post(address + "?way=email_code", {"email": "anna@example.se"})
    refused = [
        client.post(address + "?way=email_code", {"code": wrong(code_in(mail.outbox[0]))}),
        client.post(address + "?way=assisted", {"start_code": "ABCDEFGH"}),
    ]

    for response in refused:
        said = re.search(r'class="mb-errors".*?</div>', text_of(response)).group()
        assert TELEPHONE in said
        assert "budget@kommun.example" in said


def test_who_comes_before_the_ballot_is_fixed_reads_who_may_vote():
    round_page = make_round_page(step=Step.VOTE, contact_phone=TELEPHONE)
    page = make_voting_page(round_page, **WHO)

    assert says_who_and_whom_to_call(Client().get(step(page, "ballot")))


def test_when_the_voting_is_over_nobody_is_told_how_to_vote(client, page):
    end_voting(page.vote)

    for address in (page.url, step(page, "ballot")):
        assert WHO["help_to_vote"]["sv"] not in text_of(client.get(address))


def test_the_voting_page_lists_all_ways_also_those_without_a_computer(client, page):
    html = text_of(client.get(page.url))

    with override("sv"):
        for way in (Paper, Assisted, Declaration):
            assert str(way.label) in html
            assert str(way.description) in html


def test_without_such_a_way_the_voting_page_says_why(client):
    reason = {"sv": "Ingen hann trycka papper."}
    without = make_open_vote(no_paper_because=reason)
    with_paper = make_open_vote(ways=["declaration", "paper"], no_paper_because=reason)

    assert reason["sv"] in text_of(client.get(without.url))
    assert reason["sv"] not in text_of(client.get(with_paper.url))


def test_the_voting_page_sets_no_cookie(client, page):
    response = client.get(page.url)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


# The weakest way is called so


def test_the_voting_page_calls_a_declaration_the_weakest_way(client):
    with override("sv"):
        weakness = str(Declaration.weakness)

    assert weakness in text_of(client.get(make_open_vote().url))
    assert weakness not in text_of(client.get(make_open_vote(ways=["email_code"]).url))


def test_the_result_does_too_and_counts_declared_votes_apart(client):
    page = make_decided()
    vote = page.vote
    vote.turnout = [
        {"day": "2026-11-20", "channel": "declaration", "voters": 7},
        {"day": "2026-11-20", "channel": "email_code", "voters": 12},
    ]
    vote.save()

    html = text_of(client.get(page.url))

    with override("sv"):
        assert str(Declaration.weakness) in html
        assert f'<dt>{Declaration.label}</dt><dd class="mb-number">7</dd>' in html


# An hour has gone


def test_after_an_hour_the_step_says_so_and_the_choices_are_kept(client, monkeypatch):
    page = make_open_vote()
    begin(client, page, 2)
    identify(client, page, declared="on")
    later = time.time() + voters.LASTS + 1
    monkeypatch.setattr(voters.time, "time", lambda: later)

    sent = send(client, page, 2)

    assert sent.url == step(page, "identify")
    shown = client.get(sent.url)
    assert shown.context_data["waited"]
    assert 'role="status"' in text_of(shown)
    assert "Dina val finns kvar." in text_of(shown)
    assert client.get(step(page, "ballot")).context_data["chosen"] == 1
    identify(client, page, declared="on")
    assert finish(client, page, 2).url == step(page, "receipt")


def test_when_the_session_has_gone_the_step_says_that_nothing_was_sent(client):
    page = make_open_vote()
    begin(client, page, 2)
    identify(client, page, declared="on")
    client.session.flush()

    shown = client.get(send(client, page, 2).url)

    assert "skickades inte" in text_of(shown).split("<form")[0]
    assert not Ballot.objects.exists()
    identify(client, page, declared="on")
    assert finish(client, page, 2).url == step(page, "receipt")


def test_who_comes_for_the_first_time_is_told_of_no_hour(client):
    page = make_open_vote()
    begin(client, page)

    shown = client.get(step(page, "identify"))

    assert not shown.context_data["waited"]
    assert "skickades inte" not in text_of(shown)


# Whether somebody has voted


def journey(page, address):
    """All that a browser is shown on the way, and how many questions the database was asked."""
    client, shown, queries = Client(), [], []

    def look(call, *args, **data):
        with CaptureQueriesContext(connection) as captured:
            response = call(*args, **data)
        queries.append(len(captured))
        # What is another each time: the token against forgery, and the word of this very page.
        text = re.sub(r'value="[\w-]{12,64}"', "", response.content.decode())
        shown.append((response.status_code, response.headers.get("Location"), text))
        return response

    look(mark, client, page, 1)
    look(client.get, step(page, "identify"))
    look(identify, client, page, email=address)
    look(client.get, step(page, "identify"))
    look(identify, client, page, code=code_in(mail.outbox[-1]))
    look(client.get, step(page, "review"))
    look(send, client, page, 1)
    return shown, queries


def test_neither_words_nor_work_tell_whether_an_address_has_voted(monkeypatch):
    # Which of sixteen counters a vote is added to is drawn, and a new one takes two questions more.
    monkeypatch.setattr("wagtail_medborgarbudget.actions.watching.SHARDS", 1)
    page = make_open_vote(ways=["email_code"])
    journey(page, "anna@example.se")
    mail.outbox.clear()

    voted, its_queries = journey(page, "anna@example.se")
    new, other_queries = journey(page, "bo@example.se")

    assert voted == new
    assert its_queries == other_queries


# Before the vote can open


def problems(**facts):
    round_page = make_round_page(step=Step.REVIEW)
    make_eligible(round_page, "Bänkar", 100_000)
    return list(preflight(make_voting_page(round_page, **facts).vote))


def test_without_a_way_for_those_without_a_computer_a_reason_is_needed():
    nothing = {"no_paper_because": {}}

    without = problems(ways=["email_code"], **nothing)

    assert [(each.code, each.blocks) for each in without] == [("no_paper_way", True)]
    assert problems(ways=["email_code"], no_paper_because={"sv": "Ingen hann."}) == []
    for way in ("paper", "assisted"):
        codes = [each.code for each in problems(ways=["email_code", way], **nothing)]
        assert "no_paper_way" not in codes


def test_several_ways_are_named_and_do_not_stop_the_opening():
    [advice] = problems(ways=["email_code", "paper"])

    assert not advice.blocks
    with override("sv"):
        said = problem_sentence(advice)
    assert str(Paper.label) in said or "papper" in said


def test_ways_that_know_the_same_person_are_one(settings):
    settings.MEDBORGARBUDGET_IDENTIFICATION = [f"{__name__}.Pass", f"{__name__}.Licence"]

    assert problems(ways=["passport", "licence"]) == []


class Pass(Declaration):
    name, label, identifies = "passport", "Pass", "personal_number"


class Licence(Declaration):
    name, label, identifies = "licence", "Körkort", "personal_number"
