"""What the checks of a count came to, one sentence each, from the certificates' own facts."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations import Telling
from wagtail_medborgarbudget.explanations.proofs import MUST_HOLD, told
from wagtail_medborgarbudget.method.certificates import Certificate, Proof, certify
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Outcome
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Kind, Rule

TITLES = {"1": "Utegym", "2": "Bänkar", "3": "Belysning", "4": "Gungor"}
GYM, BENCHES = Candidate("1", 250_000), Candidate("2", 40_000)
# Six of ten voters agree on the gym, four on the benches.
BALLOTS = [(("1",), 6), (("2",), 4)]


def make_contest(rule, pot=260_000, candidates=(GYM, BENCHES)) -> Contest:
    profile = Profile.of([one.id for one in candidates], BALLOTS)
    lot = [one.id for one in candidates]
    return Contest(list(candidates), profile, {"": Pot(pot)}, rule, lot)


def tell(rule, outcome=None, **facts) -> dict[str, str]:
    """The sentences about a contest's count, by what they are about."""
    contest = make_contest(rule, **facts)
    outcome = outcome or contest.count()
    with override("en"):
        said = {one.name: told(one, Telling(outcome, TITLES)) for one in certify(contest, outcome)}
    return {
        name: one.sentence.replace("\N{NO-BREAK SPACE}", " ") for name, one in said.items() if one
    }


def test_a_count_that_holds_in_every_way_says_so():
    said = tell(Rule(kind=Kind.EQUAL_SHARES), pot=400_000)

    assert said == {
        Proof.RECOUNT: "Counted a second time, the ballots give the same result.",
        Proof.FEASIBILITY: (
            "No pot and no ceiling is overdrawn, and all that got money had the votes for it."
        ),
        Proof.EXHAUSTIVENESS: "Nothing more that could get money fits in what is left.",
        Proof.PROPORTIONALITY: (
            "No group of voters that agreed on a proposal got so little that it, too, would have "
            "fitted in their part of the pot."
        ),
        Proof.PRICE_SYSTEM: (
            "Those who voted for a bought proposal paid for all of it, and nobody paid more than "
            "their share."
        ),
    }


def test_under_most_votes_nothing_is_said_of_shares():
    assert Proof.PRICE_SYSTEM not in tell(Rule())


def test_voters_who_got_less_than_their_part_are_told_of_with_all_figures():
    assert tell(Rule())[Proof.PROPORTIONALITY] == (
        "4 people who voted for “Bänkar” got less than their part of the pot, which is SEK 104,000 "
        "together: what each of them voted for got at most SEK 0. The proposal costs SEK 40,000, "
        "and would have fitted there too. The rule does not promise every group its part."
    )


def test_money_that_a_rule_leaves_is_told_with_what_it_would_be_enough_for():
    rule = Rule(kind=Kind.EQUAL_SHARES, completion="none", greedy_completion=False)

    said = tell(rule, pot=310_000, candidates=(GYM, Candidate("2", 200_000)))

    assert said[Proof.EXHAUSTIVENESS] == (
        "Money is left that would be enough for “Utegym”: it costs SEK 250,000, and there is "
        "SEK 310,000 left. The rule does not hand it out. The same goes for 1 proposal more."
    )


def test_a_recount_that_differs_names_the_proposals():
    other = make_contest(Rule(), pot=300_000).count()

    said = tell(Rule(), outcome=other)

    assert said[Proof.RECOUNT] == (
        "Counted a second time, the ballots do not give the same result. It is about “Utegym” and "
        "“Bänkar”."
    )
    assert "Added up again, 2 things are wrong" in said[Proof.FEASIBILITY]


def test_only_so_many_are_named():
    facts = {"differ": ["1", "2", "3", "4", "5"]}

    with override("en"):
        said = told(Certificate(Proof.RECOUNT, False, facts), Telling(empty(), TITLES))

    assert said.sentence.endswith(
        "“Utegym”, “Bänkar” and “Belysning”. The same goes for 2 proposals more."
    )


def empty() -> Outcome:
    return Outcome((), {}, 0, Rule().as_json())


@pytest.mark.parametrize("name", Proof)
def test_a_check_that_says_nothing_under_the_rule_is_left_out(name):
    assert told(Certificate(name, None, {}), Telling(empty())) is None


def test_what_no_rule_promises_is_no_fault():
    assert set(Proof) - MUST_HOLD == {Proof.EXHAUSTIVENESS, Proof.PROPORTIONALITY}
