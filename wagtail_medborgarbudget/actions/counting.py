"""What a count is made from, read from the records of one round."""

from typing import Any

from ..method.contest import Contest
from ..method.costs import check_cost
from ..method.counting import COMMON, Candidate, Pot
from ..method.profiles import Profile
from ..method.steps import Stage
from ..models import Proposal, Round, Vote

Ballots = list[tuple[tuple[str, ...], int]]


def contest(vote: Vote) -> Contest:
    """Read what is counted. Votes for proposals withdrawn since the ballot was fixed fall away."""
    on_ballot = list(vote.round.proposals.on_ballot())
    withdrawn = {one.ballot_number for one in on_ballot if one.stage == Stage.WITHDRAWN}
    candidates = [candidate(one) for one in on_ballot if one.ballot_number not in withdrawn]
    return Contest(
        candidates=candidates,
        profile=Profile.of([one.id for one in candidates], grouped_ballots(vote, withdrawn)),
        pots={str(area.pk): Pot(area.pot, area.running_cap) for area in vote.round.areas.all()},
        rule=vote.counting_rule,
        lot=[str(number) for number in vote.lot],
        common=common_pot(vote.round),
    )


def common_pot(round: Round) -> Pot | None:
    return Pot(round.common_pot, round.common_running_cap) if round.common_pot else None


def candidate(proposal: Proposal) -> Candidate:
    check_cost(proposal.cost, cap=None)
    return Candidate(
        id=str(proposal.ballot_number),
        cost=proposal.cost,
        area=str(proposal.area_id) if proposal.area_id else COMMON,
        running=proposal.running_cost or 0,
        group=proposal.exclusive_group.strip().casefold(),
    )


def grouped_ballots(vote: Vote, withdrawn: set[int]) -> Ballots:
    parse = vote.ballot_method.parse
    return [
        (tuple(str(number) for number in parse(text) if number not in withdrawn), how_many)
        for text, how_many in vote.grouped_ballots()
    ]


def names(vote: Vote) -> dict[str, Any]:
    """What proposals and areas are called when they are counted, in every language."""
    return {
        "proposals": {
            str(one.ballot_number): {"key": str(one.key), "titles": titles(one)}
            for one in vote.candidates().with_titles()
        },
        "areas": {str(area.pk): dict(area.name) for area in vote.round.areas.all()},
    }


def titles(proposal: Proposal) -> dict[str, str]:
    # The first page in a language is the proposal's own; an alias of it comes later.
    pages = reversed(list(proposal.pages.all()))
    return {page.locale.language_code: page.title for page in pages}
