"""What a moderator writes when answering an idea. Wagtail sends it on as JSON: plain values."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """``idea`` is what the answer is about; Wagtail's own views need not know it."""

    def __init__(self, data=None, *, idea=None):
        super().__init__(data)
        self.idea = idea


class AskForm(AnswerForm):
    question = forms.CharField(
        label=_("What do we need to know?"),
        help_text=_("The resident gets this by e-mail, with a link to change the idea."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclineForm(AnswerForm):
    reason = forms.CharField(
        label=_("Why does the idea not go further?"),
        help_text=_("The resident gets this by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class JoinForm(AnswerForm):
    proposal = forms.TypedChoiceField(
        label=_("Proposal"),
        help_text=_("The idea gets no page of its own. Those behind both get the news."),
        coerce=int,
    )

    def __init__(self, data=None, *, idea=None):
        super().__init__(data, idea=idea)
        if idea:
            proposals = idea.round.proposals.with_titles()
            self.fields["proposal"].choices = [(each.pk, each.title) for each in proposals]


def cleaned(form_class, data, task_state):
    """What the form makes of ``data``. Raises ValidationError with its sentences."""
    if not form_class:
        return {}
    form = form_class(data, idea=task_state.revision.content_object)
    if not form.is_valid():
        raise ValidationError(
            [f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]]
        )
    return form.cleaned_data
