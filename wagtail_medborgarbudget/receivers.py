"""However a page goes: a binding vote keeps its pages, an empty record goes with its last."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.utils.translation import gettext as _
from wagtail.signals import page_published, pre_page_move

from .actions.ballot_box import keep_out_of_statistics
from .actions.rounds import tidy
from .actions.sealing import note_changed_words
from .models import Area, Period, Proposal, ProposalPageMixin, Round, Vote
from .models.frozen import keep_deleted
from .models.joins import InRound, RecordPage, refuse_when_binding


def binding_vote(page) -> Vote | None:
    """The binding vote that holds the page, or a page below it."""
    fixed = Vote.objects.filter(opened_at__isnull=False, rehearsal_since=None)
    binding = fixed.exclude(results__live=True)
    on_ballot = {"round__proposals__ballot_number__isnull": False}
    return (
        binding.filter(pages__path__startswith=page.path).first()
        or binding.filter(round__pages__path__startswith=page.path).first()
        or binding.filter(round__proposals__pages__path__startswith=page.path, **on_ballot).first()
    )


def keep_page(sender, instance, **kwargs):
    refuse_when_binding(binding_vote(instance))


def tidy_record(sender, instance, **kwargs):
    record_class = instance._meta.get_field(instance.record_name).related_model
    key = getattr(instance, f"{instance.record_name}_id")
    if record := record_class.objects.filter(key=key).first():
        tidy(record)


def stay_in_place(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """A programmatic move never asks ``can_move_to``."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    refuse_when_binding(binding_vote(instance))
    page = instance.specific
    if isinstance(page, InRound) and not page.is_in_round_of(parent_page_after):
        raise ValidationError(_("The page belongs to its round and stays there."), "other_round")


def note_words(sender, instance, revision=None, **kwargs):
    """Words that are published while residents vote show that they are not those sealed."""
    proposal = getattr(instance, "proposal", None)
    if isinstance(instance, ProposalPageMixin) and proposal:
        note_changed_words(proposal, user=revision and revision.user)


def guard_statistics(using, **kwargs):
    if using == DEFAULT_DB_ALIAS:
        keep_out_of_statistics()


def connect():
    post_migrate.connect(guard_statistics, sender=apps.get_app_config(Vote._meta.app_label))
    for model in apps.get_models():
        if issubclass(model, RecordPage):
            pre_delete.connect(keep_page, sender=model)
            post_delete.connect(tidy_record, sender=model)
    pre_page_move.connect(stay_in_place)
    page_published.connect(note_words)
    for model in (Vote, Round, Area, Period, Proposal):
        pre_delete.connect(keep_deleted, sender=model)
