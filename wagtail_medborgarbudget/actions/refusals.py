"""A no that says itself: the verbs' refusals which a form shows as they are."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Why something cannot be done, in the reader's language. ``facts`` fill in the sentence."""

    code = "refused"
    sentence: ClassVar[Any]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.sentence, code=self.code, params=facts)
