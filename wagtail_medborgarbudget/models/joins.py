"""How a page and its record are joined: the page points at the record by the record's key."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import conf


def with_pages(records):
    """Records with their pages in every language, those first made first, in two queries more."""
    pages = records.model._meta.get_field("pages").related_model.objects
    return records.prefetch_related(
        Prefetch("pages", pages.select_related("locale").order_by("pk"))
    )


def page_of(record):
    """The record's public page in the reader's language, or else the first that was made."""
    pages = list(record.pages.live().select_related("locale").order_by("pk"))
    own = [page for page in pages if page.locale.language_code == get_language()]
    return next(iter(own or pages), None)


def title_of(record) -> str:
    """What its public page is called in the reader's language; without one, its own name."""
    page = page_of(record)
    return page.title if page else str(record)


class RecordPage(models.Model):
    """Keeps ``page.<record_name>`` true however the page was made.

    ``Page.save()`` is the one place that sees every way: the admin, a copy, an alias, a
    translation, code. A translation and an alias share the record of their source; a copy has a
    new ``translation_key`` and so gets a record of its own, with the settings of the source's.
    """

    record_name: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        key = getattr(self, f"{self.record_name}_id")
        if not self.alias_of_id and key != self.translation_key:
            self.join_record()
        return super().save(*args, **kwargs)

    @property
    def record(self):
        return getattr(self, self.record_name)

    def join_record(self):
        record_class = self._meta.get_field(self.record_name).related_model
        record = record_class.objects.filter(key=self.translation_key).first()
        setattr(self, self.record_name, record or record_class.make_for(self, like=self.record))


class InRound(models.Model):
    """A page that lives under a RoundPage and stays in its round."""

    class Meta:
        abstract = True

    @property
    def round_page(self):
        return self.get_parent().specific

    def can_move_to(self, parent):
        return super().can_move_to(parent) and self.is_in_round_of(parent)

    def is_in_round_of(self, parent):
        return getattr(parent.specific, "round_id", None) == self.round_page.round_id


class OnADay(models.Model):
    """A page shown as it is on a day."""

    # The day a preview pretends it is; None is today.
    preview_day = None

    class Meta:
        abstract = True

    @property
    def day(self):
        return self.preview_day or timezone.localdate()


class HostTemplate(models.Model):
    """Our templates extend the site's own base template."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["mb_base_template"] = conf.base_template()
        return context


def refuse_when_binding(vote):
    """Raise ValidationError when a vote's pages must stay as they are."""
    if vote and vote.is_binding:
        raise ValidationError(
            _(
                "Residents are voting, or wait for the result."
                " The pages must stay until it is decided."
            ),
            code="vote_is_binding",
        )
