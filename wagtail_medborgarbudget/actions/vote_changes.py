"""Change a fixed ballot, after a political decision: openly, sealed again, and told to voters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..models import Decision, DecisionKind, Vote, VoteChange
from ..models.frozen import past_the_freeze
from ..models.wording import wording
from .ballot_facts import KINDS, Fact, facts_of
from .box_locks import hold_shut
from .counting import to_seal
from .followers import tell_followers
from .preflight import NotReady, Problem, preflight
from .sealing import keep_texts
from .vote_refusals import (
    BoxClosed,
    ChangedMeanwhile,
    DecisionNotYetMade,
    ImpossibleChange,
    NoReason,
    NotFixed,
    NothingChanges,
    RehearsalGoesOn,
)


def change_with_decision(
    vote: Vote,
    user: Any,
    *,
    changes: Mapping[Fact, Any],
    decision: Mapping[str, Any],
    reason: Any,
    seal: str | None = None,
) -> VoteChange:
    """Change facts of a fixed ballot while nobody can vote for a moment. Sent ballots are kept.

    ``decision`` has the fields of a Decision, ``reason`` a text per language. ``seal`` is the one
    that the user was shown: when somebody else has changed the ballot since, nothing is done.

    Raises a VoteRefused, NotReady when the ballot would no longer be whole, or ValidationError
    for the decision.
    """
    with transaction.atomic():
        hold_shut(vote)
        vote = Vote.objects.select_for_update().get(pk=vote.pk)
        refuse_to_change(vote)
        if seal is not None and seal != vote.seal:
            raise ChangedMeanwhile
        what = what_changes(vote, changes)
        reason = wording(reason)
        if not reason:
            raise NoReason
        change = VoteChange(
            vote=vote,
            decision=record_decision(vote, decision),
            reason=reason,
            what=[_as_json(fact, *values) for fact, values in what.items()],
            seal_before=vote.seal,
            sealed_before=vote.sealed,
            by=user,
        )
        vote = put_in_force(vote, what, user)
        change.seal_after = vote.seal
        change.save()
        data = {"seal": vote.seal, "what": change.what, "decision": str(change.decision)}
        log(vote, "medborgarbudget.change_with_decision", user=user, data=data)
        tell_followers(vote, "ballot_changed", change=change)
    return change


def refuse_to_change(vote: Vote) -> None:
    if not vote.is_fixed:
        raise NotFixed
    if vote.rehearsal_since:
        raise RehearsalGoesOn
    if vote.is_box_closed:
        raise BoxClosed


def what_changes(vote: Vote, changes: Mapping[Fact, Any]) -> dict[Fact, tuple[Any, Any]]:
    """What really becomes something else, as (before, after). Raises ImpossibleChange."""
    now = facts_of(vote)
    if unknown := [fact for fact in changes if fact not in now]:
        raise ImpossibleChange(unknown[0].name)
    what = {fact: (now[fact], after) for fact, after in changes.items() if after != now[fact]}
    for fact, (before, after) in what.items():
        if not KINDS[fact.name].may_be(before, after):
            raise ImpossibleChange(fact.name)
    if not what:
        raise NothingChanges
    return what


def record_decision(vote: Vote, facts: Mapping[str, Any]) -> Decision:
    decision = Decision(round=vote.round, kind=DecisionKind.CHANGE, **facts)
    decision.full_clean()
    refuse_date(decision.date)
    decision.save()
    return decision


def refuse_date(decided: date | None) -> None:
    if decided is None or decided > timezone.localdate():
        raise DecisionNotYetMade


def put_in_force(vote: Vote, what: Mapping[Fact, tuple[Any, Any]], user: Any) -> Vote:
    """Write what is changed, and seal all of it again."""
    standing = _blocking(vote)
    with past_the_freeze():
        for fact, (_before, after) in what.items():
            KINDS[fact.name].put(vote, fact, after, user)
        vote = Vote.objects.get(pk=vote.pk)
        if problems := [one for one in _blocking(vote) if one not in standing]:
            raise NotReady(problems)
        vote.sealed = sealed_again(vote)
        vote.save(update_fields=["sealed"])
    return vote


def sealed_again(vote: Vote) -> dict[str, Any]:
    """The facts as they are now; the rule, the lot and the texts stay those first sealed."""
    keep_texts(vote, only_new=True)
    facts = to_seal(vote)
    facts |= {name: vote.sealed[name] for name in ("rule", "lot") if name in vote.sealed}
    for text in vote.sealed_texts.all():
        facts["proposals"][str(text.number)]["texts"][text.language] = text.sha256
    return facts


def _blocking(vote: Vote) -> list[Problem]:
    return [problem for problem in preflight(vote) if problem.blocks]


def _as_json(fact: Fact, before: Any, after: Any) -> dict[str, Any]:
    return {
        "fact": fact.name,
        "of": fact.of,
        "language": fact.language,
        "before": before,
        "after": after,
    }
