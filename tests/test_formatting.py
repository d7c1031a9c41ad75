from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.formatting import days, kronor, moment
from wagtail_medborgarbudget.templatetags.medborgarbudget import meter


@pytest.mark.parametrize(
    ("language", "written"),
    [("sv", "200\xa0000\xa0kr"), ("en", "SEK\xa0200,000")],
)
def test_an_amount_is_written_as_the_reader_writes_it_and_never_breaks(language, written):
    with override(language):
        assert kronor(200_000) == written


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 12, 6), date(2026, 12, 6), "6 december 2026"),
        (date(2026, 12, 3), date(2026, 12, 6), "3–6 december 2026"),
        (date(2026, 11, 16), date(2026, 12, 6), "16 november–6 december 2026"),
        (date(2026, 11, 16), date(2027, 1, 13), "16 november 2026–13 januari 2027"),
    ],
)
def test_days_name_the_month_and_year_no_more_often_than_needed(first, last, written):
    with override("sv"):
        assert days(first, last) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("sv", "6 december 2026 klockan 23.59"), ("en", "6 December 2026 at 23:59")],
)
def test_a_moment_is_told_in_local_time(language, written):
    closing = datetime(2026, 12, 6, 22, 59, tzinfo=UTC)

    with override(language):
        assert moment(closing) == written


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 8, "12.5%"), (0, 0, "0.0%"), (4, 3, "100.0%")]
)
def test_a_bar_has_a_width_that_svg_understands_in_every_language(part, whole, share):
    with override("sv"):
        assert meter(part, whole)["share"] == share


def test_a_bar_may_show_that_only_some_of_it_counts():
    assert meter(6, 8, of_which=4) == {"share": "50.0%", "lighter": "75.0%"}
    assert not meter(6, 8)["lighter"]
