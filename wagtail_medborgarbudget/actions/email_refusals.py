"""Every no about codes by e-mail, by name."""


class CodeRefused(ValueError):
    """A code that was not sent, or does not count."""

    code = "code_refused"


class TooManyLetters(CodeRefused):
    """Several codes have been sent just now."""

    code = "too_many_letters"


class LetterNotSent(CodeRefused):
    """The mail server did not take the letter."""

    code = "letter_not_sent"


class WrongCode(CodeRefused):
    """Not the code in the letter; the voter may try again."""

    code = "wrong_code"

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(f"{tries_left} tries left")


class CodeSpent(CodeRefused):
    """The code is too old, used, or guessed at too often."""

    code = "code_spent"
