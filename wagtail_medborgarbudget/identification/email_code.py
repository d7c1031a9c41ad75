"""The voter gets six digits by e-mail and types them in, or follows the letter's link."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..actions import email_codes
from ..actions.email_codes import check_code, send_code
from ..actions.email_refusals import CodeRefused, CodeSpent
from ..actions.veils import unveil_from_session, veil_for_session
from ..forms.words import EMAIL_ERRORS
from .base import Identified, Voter, Way
from .networks import network_of

SENTENCES = {
    "too_many_letters": _(
        "We have sent several codes just now. Look in your inbox and among your spam, or wait an"
        " hour and try again. From another network, such as your mobile's, you can try at once."
    ),
    "letter_not_sent": _("We could not send the code just now. Try again in a few minutes."),
    "code_spent": _(
        "The code no longer works. Press the link in our e-mail instead, or write your e-mail"
        " address and we will send a new one."
    ),
    "wrong_code": _("That is not the code in our e-mail. Tries left: %(tries_left)s."),
}


class MailboxField(forms.EmailField):
    """An address that is one mailbox without its quotation marks too.

    Some mail services read "any,me"@example.se as two addresses, any and me@example.se: then one
    mailbox would be as many voters as there are words to write before the comma.
    """

    @sensitive_variables()
    def clean(self, value):
        address = super().clean(value)
        super().clean(email_codes.one_form_of(address))
        return address


class AddressForm(forms.Form):
    email = MailboxField(
        label=_("Your e-mail address"),
        help_text=_("We do not keep the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code in our e-mail"),
        help_text=_("We have sent six digits to your e-mail address. They work for 15 minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        max_length=40,
        error_messages={"required": _("Write the six digits from our e-mail.")},
    )

    @sensitive_variables()
    def clean_code(self):
        digits = re.sub(r"[^0-9]", "", self.cleaned_data["code"])
        if len(digits) != 6:
            raise ValidationError(gettext("The code has six digits."), code="not_six_digits")
        return digits


class EmailCode(Way):
    name = email_codes.CHANNEL
    label = _("Code by e-mail")
    description = _(
        "We send six digits to your e-mail address. You need to be able to read your e-mail."
    )
    form_class = AddressForm
    roll_label = _("E-mail address")

    @sensitive_variables()
    def on_roll(self, text):
        address = MailboxField(error_messages=EMAIL_ERRORS).clean(text)
        return Identified(email_codes.one_form_of(address), self.name)

    def begin_again(self, request):
        sent = self.pending in request.session
        return _("Send to another address, or send again") if sent else ""

    @property
    def pending(self) -> str:
        return f"mb_code_{self.vote.box}"

    def form(self, request, data=None):
        if data and "email" in data:
            return AddressForm(data)
        if request.GET.get("again"):
            request.session.pop(self.pending, None)
        form_class = CodeForm if self.pending in request.session else AddressForm
        form = form_class(data)
        if form_class is AddressForm:
            # A code was sent, and the session that waited for it has gone.
            form.fields["email"].error_messages["required"] = SENTENCES["code_spent"]
        return form

    @sensitive_variables()
    def identify(self, request, form):
        network = network_of(request)
        try:
            if isinstance(form, AddressForm):
                address = form.cleaned_data["email"]
                sent_to = send_code(self.vote, address, network, self.link_to)
                request.session[self.pending] = veil_for_session(sent_to.key)
                return None
            voter = Voter(unveil_from_session(request.session[self.pending]), self.name)
            found = check_code(self.vote, voter, form.cleaned_data["code"], network)
        except CodeRefused as refusal:
            if isinstance(refusal, CodeSpent):
                del request.session[self.pending]
            raise ValidationError(
                SENTENCES[refusal.code], code=refusal.code, params=vars(refusal)
            ) from refusal
        del request.session[self.pending]
        return found

    @sensitive_variables()
    def link_to(self, token):
        """Says nothing of who it is for. The site's own address, not the one that was asked for."""
        return self.page.full_url + self.page.reverse_subpage("letter", args=[token])
