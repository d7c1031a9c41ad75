"""No money is left that something could have had."""

from wagtail_medborgarbudget.method.certificates.books import Books
from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof


def exhaustiveness(books: Books) -> Certificate:
    """Check that nothing unfunded and not refused fits in what is left of its pot.

    ``fits`` names each that does, with its ``cost``, what is ``left``, and the ``reason`` that
    the outcome gives: a count that stops, or shares that are not completed, leave money.
    """
    fits = [
        {
            "id": candidate.id,
            "pot": page.key,
            "cost": candidate.cost,
            "left": page.left,
            "reason": str(books.lines[candidate.id].reason),
        }
        for page in books.pages
        for candidate in books.waiting(page)
        if candidate.cost <= page.left
    ]
    return Certificate(Proof.EXHAUSTIVENESS, not fits, {"fits": fits})
