"""What an outcome proves about itself: see docs/concept/certificates.md.

Each certificate is checked from the contest and the published outcome alone, and shares no code
with the counting: only the values that go in and come out.
"""

from wagtail_medborgarbudget.method.certificates.books import Books
from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof
from wagtail_medborgarbudget.method.certificates.exhaustive import exhaustiveness
from wagtail_medborgarbudget.method.certificates.feasible import feasibility
from wagtail_medborgarbudget.method.certificates.prices import price_system
from wagtail_medborgarbudget.method.certificates.proportional import proportionality
from wagtail_medborgarbudget.method.certificates.recounted import recounted
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.outcomes import Outcome

__all__ = ["Certificate", "Proof", "certify"]


def certify(
    contest: Contest, outcome: Outcome, recount: Outcome | None = None
) -> tuple[Certificate, ...]:
    """Return all certificates of an outcome, in a fixed order.

    ``recount`` is what another count of the contest gave; without it the contest is counted
    again here.
    """
    books = Books(contest, outcome)
    return (
        recounted(outcome, recount or contest.count()),
        feasibility(books),
        exhaustiveness(books),
        proportionality(books),
        price_system(books),
    )
