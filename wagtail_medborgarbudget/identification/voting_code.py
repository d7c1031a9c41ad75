"""The voter types a code that came on paper: in a letter, or on a slip at school."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..actions.attempts import check_attempts, note_failure, note_success
from ..actions.code_refusals import UnknownCode
from ..actions.codes import CHANNELS, is_of_another_key, voter_with_code
from ..actions.preflight import Problem
from ..forms.words import AS_A_CODE
from ..method.codes import CodeMistyped, read_code
from ..models import CodeKind, CodesState
from .base import Way
from .networks import network_of

MISTYPED = {
    "code_length": _("The code has %(length)s characters. You wrote %(typed)s."),
    "code_character": _(
        "No code has the character “%(character)s”. Look once more: 0, O, 1, I and L are never"
        " used."
    ),
    "code_mistyped": _(
        "Look at the code once more. One character is wrong, or two have changed places."
    ),
}
UNKNOWN = _(
    "We do not know that code. Look at it once more. If you have got a new code, the former one"
    " no longer works."
)


@sensitive_variables()
def read_typed(text: str) -> str:
    """Read a code as somebody wrote it. Raises ValidationError that says what is mistyped."""
    try:
        return read_code(text)
    except CodeMistyped as mistyped:
        raise ValidationError(
            MISTYPED[mistyped.code], code=mistyped.code, params=vars(mistyped)
        ) from mistyped


class VotingCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your voting code"),
        help_text=_("Ten letters and digits, such as ABCDE-FGHJK. Small letters work as well."),
        max_length=60,
        widget=forms.TextInput(attrs=AS_A_CODE | {"data-mb-code": ""}),
        error_messages={"required": _("Write the code that you have got.")},
    )

    @sensitive_variables()
    def clean_code(self):
        # A slip of the finger is told here, before it could count as a guess.
        return read_typed(self.cleaned_data["code"])


class CodeWay(Way):
    """What both ways with a code have in common: only the paper that it stands on differs."""

    kind: Any
    roll_label = invalidated_by = _("The voting code")
    form_class = VotingCodeForm

    def problems(self):
        batches = self.vote.code_batches.filter(kind=self.kind, state=CodesState.READY)
        facts = {"way": self.label}
        if not batches:
            yield Problem("no_voting_codes", facts)
        elif any(map(is_of_another_key, batches)):
            yield Problem("codes_of_another_key")
        elif any(not batch.is_exported for batch in batches):
            yield Problem("codes_not_exported", facts, blocks=False)

    @sensitive_variables()
    def on_roll(self, text):
        try:
            return voter_with_code(self.vote, read_typed(text), [self.kind])
        except UnknownCode as refusal:
            raise ValidationError(UNKNOWN, code=refusal.code) from refusal

    @sensitive_variables()
    def identifier_of(self, typed):
        try:
            return voter_with_code(self.vote, read_code(typed), [self.kind]).identifier
        except (CodeMistyped, UnknownCode):
            return None

    @sensitive_variables()
    def identify(self, request, form):
        network = network_of(request)
        check_attempts(self.vote, network)
        try:
            found = voter_with_code(self.vote, form.cleaned_data["code"], kinds_of(self.vote))
        except UnknownCode as refusal:
            note_failure(self.vote, network)
            raise ValidationError(UNKNOWN, code=refusal.code) from refusal
        note_success(self.vote, network)
        return found


class VotingCodeWay(CodeWay):
    name = CHANNELS[CodeKind.LETTER]
    label = _("Code in a letter")
    description = _("You have got a letter with a voting code.")
    kind = CodeKind.LETTER


def kinds_of(vote):
    """The kinds of codes that the vote takes: a code tells by itself which it is."""
    return [kind for kind, channel in CHANNELS.items() if channel in vote.ways]
