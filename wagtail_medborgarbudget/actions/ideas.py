"""What happens to an idea: handed in, changed by the resident, answered by a moderator."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from ..method.steps import Step
from ..models import DecisionKind, Idea, IdeaContact, IdeaOriginal, IdeaState, Proposal, Round
from .idea_letters import write_to_resident
from .proposal_pages import publish_proposal
from .refusals import Refused


class IdeaRefused(Refused):
    """Why something cannot be done with an idea."""

    code = "idea_refused"


class IdeasClosed(IdeaRefused):
    code = "ideas_closed"
    sentence = _("We do not take ideas right now.")


class TooManyIdeas(IdeaRefused):
    code = "too_many_ideas"
    sentence = _(
        "We have already received %(limit)s ideas from this e-mail address. "
        "That is as many as one person can hand in this time."
    )


class AlreadyAnswered(IdeaRefused):
    code = "already_answered"
    sentence = _("The idea has been answered already, so it cannot be changed.")


class ChangedSinceRead(IdeaRefused):
    code = "changed_since_read"
    sentence = _("The text has been changed since you read it. Read it again before you answer.")


class OtherRound(IdeaRefused):
    code = "other_round"
    sentence = _("The proposal belongs to another round.")


def accepts_ideas(round: Round, day: date) -> bool:
    """Ideas are open by date, but not before it is decided, or waived, what they must meet."""
    return round.is_open(Step.IDEAS, day) and bool(round.decision(DecisionKind.CRITERIA))


def hand_in_idea(
    round: Round,
    *,
    content: Mapping[str, Any],
    contact: Mapping[str, Any],
    day: date | None = None,
) -> Idea:
    """Store a resident's idea and put it before the moderators. A key received before is that idea.

    ``day`` is when the resident sends it; None when staff hand it in, whatever the dates say.
    """
    if day and not accepts_ideas(round, day):
        raise IdeasClosed
    idea = Idea(live=False, has_unpublished_changes=True, **content)
    with transaction.atomic():
        idea.round = Round.objects.select_for_update().get(pk=round.pk)
        if received := Idea.objects.filter(key=idea.key).first():
            return received
        check_limit(idea.round, contact["email"])
        idea.number = next_number(idea.round)
        idea.full_clean()
        idea.save()
        store_what_was_sent(idea, contact)
        log(idea, "medborgarbudget.idea.hand_in")
        put_before_moderators(idea)
        write_to_resident(idea, "idea_received")
    return idea


def check_limit(round: Round, email: str) -> None:
    limit = round.ideas_per_contact
    if limit is None:
        return
    theirs = IdeaContact.objects.filter(idea__round=round, email__iexact=email)
    if theirs.exclude(idea__state=IdeaState.DECLINED).count() >= limit:
        raise TooManyIdeas(limit=limit)


def next_number(locked: Round) -> int:
    """Numbers follow the order of arrival, and none is left out: the round is locked."""
    # Staff who save a round that they read a moment ago write an old figure.
    last = locked.ideas.aggregate(last=Max("number"))["last"] or 0
    locked.ideas_received = max(locked.ideas_received, last) + 1
    Round.objects.filter(pk=locked.pk).update(ideas_received=locked.ideas_received)
    return locked.ideas_received


def store_what_was_sent(idea: Idea, contact: Mapping[str, Any]) -> None:
    person = IdeaContact(idea=idea, **contact)
    person.full_clean()
    person.save()
    IdeaOriginal.objects.create(
        idea=idea,
        content={
            "title": idea.title,
            "what": idea.what,
            "where": idea.where,
            "why": idea.why,
            "area": str(idea.area),
            "category": str(idea.category or ""),
            "lang": idea.lang,
        },
    )


def put_before_moderators(idea: Idea) -> None:
    """Make a revision of the text as it is now, and have the workflow begin with it, or go on."""
    idea.save_revision()
    current = idea.current_workflow_state
    if current and current.status == WorkflowState.STATUS_NEEDS_CHANGES:
        current.resume()
        return
    if current:
        current.cancel()
    if workflow := idea.get_workflow():
        # A resident is nobody's user.
        workflow.start(idea, None)


@transaction.atomic
def edit_idea(idea: Idea, *, content: Mapping[str, Any]) -> Idea:
    """The resident's own change, before anybody has decided. Moderators read the new text."""
    idea = lock_open(idea)
    for name, value in content.items():
        setattr(idea, name, value)
    idea.state, idea.answer = IdeaState.RECEIVED, ""
    idea.full_clean()
    idea.save()
    log(idea, "medborgarbudget.idea.edit")
    put_before_moderators(idea)
    return idea


@transaction.atomic
def request_changes(idea: Idea, user: Any, question: str) -> Idea:
    """Ask the resident for more. They answer by changing the idea through their private link."""
    idea = settle(lock_open(idea), IdeaState.NEEDS_INFO, answer=question)
    log(idea, "medborgarbudget.idea.ask", user=user, data={"question": question})
    write_to_resident(idea, "idea_needs_info")
    return idea


@transaction.atomic
def decline_idea(idea: Idea, user: Any, reason: str) -> Idea:
    """The idea does not go further. The resident reads why; the text stays as a public record."""
    idea = settle(lock_open(idea), IdeaState.DECLINED, answer=reason)
    if current := idea.current_workflow_state:
        current.cancel(user)
    log(idea, "medborgarbudget.idea.decline", user=user, data={"reason": reason})
    write_to_resident(idea, "idea_declined")
    return idea


@transaction.atomic
def approve_idea(idea: Idea, user: Any, proposal: Proposal | None = None) -> Proposal:
    """Publish the idea as a proposal with a page of its own, or join it to one of the round's."""
    idea = lock_open(idea)
    if proposal and proposal.round != idea.round:
        raise OtherRound
    if not idea.live:
        latest = idea.latest_revision or idea.save_revision(user=user)
        latest.publish(user=user, skip_permission_checks=True)
        idea = lock_open(idea)
    proposal = proposal or publish_proposal(idea, user)
    settle(idea, IdeaState.APPROVED, answer="", proposal=proposal)
    log(idea, "medborgarbudget.idea.approve", user=user, data={"proposal": str(proposal.key)})
    write_to_resident(idea, "idea_approved", proposal=proposal)
    return proposal


def lock_open(idea: Idea) -> Idea:
    """The idea as it is in the database, locked. Raises AlreadyAnswered when it is settled."""
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    if not locked.is_open:
        raise AlreadyAnswered
    return locked


def settle(idea: Idea, state: IdeaState, **facts: Any) -> Idea:
    idea.state = state
    for name, value in facts.items():
        setattr(idea, name, value)
    idea.save(update_fields=["state", *facts])
    return idea
