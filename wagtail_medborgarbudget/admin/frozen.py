"""Fields that stay as they are once residents have a ballot, shown but not to be edited."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REHEARSING = _(
    "The vote is being rehearsed, so this cannot be changed now. End the rehearsal on the vote "
    "first: it takes one press."
)


class FrozenFields:
    """Put before a form. Frozen fields are disabled, and whoever sends them changed is told why."""

    refused: tuple[str, ...] = ()

    def freeze(self, names):
        self.refused = tuple(name for name in names if self.tries_to_change(name))
        for name in names:
            self.fields[name].disabled = True

    def tries_to_change(self, name):
        if self.add_prefix(name) not in self.data:
            return False
        field = self.fields[name]
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return field.has_changed(self.get_initial_for_field(field, name), sent)

    def why_frozen(self):
        """The sentence beside each."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        for name in self.refused:
            self.add_error(name, ValidationError(self.why_frozen(), code="ballot_is_fixed"))
        return cleaned
