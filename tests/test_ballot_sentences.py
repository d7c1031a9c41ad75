"""What a ballot may hold, said in sentences: on the voting page, the ballot and paper."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations.ballots import ballot_sentences
from wagtail_medborgarbudget.method.ballots import (
    Approval,
    AreaLimit,
    Knapsack,
    Points,
    Ranked,
    SingleChoice,
)
from wagtail_medborgarbudget.models import Vote

COSTS = {1: 100_000, 2: 200_000, 3: 300_000}
AREAS = {1: "north", 2: "south", 3: None}


def said(method) -> str:
    with override("en"):
        return " ".join(ballot_sentences(Vote(), method)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("method", "sentences"),
    [
        (SingleChoice(), "Choose one proposal."),
        (Approval(3), "Choose up to 3 proposals. You need not use all your votes."),
        (Approval(3, 2), "Choose at least 2 and at most 3 proposals."),
        (Approval(3, 3), "Choose exactly 3 proposals."),
        (Points(1), "You have 1 point to share out. You need not use them all."),
        (
            Points(5, 2),
            (
                "You have 5 points to share out. A proposal can get at most 2 points from you. "
                "You need not use them all."
            ),
        ),
        (
            Ranked((3, 2), 2),
            (
                "Put the proposals you like best in order. This is what the places give: place 1 "
                "gives 3 points and place 2 gives 2 points. Fill every place."
            ),
        ),
        (
            Knapsack(2, budget=500_000, costs=COSTS, least_percent=50),
            (
                "Choose proposals that together cost at most SEK 500,000. Use at least 50 % of the "
                "money. Choose at most 2 proposals."
            ),
        ),
        (
            Knapsack(9, budget=0, costs=COSTS, pots={"north": 1, "south": 1, None: 1}),
            (
                "Choose proposals that fit in the money there is. "
                "Each area has money of its own, and its proposals have to fit in it."
            ),
        ),
        (
            Approval(1, areas=AreaLimit(1, AREAS)),
            (
                "Choose one proposal. Choose in one area. You can also choose proposals that are "
                "for all areas."
            ),
        ),
        (Approval(1, areas=AreaLimit(2, AREAS)), "Choose one proposal."),
    ],
)
def test_the_limits_of_a_ballot_are_sentences(method, sentences):
    assert said(method) == sentences


def test_a_ballot_that_no_limits_allow_has_nothing_to_say():
    assert ballot_sentences(Vote(method="approval", most=1, least=2)) == []
