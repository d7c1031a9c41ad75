"""What a proposal is called stays as it is while residents vote on it, in every language."""

from django.db import models
from django.utils.translation import gettext as _

from .frozen import BallotIsFixed, hold_votes, in_transaction, is_past_the_freeze
from .proposals import Proposal
from .voting import Vote


class KeepsTitle(models.Model):
    """A proposal's page. Its title is on the ballot; its other words may be put right.

    The form says no beside the box, and so does code that saves another title. A draft made
    before, a scheduled publishing or a translation is published all the same, under the title
    that stands on the ballot: nobody's correction of the text is stopped by an old title.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        only = kwargs.get("update_fields")
        with in_transaction():
            if only is None or "title" in only:
                hold_votes(Proposal.objects.filter(key=self.proposal_id).values("round"))
                self.refuse_other_title()
            return super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.refuse_other_title()

    def kept_title(self) -> str | None:
        """The title on a ballot that residents have; None when it may still be changed."""
        if self.pk is None or is_past_the_freeze():
            return None
        holding = Vote.objects.holding().filter(
            rehearsal_since=None,
            round__proposals__key=self.proposal_id,
            round__proposals__ballot_number__isnull=False,
        )
        stored = type(self)._default_manager.filter(pk=self.pk)
        return stored.values_list("title", flat=True).first() if holding.exists() else None

    def refuse_other_title(self) -> None:
        kept = self.kept_title()
        if kept is not None and kept != self.title:
            what = _("the title “%(title)s”") % {"title": kept}
            raise BallotIsFixed(["title"], what, field="title")

    def with_content_json(self, content):
        restored = super().with_content_json(content)
        kept = self.kept_title()
        if kept is not None:
            restored.title = kept
        return restored
