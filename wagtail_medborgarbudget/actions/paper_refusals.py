"""Every no that ballots on paper give, by name."""

from collections.abc import Sequence

from .vote_refusals import VoteRefused


class NoPaper(VoteRefused):
    """The vote takes no ballots on paper."""

    code = "no_paper"


class VotedOnPaper(VoteRefused):
    """The voter has handed in a ballot on paper, and has no other."""

    code = "voted_on_paper"


class VotedOnline(VoteRefused):
    """The voter has a ballot in the box: the envelope stays unopened."""

    code = "voted_online"


class OnRollAlready(VoteRefused):
    """An envelope from the same voter has been opened before."""

    code = "on_roll_already"


class NotOnRoll(VoteRefused):
    """There is nothing to take back."""

    code = "not_on_roll"


class NotBeingRead(VoteRefused):
    """The batch is not one that ballots are entered in."""

    code = "not_being_read"


class SameReader(VoteRefused):
    """Whoever read the sheets first may not read them the second time."""

    code = "same_reader"


class OthersReading(VoteRefused):
    """Somebody else has begun this reading."""

    code = "others_reading"


class LineTaken(VoteRefused):
    """The next sheet is another one: something was sent twice, or from two windows."""

    code = "line_taken"

    def __init__(self, line: int, following: int) -> None:
        self.line, self.following = line, following
        super().__init__(f"sheet {line} was sent, {following} is next")


class NoSuchLine(VoteRefused):
    """Nothing has been entered on that line."""

    code = "no_such_line"

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"there is no line {line}")


class NothingEntered(VoteRefused):
    """A reading without a sheet."""

    code = "nothing_entered"


class NotWholePile(VoteRefused):
    """More or fewer sheets than were counted by hand, and nobody has said that it is so."""

    code = "not_whole_pile"

    def __init__(self, entered: int, pile: int) -> None:
        self.entered, self.pile = entered, pile
        super().__init__(f"{entered} sheets entered, {pile} in the pile")


class NothingToSettle(VoteRefused):
    """The two readings of the batch do not wait for anybody."""

    code = "nothing_to_settle"


class NotAllAnswered(VoteRefused):
    """Not every difference has an answer."""

    code = "not_all_answered"

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"{left} differences have no answer")


class PileDiffers(VoteRefused):
    """Not as many sheets as were counted by hand."""

    code = "pile_differs"

    def __init__(self, sheets: int, pile: int) -> None:
        self.sheets, self.pile = sheets, pile
        super().__init__(f"{sheets} sheets entered, {pile} in the pile")


class AlreadyDropped(VoteRefused):
    """The batch is dropped."""

    code = "already_dropped"


class NoReasonToDrop(VoteRefused):
    """A batch is dropped for a reason that is written down."""

    code = "no_reason_to_drop"


class PaperUnsettled(VoteRefused):
    """Batches that are neither settled nor dropped: their sheets would be lost."""

    code = "paper_unsettled"

    def __init__(self, batches: Sequence[int]) -> None:
        self.batches = ", ".join(map(str, batches))
        super().__init__(f"batches {self.batches} are not settled")
