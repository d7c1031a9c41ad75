"""Staff have seen at a desk who the voter is; the voter writes the start code they gave."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..actions import stations
from ..actions.stations import StartCodeRefused, use_start_code
from ..forms.words import AS_A_CODE
from .base import Way
from .networks import network_of

REFUSED = _(
    "The start code does not work. Check that it is written as on your note. It works for 15"
    " minutes, once: ask at the desk for a new one if more time has gone."
)


class StartCodeForm(forms.Form):
    start_code = forms.CharField(
        label=_("Start code"),
        help_text=_("Eight characters that you get from those who help you."),
        widget=forms.TextInput(attrs=AS_A_CODE),
        max_length=40,
        error_messages={"required": _("Write the start code that you got at the desk.")},
    )


class Assisted(Way):
    name = stations.CHANNEL
    label = _("Help on the spot")
    description = _(
        "Somebody who works with us sees who you are and gives you a start code. Then you vote at"
        " a computer there. Nobody sees what you choose."
    )
    form_class = StartCodeForm
    without_a_computer = True
    identifies = stations.CHANNEL
    shared_computer = True

    @sensitive_variables()
    def identify(self, request, form):
        code = form.cleaned_data["start_code"]
        try:
            return use_start_code(self.vote, code, network_of(request))
        except StartCodeRefused as refusal:
            raise ValidationError(REFUSED, code=refusal.code) from refusal
