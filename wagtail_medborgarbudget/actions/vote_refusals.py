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


class RehearsalGoesOn(VoteRefused):
    """The vote is being rehearsed already."""

    code = "rehearsal_goes_on"


class ChangedMeanwhile(VoteRefused):
    """Somebody else has changed the ballot since the user was shown it."""

    code = "changed_meanwhile"


class NothingChanges(VoteRefused):
    """Everything asked for is as it is already."""

    code = "nothing_changes"


class ImpossibleChange(VoteRefused):
    """The ballot has no such fact, or it cannot become that."""

    code = "impossible_change"

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(f"{fact} cannot be changed to that")


class NoReason(VoteRefused):
    """Voters are told why."""

    code = "no_reason"


class DecisionNotYetMade(VoteRefused):
    """The decision has no day, or one that has not come."""

    code = "decision_not_yet_made"


class NoRehearsal(VoteRefused):
    """The vote is not being rehearsed."""

    code = "no_rehearsal"


class RehearsalOver(VoteRefused):
    """A ballot of a rehearsal that has ended, on its way into another box."""

    code = "rehearsal_over"


class TooManyTestBallots(VoteRefused):
    """More test ballots at once than can be made while somebody waits, or none."""

    code = "too_many_test_ballots"

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"at most {most} at once")


class NoLegalBallot(VoteRefused):
    """No ballot was found that keeps the limits."""

    code = "no_legal_ballot"


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
