"""A rehearsal: the ballot is fixed to be tried out by staff, and everything goes again."""

from copy import copy
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

# The same word in every language of the package: it has to be seen, not translated.
TEST = "TEST"


class Rehearses(models.Model):
    """What a vote needs to be tried out before residents have it.

    During a rehearsal the vote is fixed, numbered and sealed as after an opening, but only those
    who rehearse can put a ballot in its box, and ``as_residents_see_it`` is as if nothing were.
    """

    rehearsal_since = models.DateTimeField(_("rehearsal since"), null=True, editable=False)
    # What the rehearsal wrote over, to be put back when it ends (actions.rehearsal_traces).
    before_rehearsal = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    @property
    def is_rehearsal(self) -> bool:
        return self.rehearsal_since is not None

    @property
    def is_closed_for_good(self) -> bool:
        """Its box is closed in earnest. The closing of a test box leaves codes as they are."""
        return self.is_box_closed and not self.is_rehearsal

    @property
    def box(self) -> str:
        """Names what a voter's browser keeps, so that nothing of a test reaches the real vote."""
        return f"{self.pk}_test" if self.is_rehearsal else str(self.pk)

    def marked(self, text: Any) -> str:
        """Put the mark of a test before a title, a subject or the name of a file."""
        return f"{TEST} \N{EN DASH} {text}" if self.is_rehearsal else str(text)

    @classmethod
    def owned_by_actions(cls) -> list[models.Field]:
        """The fields that opening and closing write, and an editor never."""
        kept = ("key", "before_rehearsal")
        fields = cls._meta.concrete_fields
        return [one for one in fields if not (one.editable or one.primary_key or one.name in kept)]

    def put_back(self) -> list[str]:
        """Give the fields that actions own the values they had before. Returns their names."""
        fields = {field.attname: field for field in self.owned_by_actions()}
        before = self.before_rehearsal.get("fields", {})
        for name, value in before.items():
            setattr(self, name, fields[name].to_python(value))
        return list(before)

    def as_residents_see_it(self) -> "Rehearses":
        """The vote or, in a rehearsal, an unsaved copy of it as it was before."""
        if not self.is_rehearsal:
            return self
        shown = copy(self)
        shown.put_back()
        return shown
