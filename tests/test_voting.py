"""Opening a vote, and the way a resident goes from the voting page to the receipt."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from wagtail_medborgarbudget.actions.preflight import NotReady, preflight
from wagtail_medborgarbudget.actions.voting import AlreadyFixed, open_vote
from wagtail_medborgarbudget.forms.sentences import PREFLIGHT, problem_sentence
from wagtail_medborgarbudget.method.greedy import draw_lot
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import Ballot, Period, Proposal, Vote, VoterMark
from wagtail_medborgarbudget.views.voting_page import rule_of

from .builders import (
    end_voting,
    make_eligible,
    make_open_vote,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
    vote_as,
)

pytestmark = pytest.mark.django_db


def step(page, name):
    return page.url + page.reverse_subpage(name)


def mark(client, page, *choices, button="next"):
    return client.post(step(page, "ballot"), {"choices": choices, button: "1"})


def declare(client, page):
    return client.post(step(page, "identify"), {"declared": "on"})


def send(client, page, *choices):
    return client.post(step(page, "review"), {"choices": choices})


def vote_through(client, page, *choices):
    mark(client, page, *choices)
    declare(client, page)
    return send(client, page, *choices)


def text_of(response):
    return " ".join(response.content.decode().split())


def ready_vote(**facts):
    round_page = make_round_page(step=Step.VOTE)
    make_eligible(round_page, "Bänkar", 50_000)
    return make_voting_page(round_page, **facts).vote


# Opening


def test_opening_a_vote_numbers_the_proposals_by_area_and_title():
    round_page = make_round_page(step=Step.VOTE, pots={"Berga": 300_000, "Alby": 300_000})
    berga, alby = round_page.round.areas.all()
    for title, area in [("Utegym", alby), ("Lampor", berga), ("Bänkar", berga)]:
        make_eligible(round_page, title, 50_000, area=area)
    make_proposal_page(round_page, "Inte prövat")

    vote = open_vote(make_voting_page(round_page).vote)

    on_ballot = Proposal.objects.on_ballot()
    assert [(p.ballot_number, p.title) for p in on_ballot] == [
        (1, "Bänkar"),
        (2, "Lampor"),
        (3, "Utegym"),
    ]
    assert vote.is_fixed
    assert vote.is_open()


def test_the_lot_is_drawn_from_a_published_seed():
    vote = make_open_vote().vote

    assert list(map(str, vote.lot)) == draw_lot(["1", "2", "3", "4"], vote.lot_seed)
    assert open_vote(ready_vote()).lot_seed != vote.lot_seed


def test_a_vote_is_opened_once():
    vote = make_open_vote().vote

    with pytest.raises(AlreadyFixed):
        open_vote(vote)


def test_a_vote_that_is_not_ready_says_everything_at_once(settings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = "short"
    round_page = make_round_page(step=None, decided=False)
    vote = make_voting_page(round_page, no_paper_because={}, ways=["unknown"], least=4).vote

    with pytest.raises(NotReady) as refused:
        open_vote(vote)

    assert {problem.code for problem in refused.value.problems} == {
        "no_voting_days",
        "no_proposals",
        "no_criteria_decision",
        "no_shortlist_decision",
        "no_way_to_identify",
        "no_paper_way",
        "impossible_limits",
        "no_ballot_key",
    }
    assert not Vote.objects.get(pk=vote.pk).is_fixed


def test_every_proposal_needs_an_area_and_a_cost_under_the_cap():
    round_page = make_round_page(step=Step.VOTE, cost_cap=200_000)
    make_eligible(round_page, "Utan kostnad", None)
    make_eligible(round_page, "Utan område", 1, area=None)
    make_eligible(round_page, "För dyrt", 200_001)
    vote = make_voting_page(round_page, ways=["declaration"]).vote

    problems = preflight(vote)

    assert {(problem.code, problem.facts["proposal"]) for problem in problems} == {
        ("proposal_without_cost", "Utan kostnad"),
        ("proposal_without_area", "Utan område"),
        ("proposal_too_expensive", "För dyrt"),
    }
    assert all("%(" not in problem_sentence(problem) for problem in problems)


def test_a_vote_whose_days_are_over_cannot_be_opened():
    vote = end_voting(ready_vote())

    assert [problem.code for problem in preflight(vote)] == ["voting_days_over"]


def test_a_minimum_that_the_ballot_cannot_fill_is_found_before_opening():
    vote = ready_vote(most=3, least=2)

    assert [problem.code for problem in preflight(vote)] == ["too_few_proposals"]


def test_several_ways_are_advice_and_do_not_stop_the_opening():
    vote = ready_vote(ways=["declaration", "email_code"])

    assert [problem.code for problem in preflight(vote)] == ["several_ways"]
    assert open_vote(vote).is_fixed


def test_every_problem_has_a_sentence(settings):
    facts = dict.fromkeys(["last", "cost", "cap"], 1) | {"proposal": "x", "proposals": 1}
    facts |= {"least": 1, "most": 1}

    assert all(str(sentence) % facts for sentence in PREFLIGHT.values())


def test_the_opening_is_logged_with_the_one_who_did_it():
    from wagtail.models import ModelLogEntry

    user = make_user()
    vote = open_vote(ready_vote(), user)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.open_vote")
    assert (entry.user, entry.object_id) == (user, str(vote.pk))


# The voting page


def test_the_voting_page_sets_no_cookie_and_leads_to_the_ballot(client):
    page = make_open_vote(most=2)

    response = client.get(page.url)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert step(page, "ballot") in text_of(response)


def test_the_voting_page_says_the_rule_and_the_order_of_ties(client):
    page = make_open_vote(threshold=25, threshold_percent=2.5)

    with override("en"):
        rule, *needed, ties = rule_of(Vote.objects.get())

    assert "passed over" in rule
    assert needed == [
        "A proposal needs at least 25 votes.",
        "A proposal needs votes from at least 2.5 per cent of the voters.",
    ]
    assert "the cheaper goes first" in ties
    response = client.get(page.url)
    assert len(response.context_data["rule"]) == 4
    assert page.vote.lot_seed in text_of(response)


@pytest.mark.parametrize(
    ("state", "prepare"),
    [
        ("open", lambda vote: None),
        ("waiting", end_voting),
        ("not_ready", lambda vote: Vote.objects.filter(pk=vote.pk).update(opened_at=None)),
    ],
)
def test_the_voting_page_follows_the_vote(client, state, prepare):
    page = make_open_vote()
    prepare(page.vote)

    response = client.get(page.url)

    assert response.context_data["state"] == state
    assert (step(page, "ballot") in text_of(response)) == (state == "open")


def test_before_the_voting_days_the_page_says_when_it_opens(client):
    round_page = make_round_page(step=Step.IDEAS)
    page = make_voting_page(round_page)

    response = client.get(page.url)

    assert response.context_data["state"] == "soon"


def test_nobody_sees_how_the_votes_fall_while_voting_goes_on(client):
    page = make_open_vote()
    before = text_of(client.get(page.url))

    for voter in range(7):
        vote_as(page.vote, f"voter {voter}", 1)

    assert text_of(client.get(page.url)) == before


# The ballot


def test_a_resident_votes_without_account_or_javascript(client):
    page = make_open_vote(most=2)

    marked = mark(client, page, 1, 3)
    assert marked.url == step(page, "identify")
    declared = declare(client, page)
    assert declared.url == step(page, "review")
    content = text_of(client.get(declared.url))
    assert "Bänkar" in content
    assert "Utegym" in content
    assert "Lampor" not in content
    sent = send(client, page, 1, 3)
    assert sent.url == step(page, "receipt")

    receipt = client.get(sent.url)

    assert Ballot.objects.get().choices == "1 3"
    assert receipt.context_data["code"] in text_of(receipt)
    assert "Bänkar" not in text_of(receipt)


def test_more_marks_than_allowed_are_kept_and_the_page_says_how_many_to_remove(client):
    page = make_open_vote(most=2)

    response = mark(client, page, 1, 2, 3, 4)

    assert response.status_code == 200
    assert response.context_data["form"].errors
    assert text_of(response).count(" checked ") == 4
    again = client.get(step(page, "ballot"))
    assert text_of(again).count(" checked ") == 4
    assert again.context_data["sentence"] == again.context_data["sentences"]["over"] % {
        "chosen": 4,
        "most": 2,
        "over": 2,
    }


def test_an_empty_ballot_is_refused_with_a_sentence(client):
    page = make_open_vote()

    response = mark(client, page)

    assert response.context_data["form"].errors["choices"]


def test_update_keeps_the_marks_and_stays_on_the_ballot(client):
    page = make_open_vote()

    response = mark(client, page, 2, button="update")

    assert response.url.startswith(step(page, "ballot"))
    assert client.get(response.url).context_data["chosen"] == 1


def test_the_marks_are_in_a_signed_cookie_of_ballot_numbers_only(client):
    page = make_open_vote()

    cookie = mark(client, page, 1, 3).cookies[f"mb_secret_{page.vote.pk}"]

    assert cookie["httponly"]
    assert cookie.value.split(":")[0].split()[1:] == ["1", "3"]
    client.cookies[f"mb_secret_{page.vote.pk}"] = cookie.value.replace(" 3", " 4")
    assert client.get(step(page, "ballot")).context_data["chosen"] == 0


def test_a_number_that_is_not_on_the_ballot_is_refused(client):
    page = make_open_vote()

    response = mark(client, page, 1, 99)

    assert response.context_data["form"].errors
    assert response.context_data["chosen"] == 1


def test_a_link_from_a_proposal_marks_it_beside_the_earlier_marks(client):
    page = make_open_vote()
    mark(client, page, 2, button="update")

    for linked in ("3", "99", "²", "x"):
        response = client.get(step(page, "ballot"), {"valj": linked})

    assert response.context_data["chosen"] == 2


def test_with_a_single_choice_a_linked_proposal_takes_the_marks_place(client):
    page = make_open_vote(method="single")
    mark(client, page, 2, button="update")

    response = client.get(step(page, "ballot"), {"valj": "3"})

    assert response.context_data["chosen"] == 1
    assert 'type="radio"' in text_of(response)


def test_the_order_is_the_voters_own_and_stays_the_same():
    page = make_open_vote(*(f"Förslag {n:02}" for n in range(20)))

    def order(client):
        ((_area, choices),) = client.get(step(page, "ballot")).context_data["paper"]
        return [choice.number for choice in choices]

    one, other = Client(), Client()

    assert order(one) == order(one)
    assert order(one) != order(other)
    assert sorted(order(one)) == list(range(1, 21))


def test_the_ballot_speaks_the_pages_language(client):
    page = make_open_vote("Bänkar")
    proposal_page = Proposal.objects.get().page
    english = translate(page)
    benches = translate(proposal_page)
    benches.title = "Benches"
    benches.save_revision().publish()

    content = text_of(client.get(step(english, "ballot")))

    assert "Benches" in content
    assert english.vote == page.vote


def test_marks_follow_the_voter_to_the_other_language(client):
    page = make_open_vote()
    english = translate(page)

    mark(client, page, 2, button="update")

    assert client.get(step(english, "ballot")).context_data["chosen"] == 1


def test_a_proposal_withdrawn_meanwhile_stays_on_the_ballot_but_cannot_be_marked(client):
    page = make_open_vote()
    Proposal.objects.filter(ballot_number=2).update(stage=Stage.WITHDRAWN)

    content = text_of(client.get(step(page, "ballot")))

    assert "Lampor" in content
    assert 'id="mb-choice-2"' not in content
    assert 'id="mb-choice-3"' in content


def ballot_queries(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(step(page, "ballot"))
    return len(queries)


def test_the_ballot_asks_the_database_as_little_for_160_proposals_as_for_5(client):
    few = make_open_vote(*(f"Förslag {n}" for n in range(5)))
    many = make_open_vote(*(f"Förslag {n}" for n in range(160)))
    client.get(step(few, "ballot"))

    assert ballot_queries(client, many) == ballot_queries(client, few)


# Identification, review and receipt


def test_the_steps_lead_back_when_something_is_missing(client):
    page = make_open_vote()

    assert client.get(step(page, "identify")).url == step(page, "ballot")
    assert client.get(step(page, "review")).url == step(page, "ballot")
    assert client.get(step(page, "receipt")).url == page.url
    mark(client, page, 1)
    assert client.get(step(page, "review")).url == step(page, "identify")


def test_when_the_session_has_gone_the_voter_identifies_again_and_the_marks_are_kept(client):
    page = make_open_vote()
    mark(client, page, 2)
    declare(client, page)
    Session.objects.all().delete()

    response = send(client, page, 2)

    assert response.url == step(page, "identify")
    declare(client, page)
    assert "Lampor" in text_of(client.get(step(page, "review")))


def test_an_identified_voter_is_forgotten_after_an_hour(client, monkeypatch):
    page = make_open_vote()
    mark(client, page, 2)
    declare(client, page)
    import time

    late = time.time() + 3601
    monkeypatch.setattr("wagtail_medborgarbudget.views.voters.time.time", lambda: late)

    assert client.get(step(page, "review")).url == step(page, "identify")


def test_sending_twice_leaves_one_vote_and_shows_the_receipt(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    again = send(client, page, 1)

    assert again.url == step(page, "receipt")
    assert (Ballot.objects.count(), VoterMark.objects.count()) == (1, 1)
    assert client.get(step(page, "review")).url == step(page, "receipt")


def test_a_vote_can_be_changed_until_the_voting_closes(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    first = client.get(step(page, "receipt")).context_data["code"]

    vote_through(client, page, 2, 3)

    assert Ballot.objects.get().choices == "2 3"
    assert client.get(step(page, "receipt")).context_data["code"] != first


def test_the_next_person_at_the_computer_must_show_who_they_are(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    assert mark(client, page, 2).url == step(page, "identify")


def test_the_receipt_is_not_shown_to_the_next_voter(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    assert client.get(step(page, "receipt")).status_code == 200
    mark(client, page, 2)
    declare(client, page)

    assert client.get(step(page, "receipt")).url == page.url


def test_what_is_sent_is_what_was_shown_whatever_another_tab_has_marked(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    mark(client, page, 4, button="update")

    send(client, page, 1)

    assert Ballot.objects.get().choices == "1"


def test_the_marks_are_gone_when_the_vote_is_sent(client):
    page = make_open_vote()

    vote_through(client, page, 1)

    assert client.get(step(page, "ballot")).context_data["chosen"] == 0


def test_every_step_is_fresh_and_not_indexed(client):
    page = make_open_vote()
    mark(client, page, 1)
    answers = [client.get(step(page, name)) for name in ("ballot", "identify")]
    declare(client, page)
    answers.append(client.get(step(page, "review")))
    send(client, page, 1)
    answers.append(client.get(step(page, "receipt")))

    for response in answers:
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_every_form_of_voting_is_safe_from_other_sites():
    page = make_open_vote()
    client = Client(enforce_csrf_checks=True)

    assert mark(client, page, 1).status_code == 403


def test_closing_while_somebody_votes_loses_nothing_and_says_when(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    end_voting(page.vote)

    response = send(client, page, 1)

    content = text_of(response)
    last = Period.objects.get(round=page.vote.round, step=Step.VOTE).last
    assert response.status_code == 200
    assert str(last.year) in content
    assert "Bänkar" in content
    assert "budget@kommun.example" in content
    assert not Ballot.objects.exists()


def test_another_ballot_key_stops_the_voting_and_is_logged(client, settings, caplog):
    page = make_open_vote()
    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key that is as long as it has to be"

    response = client.get(step(page, "ballot"))

    assert response.context_data["state"] == "broken"
    assert "MEDBORGARBUDGET_BALLOT_KEY" in caplog.text


def test_sending_a_ballot_takes_a_fixed_number_of_questions_to_the_database(client):
    page = make_open_vote()
    mark(client, page, 1, 2)
    declare(client, page)

    with CaptureQueriesContext(connection) as queries:
        response = send(client, page, 1, 2)

    assert response.url == step(page, "receipt")
    ours = [q for q in queries if "wagtail_medborgarbudget_" in q["sql"]]
    assert len(ours) == 12, [q["sql"] for q in ours]


def test_no_place_holds_both_a_person_and_a_choice(client, caplog):
    page = make_open_vote("Bänkar", "Lampor", most=1, ways=["email_code"])
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    number = 2
    mark(client, page, number)
    client.post(step(page, "identify"), {"email": "anna@example.se"})
    code = mail.outbox[0].body.split()
    code = next(word for word in code if word.isdigit() and len(word) == 6)
    client.post(step(page, "identify"), {"code": code})
    send(client, page, number)
    client.get(step(page, "receipt"))

    sessions = [session.get_decoded() for session in Session.objects.all()]
    receipt = client.session[f"mb_receipt_{page.vote.pk}"]

    # The session holds the receipt code of this vote and nothing else.
    assert sessions == [{f"mb_receipt_{page.vote.pk}": receipt}]
    for place in (caplog.text, mail.outbox[0].body, mail.outbox[0].subject):
        assert "Lampor" not in place
    assert "anna@example.se" not in caplog.text
    ballot = Ballot.objects.values().get()
    mark_row = VoterMark.objects.values().get()
    assert not set(map(str, ballot.values())) & set(map(str, mark_row.values())) - {
        str(page.vote.pk)
    }
    for row in (ballot, mark_row):
        assert "anna" not in str(row)


def test_between_the_steps_the_session_holds_a_keyed_hash_and_no_address(client):
    page = make_open_vote(ways=["email_code"])
    mark(client, page, 1)

    client.post(step(page, "identify"), {"email": "anna@example.se"})

    assert dict(client.session.items()).keys() == {f"mb_code_{page.vote.pk}"}
    assert "anna" not in str(dict(client.session.items()))
