"""A first timetable to start from: how long each step usually takes in Swedish rounds."""

from datetime import date, timedelta

from wagtail_medborgarbudget.method.calendar import Calendar, Window
from wagtail_medborgarbudget.method.steps import Step

WEEKS = {
    Step.CRITERIA: 4,
    Step.MARKETING: 3,
    Step.IDEAS: 8,
    Step.REVIEW: 10,
    Step.VOTE: 3,
    Step.DECISION: 6,
    Step.BUILD: 52,
    Step.FOLLOW_UP: 8,
}


def suggest(today: date) -> Calendar:
    """Lay the steps one after the other from the Monday after ``today``.

    Every step lasts whole weeks, so that each, the vote among them, ends on a Sunday.
    """
    first = today + timedelta(days=7 - today.weekday())
    windows = {}
    for step, weeks in WEEKS.items():
        last = first + timedelta(weeks=weeks, days=-1)
        windows[step] = Window(first, last)
        first = last + timedelta(days=1)
    return Calendar(windows)
