"""Every no that a vote gives, by name."""

from datetime import date


class VoteRefused(ValueError):
    """Something that cannot be done with the vote as it stands."""

    code = "vote_refused"


class AlreadyFixed(VoteRefused):
    """The ballot is fixed already."""

    code = "already_fixed"


class NotFixed(VoteRefused):
    """The ballot is not fixed yet."""

    code = "not_fixed"


class NotVotingDay(VoteRefused):
    """The day is not one of the voting days."""

    code = "not_voting_day"

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"{day} is not a voting day")


class StillVoting(VoteRefused):
    """The voting days are not over."""

    code = "still_voting"

    def __init__(self, last: date) -> None:
        self.last = last
        super().__init__(f"residents may vote until {last}")


class BoxClosed(VoteRefused):
    """The ballot box is closed."""

    code = "box_closed"


class WrongBallotKey(VoteRefused):
    """The setting is not the one that the vote was opened with."""

    code = "wrong_ballot_key"

    def __init__(self) -> None:
        super().__init__("MEDBORGARBUDGET_BALLOT_KEY has changed since the vote was opened")


class InvalidationWaits(VoteRefused):
    """Somebody has proposed that votes are invalidated, and it is not decided."""

    code = "invalidation_waits"


class NoVotesChosen(VoteRefused):
    """Nothing in the box fits what was chosen."""

    code = "no_votes_chosen"


class AlreadyProposed(VoteRefused):
    """Some of the votes are in a proposal that waits already."""

    code = "already_proposed"


class AlreadyDecided(VoteRefused):
    """Somebody has decided already."""

    code = "invalidation_decided"


class NeedsSecondPerson(VoteRefused):
    """Whoever proposed cannot also decide."""

    code = "needs_second_person"


class AllSentAgain(VoteRefused):
    """Every voter of the proposal has sent a new vote since."""

    code = "all_sent_again"


class DoesNotAddUp(VoteRefused):
    """A mark without a ballot, or the other way round: nothing is taken out."""

    code = "does_not_add_up"
