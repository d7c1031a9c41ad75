"""Every way in which a ballot can be refused, by name, with the facts."""

from collections.abc import Hashable, Sequence


class BallotRefused(ValueError):
    """A ballot that cannot be received as it is."""

    code = "ballot_refused"


class NothingChosen(BallotRefused):
    """The ballot is empty."""

    code = "nothing_chosen"

    def __init__(self) -> None:
        super().__init__("no proposal chosen")


class TooManyChoices(BallotRefused):
    """More proposals than a ballot may hold."""

    code = "too_many_choices"

    def __init__(self, chosen: int, allowed: int) -> None:
        self.chosen, self.allowed = chosen, allowed
        super().__init__(f"{chosen} proposals chosen, {allowed} allowed")


class TooFewChoices(BallotRefused):
    """Fewer proposals than a ballot must hold."""

    code = "too_few_choices"

    def __init__(self, chosen: int, required: int) -> None:
        self.chosen, self.required = chosen, required
        super().__init__(f"{chosen} proposals chosen, {required} required")


class UnknownChoice(BallotRefused):
    """A number that is not on the ballot."""

    code = "unknown_choice"

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"there is no proposal {number} on the ballot")


class RepeatedChoice(BallotRefused):
    """The same proposal chosen more than once."""

    code = "repeated_choice"

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"proposal {number} chosen more than once")


class UnreadableBallot(BallotRefused):
    """A text that is not a ballot of this method."""

    code = "unreadable_ballot"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a ballot")


class OverBudget(BallotRefused):
    """The proposals chosen cost more than there is, in kronor. ``pot``: where, if several."""

    code = "over_budget"

    def __init__(self, cost: int, budget: int, pot: Hashable = None) -> None:
        self.cost, self.budget, self.over, self.pot = cost, budget, cost - budget, pot
        super().__init__(f"the choices cost {cost}, {self.over} more than {budget}")


class TooLittleSpent(BallotRefused):
    """The proposals chosen cost less than a ballot must use, in kronor."""

    code = "too_little_spent"

    def __init__(self, cost: int, required: int) -> None:
        self.cost, self.required, self.missing = cost, required, required - cost
        super().__init__(f"the choices cost {cost}, {required} required")


class TooManyAreas(BallotRefused):
    """Proposals chosen in more areas than one ballot may choose in."""

    code = "too_many_areas"

    def __init__(self, chosen: int, allowed: int) -> None:
        self.chosen, self.allowed = chosen, allowed
        super().__init__(f"proposals chosen in {chosen} areas, {allowed} allowed")


class PlaceTaken(BallotRefused):
    """Several proposals have been put in one place."""

    code = "place_taken"

    def __init__(self, place: int, numbers: Sequence[int]) -> None:
        self.place, self.numbers = place, tuple(numbers)
        super().__init__(f"proposals {self.numbers} share place {place}")


class PlaceEmpty(BallotRefused):
    """A place is empty though a later one is not."""

    code = "place_empty"

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(f"place {place} is empty")


class NotPoints(BallotRefused):
    """A choice with no points, or less than none."""

    code = "not_points"

    def __init__(self, number: int, points: int) -> None:
        self.number, self.points = number, points
        super().__init__(f"{points} points for proposal {number}")


class TooManyPointsOnOne(BallotRefused):
    """More points than one proposal may get from one ballot."""

    code = "too_many_points_on_one"

    def __init__(self, number: int, points: int, allowed: int) -> None:
        self.number, self.points, self.allowed = number, points, allowed
        super().__init__(f"{points} points for proposal {number}, {allowed} allowed")


class TooManyPoints(BallotRefused):
    """More points than a ballot has."""

    code = "too_many_points"

    def __init__(self, given: int, allowed: int) -> None:
        self.given, self.allowed = given, allowed
        super().__init__(f"{given} points given, {allowed} allowed")


class ImpossibleLimits(ValueError):
    """Limits that no ballot can keep."""

    code = "impossible_limits"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        super().__init__(f"at least {least} and at most {most} proposals cannot both hold")
