"""What a count is made from: what was sealed with the ballot, and the ballots of one round."""

from dataclasses import replace
from typing import Any

from ..method.contest import Contest
from ..method.costs import check_cost
from ..method.counting import COMMON, Candidate, Pot, together
from ..method.profiles import Profile
from ..method.rules import Rule
from ..method.steps import Stage
from ..method.stored import profile_of
from ..models import CountingRule, Proposal, Round, Vote
from .sealing import shown_pages, what_residents_are_asked

NOBODY = Profile.of([], ())


def contest(vote: Vote) -> Contest:
    """Read what is counted: the ballots, and by whose rule, pots, lot and costs.

    Those are the sealed ones, whatever has been edited since. Only a withdrawal changes a count:
    the proposal is left out, and votes for it fall away.
    """
    fixed = Contest.from_facts(vote.sealed, NOBODY) if vote.sealed else as_it_stands(vote)
    withdrawn = withdrawn_since(vote)
    candidates = [one for one in fixed.candidates if int(one.id) not in withdrawn]
    numbers = [int(one.id) for one in candidates]
    profile = profile_of(vote.ballot_method, vote.grouped_ballots(), numbers, withdrawn)
    return replace(fixed, candidates=candidates, profile=profile)


def withdrawn_since(vote: Vote) -> set[int]:
    on_ballot = vote.round.proposals.on_ballot()
    return set(on_ballot.filter(stage=Stage.WITHDRAWN).values_list("ballot_number", flat=True))


def to_seal(vote: Vote) -> dict[str, Any]:
    """Return all that decides a vote whose ballot is being fixed, as it stands now.

    The count reads its own part of it: the facts of a Contest.
    """
    return what_residents_are_asked(vote) | as_it_stands(vote).facts()


def as_it_stands(vote: Vote) -> Contest:
    """What the records of the round say, with nobody's ballot."""
    return Contest(
        candidates=[candidate(one) for one in vote.round.proposals.on_ballot()],
        profile=NOBODY,
        pots={str(area.pk): Pot(area.pot, area.running_cap) for area in vote.round.areas.all()},
        rule=vote.counting_rule,
        lot=[str(number) for number in vote.lot],
        common=common_pot(vote.round),
    )


def common_pot(round: Round) -> Pot | None:
    return Pot(round.common_pot, round.common_running_cap) if round.common_pot else None


def pots_in_reach(vote: Vote) -> dict[int | None, list[Pot]]:
    """Each area's key → the most that every pot which may pay for its proposals can ever hold.

    Under None stands what may pay for a proposal of no area.
    """
    areas = {area.pk: Pot(area.pot, area.running_cap) for area in vote.round.areas.all()}
    shared = [*areas.values()] if vote.leftovers else []
    if pot := common_pot(vote.round):
        shared.append(pot)
    common = [together(shared)] if shared else []
    return {None: common} | {
        key: [own, *common, *(stretched(vote, own, pot) for pot in common)]
        for key, own in areas.items()
    }


def stretched(vote: Vote, own: Pot, common: Pot) -> Pot:
    """An area's pot with the most that the common one may add to a proposal which almost fits."""
    if vote.rule != CountingRule.STRETCH:
        return own
    others = common.money - own.money if vote.leftovers else common.money
    return Pot(min(own.money + others, int(own.money / Rule.stretch)), own.running)


def candidate(proposal: Proposal) -> Candidate:
    check_cost(proposal.cost, cap=None)
    return Candidate(
        id=str(proposal.ballot_number),
        cost=proposal.cost,
        area=str(proposal.area_id) if proposal.area_id else COMMON,
        running=proposal.running_cost or 0,
        group=proposal.exclusive_group.strip().casefold(),
    )


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
    """In each language the title that residents see."""
    return {language: page.title for language, page in shown_pages(proposal).items()}
