"""What a count is made from, read from the records of one round."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ..method.costs import check_cost
from ..method.counting import Candidate, Outcome
from ..method.greedy import Rule, most_votes
from ..method.steps import Stage
from ..models import Proposal, Vote

Ballots = list[tuple[tuple[str, ...], int]]


@dataclass(frozen=True)
class Inputs:
    """All that a count is made from, and nothing else."""

    candidates: Sequence[Candidate]
    ballots: Ballots
    pots: Mapping[str, int]
    rule: Rule
    lot: Sequence[str]

    def outcome(self) -> Outcome:
        return most_votes(self.candidates, self.ballots, self.pots, self.rule, self.lot)

    def hash(self) -> str:
        """SHA-256 of the inputs as JSON with sorted keys and no spaces."""
        facts = {
            "rule": self.rule.as_json(),
            "lot": list(self.lot),
            "pots": dict(self.pots),
            "costs": {one.id: [one.area, one.cost] for one in self.candidates},
            "ballots": sorted((" ".join(choices), count) for choices, count in self.ballots),
        }
        canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()


def inputs(vote: Vote) -> Inputs:
    """Read what is counted. Votes for proposals withdrawn since the ballot was fixed fall away."""
    on_ballot = list(vote.round.proposals.on_ballot())
    withdrawn = {one.ballot_number for one in on_ballot if one.stage == Stage.WITHDRAWN}
    return Inputs(
        candidates=[candidate(one) for one in on_ballot if one.ballot_number not in withdrawn],
        ballots=grouped_ballots(vote, withdrawn),
        pots={str(area.pk): area.pot for area in vote.round.areas.all()},
        rule=vote.counting_rule,
        lot=[str(number) for number in vote.lot],
    )


def candidate(proposal: Proposal) -> Candidate:
    check_cost(proposal.cost, cap=None)
    return Candidate(str(proposal.ballot_number), proposal.cost, str(proposal.area_id or ""))


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
