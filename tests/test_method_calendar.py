from datetime import date, timedelta

import pytest

from wagtail_medborgarbudget.method.calendar import (
    Calendar,
    Problem,
    ProblemCode,
    Window,
    WindowEndsBeforeItStarts,
)
from wagtail_medborgarbudget.method.steps import Step

IDEAS = Window(date(2026, 3, 2), date(2026, 4, 26))
REVIEW = Window(date(2026, 4, 27), date(2026, 9, 30))
VOTE = Window(date(2026, 10, 5), date(2026, 10, 25))
BUILD = Window(date(2027, 1, 15), date(2028, 12, 31))
FOLLOW_UP = Window(date(2028, 9, 1), date(2029, 1, 31))
ROUND = Calendar(
    {
        Step.FOLLOW_UP: FOLLOW_UP,
        Step.IDEAS: IDEAS,
        Step.REVIEW: REVIEW,
        Step.VOTE: VOTE,
        Step.BUILD: BUILD,
    }
)
ONE_DAY = timedelta(days=1)


def test_both_the_first_and_the_last_day_belong_to_a_window():
    assert VOTE.first in VOTE
    assert VOTE.last in VOTE
    assert VOTE.first - ONE_DAY not in VOTE
    assert VOTE.last + ONE_DAY not in VOTE


def test_a_window_may_be_a_single_day():
    assert VOTE.first in Window(VOTE.first, VOTE.first)


def test_a_window_cannot_end_before_it_starts():
    with pytest.raises(WindowEndsBeforeItStarts) as refusal:
        Window(date(2026, 5, 2), date(2026, 5, 1))

    assert (refusal.value.first, refusal.value.last) == (date(2026, 5, 2), date(2026, 5, 1))
    assert refusal.value.code == "window_ends_before_it_starts"


@pytest.mark.parametrize(
    ("day", "before", "is_open", "past"),
    [
        (VOTE.first - ONE_DAY, True, False, False),
        (VOTE.first, False, True, False),
        (VOTE.last, False, True, False),
        (VOTE.last + ONE_DAY, False, False, True),
    ],
)
def test_a_step_is_before_open_or_past(day, before, is_open, past):
    assert ROUND.is_before(Step.VOTE, day) is before
    assert ROUND.is_open(Step.VOTE, day) is is_open
    assert ROUND.is_past(Step.VOTE, day) is past


def test_a_step_without_dates_is_neither_before_nor_open_nor_past():
    assert not ROUND.is_before(Step.DECISION, VOTE.first)
    assert not ROUND.is_open(Step.DECISION, VOTE.first)
    assert not ROUND.is_past(Step.DECISION, VOTE.first)
    assert ROUND.days_left(Step.DECISION, VOTE.first) == 0


def test_the_open_step_is_current():
    assert ROUND.current(IDEAS.last) is Step.IDEAS
    assert ROUND.current(REVIEW.first) is Step.REVIEW


def test_nothing_is_current_between_two_steps():
    assert ROUND.current(REVIEW.last + ONE_DAY) is None


def test_of_building_and_follow_up_the_one_that_opened_last_is_current():
    assert ROUND.current(FOLLOW_UP.first) is Step.FOLLOW_UP
    assert ROUND.current(FOLLOW_UP.first - ONE_DAY) is Step.BUILD


def test_of_two_steps_that_open_the_same_day_the_later_one_is_current():
    calendar = Calendar({Step.FOLLOW_UP: BUILD, Step.BUILD: BUILD})

    assert calendar.current(BUILD.first) is Step.FOLLOW_UP


@pytest.mark.parametrize("asking", [Step.IDEAS, Step.VOTE])
def test_what_asks_residents_is_current_whatever_else_is_open(asking):
    longer = Window(IDEAS.first + ONE_DAY, FOLLOW_UP.last)
    calendar = Calendar({Step.REVIEW: longer, asking: IDEAS, Step.MARKETING: longer})

    assert calendar.current(IDEAS.last) is asking


def test_voting_is_current_before_ideas():
    calendar = Calendar({Step.IDEAS: IDEAS, Step.VOTE: IDEAS})

    assert calendar.current(IDEAS.first) is Step.VOTE


def test_the_next_opening_is_the_nearest_to_come():
    assert ROUND.next_opening(IDEAS.first - ONE_DAY) == (Step.IDEAS, IDEAS.first)
    assert ROUND.next_opening(IDEAS.first) == (Step.REVIEW, REVIEW.first)
    assert ROUND.next_opening(FOLLOW_UP.first) is None


def test_days_left_count_today():
    assert ROUND.days_left(Step.VOTE, VOTE.first) == 21
    assert ROUND.days_left(Step.VOTE, VOTE.last) == 1


def test_no_days_are_left_while_a_step_is_closed():
    assert ROUND.days_left(Step.VOTE, VOTE.first - ONE_DAY) == 0
    assert ROUND.days_left(Step.VOTE, VOTE.last + ONE_DAY) == 0


def test_an_ordinary_calendar_has_no_problems():
    assert list(ROUND.problems()) == []
    assert list(Calendar().problems()) == []


def test_a_review_that_starts_before_ideas_begin_is_a_problem():
    early = Window(IDEAS.first - ONE_DAY, REVIEW.last)
    calendar = Calendar({Step.REVIEW: early, Step.IDEAS: IDEAS})

    assert list(calendar.problems()) == [
        Problem(ProblemCode.STARTS_BEFORE, Step.REVIEW, Step.IDEAS)
    ]


def test_a_review_may_start_while_ideas_still_come_in():
    rolling = Window(IDEAS.first, REVIEW.last)

    assert list(Calendar({Step.IDEAS: IDEAS, Step.REVIEW: rolling}).problems()) == []


def test_a_vote_that_starts_on_the_last_day_of_review_is_a_problem():
    early = Window(REVIEW.last, VOTE.last)
    calendar = Calendar({Step.REVIEW: REVIEW, Step.VOTE: early})

    assert list(calendar.problems()) == [Problem(ProblemCode.OVERLAPS, Step.VOTE, Step.REVIEW)]


def test_a_decision_while_voting_goes_on_is_a_problem():
    early = Window(VOTE.last, VOTE.last)
    calendar = Calendar({Step.VOTE: VOTE, Step.DECISION: early})

    assert list(calendar.problems()) == [Problem(ProblemCode.OVERLAPS, Step.DECISION, Step.VOTE)]
