import pytest

from wagtail_medborgarbudget.method.costs import CostMissing, CostNegative, OverCap, check_cost
from wagtail_medborgarbudget.method.criteria import (
    Answer,
    Criterion,
    Verdict,
    VerdictOutcome,
    assess,
)

FEASIBLE = Criterion("feasible", hard=True)
PUBLIC = Criterion("public", hard=True)
GREEN = Criterion("green", hard=False)


def test_a_proposal_that_meets_every_criterion_is_eligible():
    verdict = assess({FEASIBLE: Answer.MET, PUBLIC: Answer.MET, GREEN: Answer.MET})

    assert verdict == Verdict(VerdictOutcome.ELIGIBLE)


def test_one_hard_criterion_not_met_is_a_no():
    verdict = assess({FEASIBLE: Answer.MET, PUBLIC: Answer.NOT_MET, GREEN: Answer.MET})

    assert verdict == Verdict(VerdictOutcome.NOT_ELIGIBLE, failed=("public",))


@pytest.mark.parametrize("still_open", [Answer.NEEDS_WORK, Answer.UNANSWERED])
def test_a_no_stands_whatever_is_still_open(still_open):
    verdict = assess({FEASIBLE: Answer.NOT_MET, PUBLIC: still_open})

    assert verdict == Verdict(VerdictOutcome.NOT_ELIGIBLE, failed=("feasible",), open=("public",))


def test_a_soft_criterion_not_met_never_stops_a_proposal():
    verdict = assess({FEASIBLE: Answer.MET, GREEN: Answer.NOT_MET})

    assert verdict == Verdict(VerdictOutcome.ELIGIBLE)


@pytest.mark.parametrize("criterion", [PUBLIC, GREEN])
def test_a_proposal_that_needs_work_is_not_ready(criterion):
    verdict = assess({FEASIBLE: Answer.MET, criterion: Answer.NEEDS_WORK})

    assert verdict == Verdict(VerdictOutcome.NEEDS_WORK, open=(criterion.key,))


@pytest.mark.parametrize("criterion", [PUBLIC, GREEN])
def test_every_criterion_has_to_be_answered(criterion):
    verdict = assess({FEASIBLE: Answer.NEEDS_WORK, criterion: Answer.UNANSWERED})

    assert verdict == Verdict(VerdictOutcome.UNANSWERED, open=("feasible", criterion.key))


def test_no_criteria_at_all_is_not_a_yes():
    assert assess({}) == Verdict(VerdictOutcome.UNANSWERED)


def test_a_cost_within_the_cap_is_accepted():
    check_cost(200_000, cap=200_000)
    check_cost(0, cap=200_000)


def test_without_a_cap_any_cost_is_accepted():
    check_cost(10_000_000, cap=None)


def test_a_proposal_without_a_cost_is_refused():
    with pytest.raises(CostMissing):
        check_cost(None, cap=200_000)


def test_a_cost_over_the_cap_is_refused_with_both_figures():
    with pytest.raises(OverCap) as refusal:
        check_cost(200_001, cap=200_000)

    assert (refusal.value.cost, refusal.value.cap) == (200_001, 200_000)


def test_a_negative_cost_is_refused():
    with pytest.raises(CostNegative) as refusal:
        check_cost(-1, cap=None)

    assert refusal.value.cost == -1
