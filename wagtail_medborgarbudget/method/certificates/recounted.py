"""Counted again, the ballots give the same."""

from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof
from wagtail_medborgarbudget.method.outcomes import Outcome
from wagtail_medborgarbudget.method.sealing import canonical, seal


def recounted(outcome: Outcome, recount: Outcome) -> Certificate:
    """Compare two outcomes to the letter, as canonical JSON.

    ``differ`` names the proposals whose lines are not the same; empty where something else is.
    """
    said, found = outcome.as_json(), recount.as_json()
    facts: dict[str, object] = {"sha256": seal(said), "recount_sha256": seal(found)}
    if canonical(said) == canonical(found):
        return Certificate(Proof.RECOUNT, True, facts)
    lines = [{line["id"]: line for line in each["lines"]} for each in (said, found)]
    ids = sorted(lines[0].keys() | lines[1].keys())
    facts["differ"] = [id for id in ids if lines[0].get(id) != lines[1].get(id)]
    return Certificate(Proof.RECOUNT, False, facts)
