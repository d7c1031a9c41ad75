"""The voter declares that they may vote. The weakest way: it knows a browser, not a person."""

import secrets
from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..method.steps import Step
from .base import Identified, Way


class DeclarationForm(forms.Form):
    declared = forms.BooleanField(
        label=_("I live in the area and have not voted before in this round."),
        error_messages={"required": _("Tick the box if it is true. Otherwise you cannot vote.")},
    )


class AgainForm(forms.Form):
    """Somebody has voted from this browser: what is sent now takes that ballot's place."""

    declared = forms.BooleanField(
        label=_("I want to change the vote I sent from here."),
        help_text=_(
            "Somebody has begun to vote in this browser. A new vote replaces the earlier one."
            " Are you somebody else? Use another browser or another device."
        ),
        error_messages={"required": _("Tick the box if you want to change the vote.")},
    )


class Declaration(Way):
    name = "declaration"
    label = _("Declare that you may vote")
    description = _("You tick a box. You need neither e-mail nor a code.")
    weakness = _(
        "This is the weakest way: it knows a browser, not a person. Votes sent in this way are"
        " counted separately in the number of voters."
    )
    form_class = DeclarationForm

    @property
    def cookie(self):
        # Django leaves a cookie with "token" in its name out of its error reports.
        return f"mb_token_{self.vote.box}"

    @sensitive_variables()
    def token(self, request) -> str | None:
        return request.get_signed_cookie(self.cookie, default=None, salt=self.name)

    def form(self, request, data=None):
        return (AgainForm if self.token(request) else DeclarationForm)(data)

    @sensitive_variables()
    def identify(self, request, form):
        return Identified(self.token(request) or secrets.token_urlsafe(24), self.name)

    @sensitive_variables()
    def finish(self, request, response, who):
        response.set_signed_cookie(
            self.cookie,
            who.identifier,
            salt=self.name,
            expires=self.end_of_voting(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def end_of_voting(self) -> datetime:
        last = self.vote.round.calendar.windows[Step.VOTE].last
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
