"""Who may vote, by what an identity provider tells."""

import pytest

from wagtail_medborgarbudget.method.eligibility import (
    AgeNotTold,
    Eligibility,
    LivesElsewhere,
    ResidenceNotTold,
    TooYoung,
)

TWELVE = Eligibility(year=2026, age=12)
GRANHYLTAN = Eligibility(year=2026, residences=frozenset({"1480", "148012"}))


@pytest.mark.parametrize(
    "born", ["2014-12-31", "20141231", "201412312391", "20141231-2391", "2014"]
)
def test_whoever_turns_the_age_this_year_may_vote_also_before_the_birthday(born):
    TWELVE.check(born, [])


def test_whoever_turns_the_age_next_year_may_not():
    with pytest.raises(TooYoung) as refusal:
        TWELVE.check("2015-01-01", [])

    assert refusal.value.age == 12


@pytest.mark.parametrize(
    "born", ["", "okänd", "14-12-31", "141231-2391", "1814-12-31", "2027-01-01"]
)
def test_a_birth_that_cannot_be_read_is_said_to_be_missing_rather_than_guessed(born):
    with pytest.raises(AgeNotTold):
        TWELVE.check(born, [])


def test_nobody_is_asked_for_an_age_when_there_is_no_limit():
    Eligibility(year=2026).check("", [])


def test_one_of_several_codes_is_enough():
    GRANHYLTAN.check("", ["0001", "148012"])


def test_residents_of_other_places_may_not_vote():
    with pytest.raises(LivesElsewhere):
        GRANHYLTAN.check("", ["0180"])


def test_a_residence_that_is_not_told_is_said_to_be_missing():
    with pytest.raises(ResidenceNotTold):
        GRANHYLTAN.check("", [])
