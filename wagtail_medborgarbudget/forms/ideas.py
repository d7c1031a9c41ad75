"""The form for an idea: what residents hand in, and how we reach them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Idea, IdeaContact, Round
from .guard import GuardedForm
from .words import EMAIL_ERRORS

CONTACT = ("name", "email", "phone", "show_name")
TEXTS = ("title", "what", "where", "why")


class IdeaForm(forms.ModelForm):
    """The idea itself. Area and category are asked for only where there is something to choose."""

    class Meta:
        model = Idea
        fields = ["title", "what", "where", "why", "category", "area"]
        widgets = {
            "what": forms.Textarea(attrs={"rows": 6}),
            "why": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "title": _("A few words that say what it is."),
            "what": _("You need not have thought it through. We help you."),
            "where": _("Write so that we find it, for instance a street or a place."),
        }
        error_messages = {
            "title": {"required": _("Write what your idea is called.")},
            "what": {"required": _("Write what you want to do.")},
            "area": {"required": _("Choose an area.")},
        }

    def __init__(self, data=None, *, instance: Idea, **kwargs):
        super().__init__(data, instance=instance, **kwargs)
        self.ask_area(instance.round)
        self.ask_category(instance.round)

    def ask_area(self, round: Round):
        areas = list(round.areas.all())
        if len(areas) == 1:
            del self.fields["area"]
            self.instance.area = areas[0]
        else:
            self.fields["area"].queryset = round.areas
            self.fields["area"].empty_label = _("Choose")

    def ask_category(self, round: Round):
        if round.categories.all():
            self.fields["category"].queryset = round.categories
            self.fields["category"].empty_label = _("Choose")
        else:
            del self.fields["category"]

    @property
    def content(self):
        """What was written, as the verbs take it; also what needed no question."""
        return {name: getattr(self.instance, name) for name in self._meta.fields}

    @property
    def texts(self):
        """What was typed, valid or not, to copy when it cannot be taken."""
        typed = [(self[name].label, self[name].value()) for name in TEXTS]
        return [(label, text) for label, text in typed if text]


class HandInForm(GuardedForm, IdeaForm):
    """An idea with the person behind it, in an open form."""

    def __init__(self, data=None, *, instance: Idea, **kwargs):
        round = instance.round
        super().__init__(
            data,
            instance=instance,
            captcha=round.captcha,
            salt=f"wagtail_medborgarbudget.idea-form.{round.key}",
            **kwargs,
        )
        # The question, when there is one, stands last.
        question = self.fields.pop("question", None)
        self.fields |= contact_fields()
        if question:
            self.fields["question"] = question

    @property
    def contact(self):
        return {name: self.cleaned_data[name] for name in CONTACT}

    def answers(self):
        """What was written, each beside its question, to check before it is sent."""
        for name in self.fields:
            if name != "question":
                yield self[name].label, spoken(self.cleaned_data[name])


def contact_fields():
    fields = forms.fields_for_model(IdeaContact, fields=CONTACT)
    for name, purpose in (("name", "name"), ("email", "email"), ("phone", "tel")):
        fields[name].widget.attrs["autocomplete"] = purpose
    fields["email"].error_messages |= EMAIL_ERRORS
    fields["email"].help_text = _("We write to you about the idea. It is not shown on the site.")
    fields["show_name"].help_text = _("Otherwise we write only which area you live in.")
    return fields


def spoken(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value
