"""The vote of an imported election: its ballot method, its rule, and its ballots."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..method.ballots import Points, Ranked
from ..method.pabulib import Election, UnknownRule, rule_of
from ..method.pabulib.rules import threshold_of
from ..method.rules import Kind, Misfit, Rule
from ..method.steps import Step
from ..method.ties import TieStep, tie_order
from ..models import (
    Ballot,
    BallotMethod,
    CountingRule,
    Round,
    RoundPage,
    TieBreak,
    Vote,
    VotingPage,
)
from ..models.voting import FROM_FILE
from .counting import to_seal

BATCH = 5_000
RULES = {
    Misfit.SKIP: CountingRule.SKIP,
    Misfit.STOP: CountingRule.NO_SKIP,
    Misfit.STRETCH: CountingRule.STRETCH,
}
AS_IN_THE_FILE = ("utility", "completion", "start", "greedy_completion", "comparison", "leftovers")
CHEAPER = (TieStep.COST, TieStep.VOTES)


def make_vote(
    election: Election,
    page: RoundPage,
    numbers: dict[str, int],
    ties: tuple[TieStep, ...],
    source: str,
) -> Vote:
    with override(page.locale.language_code):
        title = _("Vote")
        remarks = [_("Imported from %(file)s.") % {"file": source}]
        try:
            rule = rule_of(election, ties)
        except UnknownRule as unknown:
            rule = Rule(**threshold_of(election), ties=ties, points_vector=election.vector)
            remarks.append(
                _("The file does not say how it was counted (%(rule)s): most votes first.")
                % {"rule": unknown.name or "–"}
            )
        fields = rule_fields(rule, election) | ballot_fields(election)
        vote = page.add_child(instance=VotingPage(title=title, slug=slugify(title))).vote
        for name, value in fields.items():
            setattr(vote, name, value)
        if not says_the_same(vote.counting_rule, rule):
            remarks.append(_("It is counted by the file's rule, not all of which is shown here."))
    set_common_pot(election, rule, vote.round)
    set_lot(vote, election, rule, numbers)
    vote.sealed = to_seal(vote)
    # The seal has the file's rule whole, also what no field says; the lot has its ties.
    vote.sealed["rule"] = replace(rule, ties=vote.counting_rule.ties).as_json()
    period = page.round.periods.filter(step=Step.VOTE).first()
    vote.opened_at = at_midnight(period.first) if period else timezone.now()
    vote.box_closed_at = at_midnight(period.last) if period else timezone.now()
    vote.turnout = [{"day": "", "channel": "import", "voters": election.num_votes}]
    vote.remark = " ".join(remarks)
    vote.save()
    return vote


def rule_fields(rule: Rule, election: Election) -> dict[str, Any]:
    """The vote's fields that say how it is counted."""
    shares = rule.kind is Kind.EQUAL_SHARES
    fields = {name: getattr(rule, name) for name in AS_IN_THE_FILE}
    share = percent(rule.threshold) if isinstance(rule.threshold, Fraction) else None
    votes = 0 if rule.threshold_in_points else rule.votes_needed(election.num_votes)
    return fields | {
        "rule": CountingRule.EQUAL_SHARES if shares else RULES[rule.misfit],
        # A share that is no whole number of hundredths is as well said in votes.
        "threshold": 0 if share else votes,
        "threshold_percent": share or 0,
        "cost_threshold_percent": percent(rule.cost_threshold) or 0,
        "tie_break": TieBreak.CHEAPER if rule.ties[:2] == CHEAPER else TieBreak.LOT,
    }


def percent(share: Fraction | None) -> Decimal | None:
    hundredths = share * 10_000 if share else Fraction(1, 2)
    return Decimal(hundredths.numerator) / 100 if hundredths.denominator == 1 else None


def says_the_same(ours: Rule, theirs: Rule) -> bool:
    """Whether a vote's rule says what the file's does, in whatever way it breaks ties."""
    left_out = {"ties", "threshold"}
    written = [ours.as_json(), theirs.as_json()]
    first, second = ({k: v for k, v in one.items() if k not in left_out} for one in written)
    return first == second


def ballot_fields(election: Election) -> dict[str, Any]:
    """The vote's fields that say what a ballot may hold."""
    limits = election.limits
    fields: dict[str, Any] = {"least": max(1, limits.min_length), "most": limits.max_length}
    if election.vote_type == "choose-1":
        return fields | {"method": BallotMethod.SINGLE}
    if is_ranking(election):
        return fields | {"method": BallotMethod.RANKED, "places": list(election.vector)}
    if election.profile.points is not None or election.vote_type in {"cumulative", "scoring"}:
        given = [sum(worth.values()) for worth, _count in election.profile.rows()]
        return fields | {
            "method": BallotMethod.POINTS,
            "points": limits.max_sum_points or max([1, *given]),
            "most_points": limits.max_points,
        }
    if limits.max_sum_cost and limits.max_sum_cost == sum(p.money for p in election.pots.values()):
        return fields | {"method": BallotMethod.KNAPSACK}
    return fields | {"method": BallotMethod.APPROVAL}


def is_ranking(election: Election) -> bool:
    """Whether every ballot gives the points of its places, and so is a ranking."""
    return election.vote_type == "ordinal" and all(
        tuple(sorted(worth.values(), reverse=True)) == election.vector[: len(worth)]
        for worth, _count in election.profile.rows()
    )


def set_common_pot(election: Election, rule: Rule, round: Round) -> None:
    if common := election.contest(rule).common:
        round.common_pot, round.common_running_cap = common.money, common.running
        round.save(update_fields=["common_pot", "common_running_cap"])


def set_lot(vote: Vote, election: Election, rule: Rule, numbers: dict[str, int]) -> None:
    """The order in which the file takes equals becomes the vote's lot."""
    lot = election.settings.lot if election.settings else ()
    order = tie_order(rule.ties, election.candidates, lot, election.profile.votes)
    vote.lot = [numbers[one.id] for one in sorted(election.candidates, key=order)]
    vote.lot_seed = f"{FROM_FILE}: {', '.join(rule.ties)}"


def make_ballots(
    election: Election, vote: Vote, numbers: dict[str, int], progress: Callable[[str], Any]
) -> None:
    texts = texts_of(election, vote, numbers)
    done = 0
    while batch := [Ballot(vote=vote, choices=text) for text in islice(texts, BATCH)]:
        done += len(Ballot.objects.bulk_create(batch))
        progress(f"{done} of {election.num_votes} ballots are in the box")


def texts_of(election: Election, vote: Vote, numbers: dict[str, int]) -> Iterator[str]:
    method = vote.ballot_method
    for worth, count in election.profile.rows():
        points = {numbers[id]: given for id, given in worth.items()}
        if isinstance(method, Points):
            text = method.canonical(points)
        elif isinstance(method, Ranked):
            text = method.canonical(sorted(points, key=lambda number: -points[number]))
        else:
            text = method.canonical(list(points))
        for _same in range(count):
            yield text


def at_midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
