"""The dates that a new round starts from."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.method.timetable import suggest

A_WEEK = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("today", A_WEEK)
def test_every_step_begins_on_a_monday_after_today_and_ends_on_a_sunday(today):
    windows = suggest(today).windows

    assert list(windows) == list(Step)
    assert windows[Step.CRITERIA].first > today
    assert {window.first.isoweekday() for window in windows.values()} == {1}
    assert {window.last.isoweekday() for window in windows.values()} == {7}


def test_the_steps_follow_each_other_without_a_gap_and_without_problems():
    calendar = suggest(A_WEEK[0])

    for before, after in pairwise(calendar.windows.values()):
        assert after.first == before.last + timedelta(days=1)
    assert not list(calendar.problems())


def test_residents_have_eight_weeks_for_ideas_and_three_to_vote():
    windows = suggest(A_WEEK[0]).windows

    for step, weeks in ((Step.IDEAS, 8), (Step.VOTE, 3)):
        assert windows[step].last - windows[step].first == timedelta(weeks=weeks, days=-1)
