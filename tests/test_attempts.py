"""Guessing codes is hopeless, and a library where many vote from one network is not stopped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from wagtail_medborgarbudget.actions import attempts, email_codes, letter_limits
from wagtail_medborgarbudget.actions.attempts import (
    MAIL_CODES,
    START_CODES,
    VOTING_CODES,
    TooManyAttempts,
    check_attempts,
    note_failure,
    note_success,
)
from wagtail_medborgarbudget.formatting import clock_after
from wagtail_medborgarbudget.models import VoteAlarm
from wagtail_medborgarbudget.views.identify import WAITS

from .builders import in_swedish, make_open_vote
from .voters import begin, identify, step, text_of
from .ways import code_in, wrong

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.0/24", "198.51.100.0/24"
DAYS = 21


@pytest.fixture
def vote():
    return make_open_vote(ways=["email_code"]).vote


@pytest.fixture
def uncounted(monkeypatch):
    """Alarms are tried elsewhere; thousands of guesses need no database."""
    monkeypatch.setattr(attempts, "count_alarm", lambda vote, kind: None)


def fail(vote, times=1, network=HERE, patience=VOTING_CODES):
    for _time in range(times):
        note_failure(vote, network, patience)


def wait_of(vote, network=HERE, patience=VOTING_CODES):
    """Seconds that somebody in the network is told to wait."""
    try:
        check_attempts(vote, network, patience)
    except TooManyAttempts as refused:
        return refused.wait.total_seconds()
    return 0


def test_the_first_wrong_codes_cost_nothing(vote, clock):
    fail(vote, 4)

    assert wait_of(vote) == 0


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (14, 900), (15, 4 * 3600), (99, 4 * 3600)],
)
def test_after_five_wrong_codes_the_wait_begins_and_doubles(vote, clock, failures, seconds):
    fail(vote, failures)

    assert wait_of(vote) == seconds
    clock.now += seconds + 1
    assert wait_of(vote) == 0


def test_a_wait_is_for_one_network_and_one_vote(vote, clock):
    fail(vote, 8)

    assert wait_of(vote, THERE) == 0
    assert wait_of(make_open_vote().vote) == 0


def test_when_there_is_a_wait_only_one_is_let_in_to_try(vote, clock):
    fail(vote, 5)
    clock.now += 31

    tried = [wait_of(vote) for _try in range(5)]

    assert tried == [0, 30, 30, 30, 30]


def test_a_right_code_lets_the_next_one_try_at_once(vote, clock):
    fail(vote, 5)
    clock.now += 31
    check_attempts(vote, HERE)

    note_success(vote, HERE)

    assert wait_of(vote) == 0


def test_a_right_code_does_not_make_wrong_ones_forgotten(vote, clock):
    fail(vote, 6)
    clock.now += 61
    check_attempts(vote, HERE)
    note_success(vote, HERE)

    fail(vote)

    assert wait_of(vote) == 120


def test_many_right_codes_from_a_library_are_never_stopped(vote, clock):
    for _voter in range(500):
        assert wait_of(vote) == 0
        note_success(vote, HERE)
        clock.now += 2


def test_nobody_tries_many_codes_in_the_same_moment(vote, clock):
    clock.now = 1_800_000_000.0
    waits = [wait_of(vote) for _try in range(VOTING_CODES.at_once + 5)]

    assert waits.count(0) == VOTING_CODES.at_once


def test_wrong_codes_are_forgotten_another_day(vote, clock):
    fail(vote, 14)

    clock.now += 24 * 3600

    assert wait_of(vote) == 0
    fail(vote, 4)
    assert wait_of(vote) == 0


@pytest.mark.parametrize("patience", [MAIL_CODES, START_CODES])
def test_of_short_lived_codes_a_network_may_mistype_many(vote, clock, uncounted, patience):
    fail(vote, 59, patience=patience)
    assert wait_of(vote, patience=patience) == 0

    fail(vote, 20, patience=patience)

    assert wait_of(vote, patience=patience) == 120


def test_kinds_of_codes_do_not_count_for_each_other(vote, clock):
    fail(vote, 8)

    assert wait_of(vote, patience=MAIL_CODES) == 0


def test_many_wrong_codes_in_a_vote_leave_each_network_one_free_try(vote, clock, uncounted):
    for number in range(attempts.MANY_IN_A_VOTE):
        fail(vote, network=f"10.0.{number}.0/24")

    assert wait_of(vote, THERE) == 0
    fail(vote, network=THERE)
    assert wait_of(vote, THERE) == 30


def guesses_in(vote, clock, seconds, patience):
    """How many codes a guesser in one network has had looked at, trying whenever it may."""
    guessed, end = 0, clock.now + seconds
    while clock.now < end:
        if wait := wait_of(vote, patience=patience):
            clock.now += max(wait, 1)
            continue
        fail(vote, patience=patience)
        guessed += 1
    return guessed


def test_a_guesser_at_full_speed_for_three_weeks_has_less_than_one_chance_in_a_million(
    vote, clock, uncounted
):
    guesses = guesses_in(vote, clock, DAYS * 24 * 3600, VOTING_CODES)
    # Those that can be under way at once, before the first of them is counted.
    guesses += VOTING_CODES.at_once

    assert 300 < guesses < 500
    assert guesses * 50_000 / 31**9 < 1e-6


def test_six_digits_to_one_address_are_guessed_less_than_once_in_nine_hundred(vote):
    assert letter_limits.TRIES_A_DAY * DAYS / 10**6 < 1 / 900


def test_the_cache_holds_no_network(vote, clock):
    fail(vote, 6)
    check_attempts(vote, THERE)

    assert not any("192" in str(key) or "198" in str(key) for key in cache._cache)


def test_a_cache_that_loses_the_count_stops_nobody(vote, monkeypatch):
    def lost(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(cache, "incr", lost)
    fail(vote, 20)

    assert wait_of(vote) == 0


# Through the front door


def test_whoever_has_to_wait_is_told_until_when_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(email_codes, "MAIL_CODES", VOTING_CODES)
    page = make_open_vote(ways=["email_code"], who_may_vote={"sv": "Alla i Granhyltan."})
    begin(client, page, 2)
    identify(client, page, email="anna@example.se")
    code = code_in(mail.outbox[0])
    wait = timedelta(minutes=15)
    before = clock_after(wait)
    fail(page.vote, 10, network="127.0.0.0/24")

    response = identify(client, page, code=code)

    # A minute may have ended meanwhile.
    told = response.context_data["refusals"][0]
    assert before in told or clock_after(wait) in told
    assert f'value="{code}"' in text_of(response)
    assert "budget@kommun.example" in text_of(response)
    assert client.get(step(page, "ballot")).context_data["chosen"] == 1


def test_a_class_that_votes_in_the_same_moment_is_told_something_else(client, monkeypatch):
    monkeypatch.setattr(email_codes, "MAIL_CODES", replace(MAIL_CODES, at_once=0))
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    identify(client, page, email="anna@example.se")

    response = identify(client, page, code=code_in(mail.outbox[0]))

    said = response.context_data["refusals"][0]
    assert in_swedish(WAITS["too_many_at_once"]) in said
    assert in_swedish(WAITS["too_many_attempts"]) not in said


def test_a_wrong_code_is_counted_and_a_right_one_is_not(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)
    identify(client, page, email="anna@example.se")
    code = code_in(mail.outbox[0])

    identify(client, page, code=wrong(code))
    identify(client, page, code=code)

    assert VoteAlarm.objects.get().count == 1


def test_the_hour_told_is_never_a_moment_too_early():
    over = timezone.localtime() + timedelta(seconds=90)

    told = clock_after(timedelta(seconds=90))

    assert told in {
        f"{later:%H:%M}".replace(":", separator)
        for later in (over, over + timedelta(minutes=1))
        for separator in ":."
    }
