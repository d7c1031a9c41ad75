"""A question in words instead of a picture: everybody can read it, and have it read out."""

import secrets

from captcha.fields import BaseCaptchaTextInput, CaptchaField
from captcha.models import CaptchaStore
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

QUESTION = f"{__name__}.question"


def number_words() -> list[str]:
    return [
        _("zero"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
        _("eleven"),
        _("twelve"),
    ]


def question() -> tuple[str, str]:
    """A sum in words in the reader's language, and its answer in digits. At most 32 characters."""
    one, other = secrets.randbelow(6) + 1, secrets.randbelow(6) + 1
    words = number_words()
    asked = _("What is %(one)s plus %(other)s?") % {"one": words[one], "other": words[other]}
    return asked, str(one + other)


def in_digits(answer: str) -> str:
    """An answer in words is as good: "sju" is 7."""
    answer = answer.strip().strip(".").lower()
    words = number_words()
    return str(words.index(answer)) if answer in words else answer


class QuestionInput(BaseCaptchaTextInput):
    template_name = "wagtail_medborgarbudget/widgets/question.html"
    use_fieldset = False

    def value_from_datadict(self, data, files, name):
        key, answer = super().value_from_datadict(data, files, name)
        return [key, in_digits(answer or "")]

    def render(self, name, value, attrs=None, renderer=None):
        """Ask anew each time: an answer can be used once."""
        store = CaptchaStore.objects.get(hashkey=CaptchaStore.generate_key(QUESTION))
        self.asked = store.challenge
        return super().render(name, [store.hashkey, ""], attrs, renderer)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        hidden, answer = context["widget"]["subwidgets"]
        asked_id = f"{answer['attrs']['id']}_asked"
        others = answer["attrs"].get("aria-describedby", "")
        answer["attrs"]["aria-describedby"] = f"{asked_id} {others}".strip()
        hidden["attrs"].pop("aria-describedby", None)
        return context | {"asked": self.asked, "asked_id": asked_id}


def question_field() -> CaptchaField:
    return CaptchaField(
        label=gettext_lazy("A question to you who are a person"),
        help_text=gettext_lazy("Answer with a number or a word."),
        widget=QuestionInput(),
        error_messages={
            "invalid": gettext_lazy("That was not the answer. Here is a new question."),
            "required": gettext_lazy("Answer the question."),
        },
    )
