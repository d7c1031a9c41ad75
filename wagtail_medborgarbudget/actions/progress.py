"""Building: what is reported about a funded proposal, and what it does to its stage."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from ..method.steps import BUILDING, IllegalMove, Stage, check_move
from ..models import STAGE_LABELS, ProgressUpdate, Proposal
from .letters import write_to_contacts
from .proposals import move_stage


class ReportRefused(ValidationError):
    """Why a report cannot be stored. Says so to staff in their language, beside the field."""

    code = "report_refused"
    field: ClassVar[str] = "status"
    sentence: ClassVar[Any]

    def __init__(self, **facts: Any) -> None:
        no = ValidationError(self.sentence, code=self.code, params=facts)
        super().__init__({self.field: no})


class NotFunded(ReportRefused):
    code = "not_funded"
    field = "proposal"
    sentence = _("Only proposals that have got money are built, and reported on.")


class NotThere(ReportRefused):
    code = IllegalMove.code
    sentence = _("A proposal that is “%(stage)s” cannot become “%(to)s”.")


class InTheFuture(ReportRefused):
    code = "in_the_future"
    field = "date"
    sentence = _("Report what has happened. The date must not be after today.")


class PhotoWithoutWords(ReportRefused):
    code = "photo_without_words"
    field = "photo_alt"
    sentence = _("Say what the photo shows, for those who cannot see it.")


@transaction.atomic
def report_progress(
    proposal: Proposal,
    user: Any,
    *,
    date: datetime.date,
    status: str,
    title: Any,
    text: Any,
    photo: Any = None,
    photo_alt: Any = "",
    spent: int | None = None,
) -> ProgressUpdate:
    """Store a report. The latest one decides the stage; one dated before it only adds history."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    check_is_built(proposal)
    check_words(date, photo, photo_alt)
    update = ProgressUpdate(proposal=proposal, date=date, status=status, spent=spent)
    update.title, update.text, update.photo, update.photo_alt = title, text, photo, photo_alt
    update.reported_by = user
    is_latest = not ProgressUpdate.objects.filter(proposal=proposal, date__gt=date).exists()
    if is_latest:
        check_can_become(proposal, Stage(status))
    update.save()
    update.refresh_from_db()
    if is_latest:
        move_stage(proposal, Stage(status), user=user)
    sum_up_spending(proposal)
    log(update, "medborgarbudget.progress", user=user, data={"status": status, "spent": spent})
    write_to_contacts(proposal, "progress", update=update)
    return update


@transaction.atomic
def correct_progress(
    update: ProgressUpdate,
    user: Any,
    *,
    title: Any,
    text: Any,
    photo: Any = None,
    photo_alt: Any = "",
    spent: int | None = None,
) -> ProgressUpdate:
    """Put the words or the sum of a report right. Its date, its status and the stage stay."""
    check_words(update.date, photo, photo_alt)
    update.title, update.text, update.spent = title, text, spent
    update.photo, update.photo_alt = photo, photo_alt
    update.save(update_fields=["title", "text", "photo", "photo_alt", "spent"])
    sum_up_spending(update.proposal)
    log(update, "wagtail.edit", user=user)
    return update


def check_is_built(proposal: Proposal) -> None:
    if proposal.stage != Stage.FUNDED and proposal.stage not in BUILDING:
        raise NotFunded


def check_can_become(proposal: Proposal, to: Stage) -> None:
    if to == proposal.stage:
        return
    try:
        check_move(Stage(proposal.stage), to)
    except IllegalMove as no:
        raise NotThere(stage=STAGE_LABELS[no.stage], to=STAGE_LABELS[no.to]) from no


def check_words(date: datetime.date, photo: Any, photo_alt: Any) -> None:
    if date > timezone.localdate():
        raise InTheFuture
    if photo and not photo_alt:
        raise PhotoWithoutWords


def sum_up_spending(proposal: Proposal) -> None:
    """The sum so far is what the latest report with a sum says; unknown until one does."""
    latest = ProgressUpdate.objects.filter(proposal=proposal).exclude(spent=None).first()
    proposal.spent = latest and latest.spent
    proposal.save(update_fields=["spent"])
