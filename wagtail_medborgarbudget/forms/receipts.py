"""What a voter may do with a receipt: have it sent, answer two questions, look for the vote."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.receipts import TypingError
from ..models import ANSWERS, AgeBand, Heard, Question
from .words import AS_A_CODE, EMAIL_ERRORS

NOT_SENT = {
    "too_many_letters": _(
        "The receipt has been sent several times just now. Look in your inbox and among your spam,"
        " or wait an hour and try again."
    ),
    "letter_not_sent": _("We could not send the receipt just now. Try again in a few minutes."),
    "box_closed": _("The ballot box has been closed, so the ballot can no longer change."),
}
TYPED_WRONG = {
    TypingError.LETTERS: _(
        "What you wrote has a character that no receipt has: 0, O, 1, I and L are never used."
    ),
    TypingError.TOO_SHORT: _("Something is missing: a receipt has 13 characters."),
    TypingError.TOO_LONG: _("You have written too much: a receipt has 13 characters."),
    TypingError.CHECK: _("There is a typing error: no receipt is written in just that way."),
}
RATHER_NOT = _("I would rather not say")


class ReceiptLetterForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We use the address once, to send the receipt, and do not keep it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )
    follow = forms.BooleanField(
        label=_("Also tell me if the ballot changes while the voting is going on"),
        help_text=_(
            "Then we keep the address, apart from your vote, until the ballot box is closed."
            " After that it is erased."
        ),
        required=False,
    )

    def __init__(self, data=None, *, can_follow=True):
        super().__init__(data)
        if not can_follow:
            del self.fields["follow"]


class AnswersForm(forms.Form):
    """The two questions after a vote. Both can be left as they are."""

    age = forms.ChoiceField(
        label=Question.AGE.label,
        choices=[("", RATHER_NOT), *AgeBand.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    heard = forms.ChoiceField(
        label=Question.HEARD.label,
        choices=[("", RATHER_NOT), *Heard.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def answers(self) -> dict[str, str]:
        return {name: answer for name in ANSWERS if (answer := self.cleaned_data[name])}


class ReceiptCheckForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your receipt"),
        help_text=_("Small letters, spaces and dashes do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs=AS_A_CODE),
        error_messages={"required": _("Write the code that stands on your receipt.")},
    )
