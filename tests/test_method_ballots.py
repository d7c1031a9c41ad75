import pytest

from wagtail_medborgarbudget.method.ballots import (
    Approval,
    BallotRefused,
    ImpossibleLimits,
    NothingChosen,
    RepeatedChoice,
    SingleChoice,
    TooFewChoices,
    TooManyChoices,
    UnknownChoice,
    UnreadableBallot,
)

ON_BALLOT = range(1, 13)
UP_TO_THREE = Approval(most=3)


@pytest.mark.parametrize("choices", [(7,), (12, 1), (3, 1, 2)])
def test_up_to_three_proposals_may_be_chosen(choices):
    UP_TO_THREE.check(choices, ON_BALLOT)


def test_a_fourth_choice_is_refused_with_the_figures():
    with pytest.raises(TooManyChoices) as refusal:
        UP_TO_THREE.check((1, 2, 3, 4), ON_BALLOT)

    assert (refusal.value.chosen, refusal.value.allowed) == (4, 3)


def test_too_few_choices_are_refused_with_the_figures():
    with pytest.raises(TooFewChoices) as refusal:
        Approval(most=3, least=2).check((1,), ON_BALLOT)

    assert (refusal.value.chosen, refusal.value.required) == (1, 2)


def test_an_empty_ballot_is_refused():
    with pytest.raises(NothingChosen):
        UP_TO_THREE.check((), ON_BALLOT)


def test_a_number_that_is_not_on_the_ballot_is_refused():
    with pytest.raises(UnknownChoice) as refusal:
        UP_TO_THREE.check((1, 13), ON_BALLOT)

    assert refusal.value.number == 13


def test_the_same_proposal_twice_is_refused():
    with pytest.raises(RepeatedChoice) as refusal:
        UP_TO_THREE.check((4, 4), ON_BALLOT)

    assert refusal.value.number == 4


def test_a_single_choice_is_one_proposal_and_no_more():
    SingleChoice().check((5,), ON_BALLOT)

    with pytest.raises(TooManyChoices):
        SingleChoice().check((5, 6), ON_BALLOT)


def test_every_refusal_has_its_own_code():
    codes = [refusal.code for refusal in BallotRefused.__subclasses__()]

    assert len(codes) == len(set(codes)) == 6
    assert BallotRefused.code not in codes


@pytest.mark.parametrize(("least", "most"), [(0, 3), (4, 3), (1, 0)])
def test_limits_that_no_ballot_can_keep_are_refused(least, most):
    with pytest.raises(ImpossibleLimits):
        Approval(most=most, least=least)


def test_equal_ballots_are_written_alike():
    assert UP_TO_THREE.canonical((12, 3, 7)) == UP_TO_THREE.canonical([7, 12, 3]) == "3 7 12"


@pytest.mark.parametrize("choices", [(), (3,), (3, 7, 12)])
def test_a_ballot_is_read_back_as_it_was_written(choices):
    assert UP_TO_THREE.parse(UP_TO_THREE.canonical(choices)) == choices


@pytest.mark.parametrize("text", ["3 x", "3,7", "-3", "3:2 7:1", "7>3", "²", "٣"])
def test_a_text_of_another_kind_is_not_a_ballot(text):
    with pytest.raises(UnreadableBallot) as refusal:
        UP_TO_THREE.parse(text)

    assert refusal.value.text == text
