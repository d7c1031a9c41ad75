"""Nobody is bombed with letters, and no stranger keeps somebody from a code by asking for it."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from wagtail_medborgarbudget.actions import email_codes, letter_limits
from wagtail_medborgarbudget.actions.email_codes import check_code, send_code, use_link
from wagtail_medborgarbudget.actions.email_refusals import (
    CodeSpent,
    LetterNotSent,
    TooManyLetters,
    WrongCode,
)
from wagtail_medborgarbudget.actions.letter_limits import (
    LETTERS_IN_A_MAILBOX,
    LETTERS_TO_ONE,
    LETTERS_TO_ONE_A_DAY,
    LIES_THERE,
    TRIES_A_DAY,
)
from wagtail_medborgarbudget.models import EmailChallenge, VoteAlarm, VoterMark

from .builders import make_open_vote
from .voters import begin, finish, identify, step
from .ways import code_in, link_in, wrong

pytestmark = pytest.mark.django_db
RUT, HOME = "rut@example.se", "203.0.113.0/24"
# Each in a network of its own.
STRANGERS = [f"198.18.{number}.7" for number in range(200)]


@pytest.fixture
def page():
    return make_open_vote(ways=["email_code"])


@pytest.fixture
def vote(page):
    return page.vote


def at(address):
    """A browser with an address, that has something marked."""
    return Client(REMOTE_ADDR=address)


def ask(page, client, email=RUT):
    begin(client, page)
    client.get(step(page, "identify"), {"again": "1"})
    return identify(client, page, email=email)


def asked_by_strangers(page, times):
    for address in STRANGERS[:times]:
        assert ask(page, at(address)).status_code == 302


def tokens():
    """Hands out what a letter's link has in it."""
    made = []

    def link_to(token):
        made.append(token)
        return f"https://example.se/{token}"

    return made, link_to


# Nobody is kept from a code.


def test_whoever_is_bombed_from_many_networks_gets_a_code_and_votes(page):
    asked_by_strangers(page, 50)
    rut = at("203.0.113.9")

    answer = ask(page, rut)
    assert answer.url == step(page, "identify") + "?way=email_code"
    identify(rut, page, code=code_in(mail.outbox[-1]))
    finish(rut, page)

    assert VoterMark.objects.count() == 1


def test_a_mailbox_is_not_filled_however_many_ask(page):
    asked_by_strangers(page, 50)

    assert len(mail.outbox) == LETTERS_IN_A_MAILBOX


def test_when_the_letter_there_soon_works_no_more_another_goes_out(page, clock):
    asked_by_strangers(page, LETTERS_IN_A_MAILBOX + 1)
    clock.now += LIES_THERE + 1

    ask(page, at("203.0.113.9"))

    assert len(mail.outbox) == LETTERS_IN_A_MAILBOX + 1


def test_nothing_tells_a_stranger_that_a_letter_has_been_used(page, client, clock):
    """Who watches for it has asked for many, and sees when another goes out, or is refused."""
    for _letter in range(LETTERS_TO_ONE):
        ask(page, client)
    asked_by_strangers(page, LETTERS_IN_A_MAILBOX)
    rut = at("203.0.113.9")
    ask(page, rut)
    before = len(mail.outbox)

    answers = [ask(page, client).status_code, ask(page, at(STRANGERS[190])).status_code]
    rut.post(link_in(mail.outbox[-1]))
    finish(rut, page)
    answers += [ask(page, client).status_code, ask(page, at(STRANGERS[191])).status_code]

    assert VoterMark.objects.count() == 1
    assert answers == [302] * 4
    assert len(mail.outbox) == before
    clock.now += LIES_THERE + 1
    ask(page, rut)
    assert len(mail.outbox) == before + 1


def test_nothing_tells_a_network_that_another_has_asked_for_the_same_address(page, client, clock):
    for _letter in range(LETTERS_TO_ONE):
        ask(page, client)
    clock.now += LIES_THERE + 1
    alone = ask(page, client)
    ask(page, at("203.0.113.9"))

    assert ask(page, client).status_code == alone.status_code == 200


def test_where_no_network_is_known_five_letters_an_hour_and_ten_a_day_go_out(vote, clock):
    for _letter in range(LETTERS_TO_ONE_A_DAY):
        send_code(vote, RUT)
        clock.now += 1200

    with pytest.raises(TooManyLetters):
        send_code(vote, RUT)


def test_the_link_in_the_letter_works_when_strangers_have_used_up_the_digits(page):
    asked_by_strangers(page, LETTERS_IN_A_MAILBOX + 1)
    stranger = at(STRANGERS[150])
    ask(page, stranger)
    for _try in range(email_codes.TRIES + 1):
        identify(stranger, page, code=wrong(code_in(mail.outbox[-1])))
    rut = at("203.0.113.9")
    ask(page, rut)

    answer = rut.post(link_in(mail.outbox[-1]))

    assert answer.url == step(page, "review")


def test_the_page_says_the_same_whether_a_letter_goes_out_or_not(page):
    answers = []
    for address in STRANGERS[: LETTERS_IN_A_MAILBOX + 1]:
        answer = ask(page, at(address))
        answers.append((answer.status_code, answer.url, len(mail.outbox)))

    assert {answer[:2] for answer in answers} == {(302, step(page, "identify") + "?way=email_code")}
    assert answers[-1][2] == answers[-2][2]


def test_a_letter_that_the_mail_server_did_not_take_lies_in_no_mailbox(page, clock, monkeypatch):
    asked_by_strangers(page, LETTERS_IN_A_MAILBOX + 1)
    clock.now += LIES_THERE + 1

    def lose(letter):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lose)
        with pytest.raises(LetterNotSent):
            send_code(page.vote, RUT, HOME, str)
    ask(page, at("203.0.113.9"))

    assert len(mail.outbox) == LETTERS_IN_A_MAILBOX + 1


# What one network asks for.


def test_one_network_sends_five_letters_an_hour_to_an_address(page, client):
    for _letter in range(LETTERS_TO_ONE + 3):
        assert ask(page, client).status_code == 302

    assert len(mail.outbox) == LETTERS_TO_ONE


def test_and_is_told_to_wait_when_none_of_them_works(page, client, clock):
    for _letter in range(LETTERS_TO_ONE):
        ask(page, client)
    clock.now += LIES_THERE + 1

    refused = ask(page, client, "Rut+6@example.se")

    assert refused.context_data["refusals"]
    assert "Rut+6@example.se" in refused.content.decode()
    assert len(mail.outbox) == LETTERS_TO_ONE
    assert ask(page, client, "bo@example.se").status_code == 302
    assert ask(page, at("203.0.113.9")).status_code == 302


def test_one_network_sends_ten_letters_a_day_to_an_address(vote, clock):
    for _letter in range(LETTERS_TO_ONE_A_DAY):
        send_code(vote, RUT, HOME)
        clock.now += 1200

    with pytest.raises(TooManyLetters):
        send_code(vote, RUT, HOME)


def test_one_network_sends_a_limited_number_of_letters_and_others_go_on(page, client, monkeypatch):
    monkeypatch.setattr(letter_limits, "LETTERS_FROM_ONE", 2)
    for number in range(3):
        answer = ask(page, client, f"voter{number}@example.se")

    assert answer.context_data["refusals"]
    assert len(mail.outbox) == 2
    assert ask(page, at("198.51.100.7"), "bo@example.se").status_code == 302


def test_when_some_networks_ask_for_all_of_a_votes_letters_the_others_go_on(vote, monkeypatch):
    monkeypatch.setattr(letter_limits, "LETTERS_IN_ALL", 60)
    monkeypatch.setattr(letter_limits, "LETTERS_FROM_ONE_THEN", 5)
    for number in range(60):
        send_code(vote, f"{number}@example.se", STRANGERS[number % 2])

    with pytest.raises(TooManyLetters):
        send_code(vote, "more@example.se", STRANGERS[0])
    assert send_code(vote, RUT, HOME)


# Guessing.


def test_digits_to_one_address_are_tried_fifty_times_a_day_and_the_link_works_on(vote, clock):
    made, link_to = tokens()
    for _try in range(TRIES_A_DAY):
        clock.now += 2
        voter = send_code(vote, RUT, STRANGERS[_try], link_to)
        with pytest.raises((WrongCode, CodeSpent)):
            check_code(vote, voter, wrong(code_in(mail.outbox[-1])), STRANGERS[_try])
        EmailChallenge.objects.update(tries=0)

    with pytest.raises(CodeSpent):
        check_code(vote, voter, code_in(mail.outbox[-1]), HOME)

    assert use_link(vote, made[-1]) == voter


# What is kept, and what is told.


def test_the_cache_holds_no_voter_key(vote):
    voter = send_code(vote, RUT, HOME)
    with pytest.raises(WrongCode):
        check_code(vote, voter, wrong(code_in(mail.outbox[0])), HOME)

    assert cache._cache
    assert voter.key not in str(list(cache._cache))


def test_staff_are_told_of_letters_that_did_not_go_out(page):
    asked_by_strangers(page, LETTERS_IN_A_MAILBOX + 4)

    assert VoteAlarm.objects.get(kind="letters_refused").count == 4
