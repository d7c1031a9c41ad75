"""What a rehearsal writes over, and how every trace of it goes again."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ModelLogEntry, Page

from ..models import (
    AnswerCount,
    Ballot,
    BallotFlow,
    CountedReceipt,
    CountRun,
    EmailChallenge,
    Invalidation,
    InvalidationSelection,
    PaperBatch,
    PaperEntry,
    Proposal,
    Result,
    SealedText,
    SeenPatterns,
    StartCode,
    Station,
    Vote,
    VoteAlarm,
    VoteFollower,
    VoterMark,
    VoteSalt,
)
from ..models.frozen import past_the_freeze

# What is tried out goes, but for the rows that were there before; in the order of deleting. What
# is real when it is made during a rehearsal too, such as a page or a code, is left out.
TRIED_OUT: tuple[type[models.Model], ...] = (
    CountRun,
    Result,
    Ballot,
    CountedReceipt,
    VoterMark,
    EmailChallenge,
    VoteFollower,
    AnswerCount,
    StartCode,
    Station,
    SealedText,
    PaperEntry,
    PaperBatch,
    BallotFlow,
    SeenPatterns,
    Invalidation,
    InvalidationSelection,
    VoteAlarm,
)


def remember_before(vote: Vote) -> dict[str, Any]:
    """What has to be put back, as JSON: to be called before anything is written."""
    fields = {one.attname: one.value_from_object(vote) for one in Vote.owned_by_actions()}
    numbered = vote.round.proposals.on_ballot().values_list("pk", "ballot_number")
    rows = {model.__name__: [str(pk) for pk in pks_of(model, vote)] for model in TRIED_OUT}
    return {
        "fields": fields,
        "numbers": {str(pk): number for pk, number in numbered},
        "rows": {name: pks for name, pks in rows.items() if pks},
        "has_salt": VoteSalt.objects.filter(vote=vote).exists(),
    }


def pks_of(model: type[models.Model], vote: Vote) -> Any:
    return model._default_manager.filter(vote=vote).order_by("pk").values_list("pk", flat=True)


def erase_rehearsal(vote: Vote) -> int:
    """Make the vote what it was before. Returns how many test ballots there were.

    Inside a transaction, with the box held shut: a ballot on its way is either erased here or
    finds that its rehearsal is over.
    """
    with past_the_freeze():
        return _erase(vote)


def _erase(vote: Vote) -> int:
    before = vote.before_rehearsal
    ballots = Ballot.objects.filter(vote=vote).count()
    erase_log_of_results(vote, before)
    for model in TRIED_OUT:
        tried_out(model, vote, before).delete()
    if not (before["has_salt"] or may_need_the_salt(vote)):
        VoteSalt.objects.filter(vote=vote).delete()
    names = vote.put_back()
    vote.before_rehearsal = {}
    vote.save(update_fields=[*names, "before_rehearsal"])
    put_numbers_back(vote, before["numbers"])
    return ballots


def tried_out(model: type[models.Model], vote: Vote, before: dict[str, Any]) -> Any:
    """The rows of the rehearsal: those that were not there before it."""
    rows = model._default_manager.filter(vote=vote)
    return rows.exclude(pk__in=before["rows"].get(model.__name__, []))


def erase_log_of_results(vote: Vote, before: dict[str, Any]) -> None:
    pks = tried_out(Result, vote, before).values_list("pk", flat=True)
    kind = ContentType.objects.get_for_model(Result)
    log = ModelLogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks])
    log.delete()


def may_need_the_salt(vote: Vote) -> bool:
    """Whether the vote has anything real of its own: codes made meanwhile are hashed under it."""
    pointing = [relation.related_model for relation in Vote._meta.related_objects]
    real = [one for one in pointing if one not in (*TRIED_OUT, VoteSalt)]
    return any(
        one._default_manager.filter(vote=vote).exists() for one in real if not issubclass(one, Page)
    )


def put_numbers_back(vote: Vote, numbers: dict[str, int]) -> None:
    vote.round.proposals.filter(ballot_number__isnull=False).update(ballot_number=None)
    proposals = list(vote.round.proposals.filter(pk__in=numbers))
    for proposal in proposals:
        proposal.ballot_number = numbers[str(proposal.pk)]
    Proposal.objects.bulk_update(proposals, ["ballot_number"])
