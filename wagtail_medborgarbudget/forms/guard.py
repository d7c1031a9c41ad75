"""What keeps robots out of an open form, without a session, a picture or JavaScript."""

import time
import uuid
from dataclasses import asdict, dataclass, field, replace

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from ..models import Captcha
from .captcha import question_field

FEWEST_SECONDS = 3
MOST_SECONDS = 24 * 60 * 60

TOO_OLD = _("The page has been open for long. Check your text and press the button again.")
TOO_FAST = _("That was quick. Wait a few seconds and press the button again.")
TRAPPED = _("Something filled in a box that is hidden. Press the button again.")
ASKED = _("We want to know that you are a person. Answer the question last in the form.")


@dataclass(frozen=True)
class Token:
    """What a form carries of itself: its idea-to-be, its age, and whether a person was met."""

    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: float = field(default_factory=lambda: time.time())
    asked: bool = False
    person: bool = False

    def signed(self, salt: str) -> str:
        return Signer(salt=salt).sign_object(asdict(self))

    @classmethod
    def read(cls, text: str, salt: str) -> "Token | None":
        """None when it is not ours, or older than a day."""
        try:
            token = cls(**Signer(salt=salt).unsign_object(text))
        except (BadSignature, TypeError, ValueError):
            return None
        return token if token.age < MOST_SECONDS else None

    @property
    def age(self) -> float:
        return time.time() - self.at


class GuardedForm(forms.Form):
    """A form with a signed token, a box that only robots fill in, and sometimes a question.

    Nobody is turned away for good: what was written stays, and the next try can succeed.
    """

    TRAP = "homepage"

    def __init__(self, data=None, *, captcha=Captcha.NEVER, salt="", **kwargs):
        super().__init__(data, **kwargs)
        self.captcha, self.salt = captcha, salt
        self.sent = Token.read(data.get("token", ""), salt) if data is not None else Token()
        self.token = self.sent or Token()
        if not self.token.person and (captcha == Captcha.ALWAYS or self.token.asked):
            self.fields["question"] = question_field()

    @property
    def signed_token(self) -> str:
        return self.token.signed(self.salt)

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("question", None):
            self.token = replace(self.token, person=True)
        if self.sent is None:
            self.suspect(TOO_OLD)
        elif not self.token.person and "question" not in self.fields:
            self.look_for_robots()
        return cleaned

    def look_for_robots(self):
        if self.data.get(self.TRAP):
            self.suspect(TRAPPED)
        elif self.token.age < FEWEST_SECONDS and not self.errors:
            self.suspect(TOO_FAST)

    def suspect(self, sentence):
        if self.captcha == Captcha.SUSPICIOUS and not self.token.person:
            self.token = replace(self.token, asked=True)
            self.fields.setdefault("question", question_field())
            sentence = ASKED
        self.add_error(None, sentence)
