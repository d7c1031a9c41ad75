"""Every no about voting codes, by name."""

from .vote_refusals import VoteRefused, WrongBallotKey


class NoBallotKey(VoteRefused):
    """The setting that hides voters is missing."""

    code = "no_ballot_key"


class CodesOfAnotherKey(WrongBallotKey):
    """The codes were made under another key, or for a vote that was begun anew."""

    code = "codes_of_another_key"


class CodesNotReady(VoteRefused):
    """The codes are not made, or have been withdrawn."""

    code = "codes_not_ready"


class CodesExported(VoteRefused):
    """The codes have been exported, and cannot be once more."""

    code = "codes_exported"


class CodesNotExported(VoteRefused):
    """The codes have not been exported, so nobody can have lost one."""

    code = "codes_not_exported_yet"


class CodesOver(VoteRefused):
    """The batch has ended already."""

    code = "codes_over"


class TooManyCodes(VoteRefused):
    """More codes than one batch holds."""

    code = "too_many_codes"

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"at most {most} codes in one batch")


class NoSuchCode(VoteRefused):
    """No code of the batch has that number."""

    code = "no_such_code"

    def __init__(self, serial: int) -> None:
        self.serial = serial
        super().__init__(f"no code has the number {serial}")


class CodeStopped(VoteRefused):
    """The code that the voter showed has been stopped, replaced or withdrawn since."""

    code = "code_stopped"


class UnknownCode(VoteRefused):
    """Nobody has that code, or it no longer works."""

    code = "unknown_code"
