"""What people write beside a workflow's buttons. Wagtail sends it on as JSON: plain values only."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm


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


class DecisionForm(TaskStateCommentForm):
    """What politicians decided. Plain texts: Wagtail sends the answers on as JSON."""

    body = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("For instance the municipal board.")
    )
    date = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    paragraph = forms.CharField(label=_("Paragraph (§)"), max_length=30, required=False)
    diary_number = forms.CharField(label=_("Diary number"), max_length=60, required=False)
    link = forms.URLField(label=_("Link to the minutes"), required=False, assume_scheme="https")
    field_order = ["body", "date", "paragraph", "diary_number", "link", "comment"]

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise ValidationError(_("The day has not come yet."), code="decision_ahead")
        return date.isoformat()


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
