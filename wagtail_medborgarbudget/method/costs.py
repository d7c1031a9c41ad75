"""What a proposal may cost, in whole kronor."""


class CostRefused(ValueError):
    """A proposal cannot go to the vote with this cost."""

    code = "cost_refused"


class CostMissing(CostRefused):
    """Nobody has said what the proposal costs."""

    code = "cost_missing"

    def __init__(self) -> None:
        super().__init__("the proposal has no cost")


class CostNegative(CostRefused):
    """A cost below nothing would add money to the pot."""

    code = "cost_negative"

    def __init__(self, cost: int) -> None:
        self.cost = cost
        super().__init__(f"the cost is {cost}, below zero")


class OverCap(CostRefused):
    """The proposal costs more than one proposal may."""

    code = "over_cap"

    def __init__(self, cost: int, cap: int) -> None:
        self.cost, self.cap = cost, cap
        super().__init__(f"the cost is {cost}, a proposal may cost at most {cap}")


def check_cost(cost: int | None, cap: int | None) -> None:
    """Raise a CostRefused unless ``cost`` is known and within ``cap``; no cap is None."""
    if cost is None:
        raise CostMissing
    if cost < 0:
        raise CostNegative(cost)
    if cap is not None and cost > cap:
        raise OverCap(cost, cap)
