"""Method of Equal Shares."""

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import PotCount


def equal_shares(case: Case) -> PotCount:
    """Let those who voted for a proposal buy it with their equal shares of the pot."""
    raise NotImplementedError
