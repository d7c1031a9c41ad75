"""Words inside records: one text per language, stored once."""

from collections.abc import Mapping
from functools import partial

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages


class Words(str):
    """A text that knows its language, so that a template can set ``lang``."""

    lang: str

    def __new__(cls, text: str, lang: str) -> "Words":
        words = super().__new__(cls, text)
        words.lang = lang
        return words


class Wording(dict[str, str]):
    """Language code → text. Reads as the text in the reader's language, or else the site's own."""

    def in_language(self, language: str | None = None) -> Words:
        wanted = (language or get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
        for code in (*wanted, *(code.split("-")[0] for code in wanted), *self):
            if self.get(code):
                return Words(self[code], code)
        return Words("", wanted[0])

    @property
    def words(self) -> Words:
        return self.in_language()

    def __str__(self) -> str:
        return str(self.in_language())

    def __bool__(self) -> bool:
        return any(self.values())


def wording(value: object) -> Wording:
    """Read what is given: a mapping of languages, or a text in the site's own language."""
    if not value:
        return Wording()
    if isinstance(value, Mapping):
        return Wording({code: str(text) for code, text in value.items() if text})
    return Wording({settings.LANGUAGE_CODE: str(value)})


def in_every_language(msgid: str) -> dict[str, str]:
    """Our own words for a record, in each language the site has."""
    texts = {}
    for code in get_content_languages():
        with override(code):
            texts[code] = gettext(msgid)
    return texts


class WordingWidget(forms.MultiWidget):
    """One box per language of the site, side by side."""

    template_name = "wagtail_medborgarbudget/widgets/wording.html"
    use_fieldset = True

    def __init__(self, box: type[forms.Widget] = forms.TextInput, attrs: dict | None = None):
        self.languages = get_content_languages()
        super().__init__({code: box() for code in self.languages}, attrs)

    def decompress(self, value):
        return [wording(value).get(code, "") for code in self.languages]

    def get_context(self, name, value, attrs):
        if isinstance(value, Mapping):
            value = self.decompress(value)
        context = super().get_context(name, value, attrs)
        for box, (code, label) in zip(
            context["widget"]["subwidgets"], self.languages.items(), strict=True
        ):
            box["language"] = label
            box["attrs"] |= {"lang": code, "aria-label": str(label)}
        return context


class WordingFormField(forms.MultiValueField):
    def __init__(
        self, *, box=forms.TextInput, max_length=None, encoder=None, decoder=None, **kwargs
    ):
        self.languages = get_content_languages()
        boxes = [forms.CharField(required=False, max_length=max_length) for _code in self.languages]
        kwargs["widget"] = WordingWidget(box)
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def compress(self, texts):
        return wording(dict(zip(self.languages, texts, strict=False)))

    def has_changed(self, initial, data):
        return wording(initial) != self.compress(data or [])


class WordingField(models.JSONField):
    """A text per language. ``long=True`` gives staff larger boxes."""

    def __init__(self, *args, long: bool = False, **kwargs):
        self.long = long
        kwargs.setdefault("default", Wording)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"long": True} if self.long else {})

    def from_db_value(self, value, expression, connection):
        return wording(super().from_db_value(value, expression, connection))

    def to_python(self, value):
        return wording(value)

    def get_prep_value(self, value):
        return super().get_prep_value(dict(wording(value)))

    def validate(self, value, model_instance):
        super().validate(dict(value), model_instance)
        if unknown := set(value) - set(get_content_languages()):
            raise ValidationError(
                _("The site has no language %(codes)s."), params={"codes": ", ".join(unknown)}
            )

    def formfield(self, **kwargs):
        box = partial(forms.Textarea, {"rows": 4}) if self.long else forms.TextInput
        # A default that is called makes Django compare with a hidden field, not with the record.
        own = {"form_class": WordingFormField, "box": box, "show_hidden_initial": False}
        return models.Field.formfield(self, **own | kwargs)
