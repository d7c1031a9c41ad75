"""What was built after the finished vote, report by report."""

from wagtail_medborgarbudget.actions.progress import report_progress
from wagtail_medborgarbudget.actions.proposals import move_stage
from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Proposal

from .people import user
from .pictures import OF_REPORT, picture
from .proposals import proposal_of

STATUSES = {
    "planeras": Stage.PLANNED,
    "pagar": Stage.UNDER_WAY,
    "pausat": Stage.PAUSED,
    "genomfort": Stage.DONE,
    "genomfors_inte": Stage.CANCELLED,
}
WHY_MOVED_UP = "Badbryggan kan inte byggas, så pengarna räcker till nästa i tur."


def build(round, municipality, slug):
    for facts in municipality.proposals(slug):
        if facts["implementation"]:
            carry_out(proposal_of(round, facts["number"]), municipality, facts)


def carry_out(proposal, municipality, facts):
    """Promise, move a reserve up when money came free, and tell how it goes."""
    plan = facts["implementation"]
    Proposal.objects.filter(pk=proposal.pk).update(
        responsible=plan["responsible_unit"], promised=municipality.day(plan["planned_end"])
    )
    if proposal.stage == Stage.RESERVE:
        move_stage(proposal, Stage.FUNDED, user("projektledare"), WHY_MOVED_UP)
    for order in range(len(plan["updates"])):
        report(proposal, municipality, facts, order)
    last = municipality.day(plan["updates"][-1]["date"])
    Proposal.objects.filter(pk=proposal.pk).update(stage_since=last)


def report(proposal, municipality, facts, order):
    plan = facts["implementation"]
    update = plan["updates"][order]
    is_last = order == len(plan["updates"]) - 1
    report_progress(
        proposal,
        user("redaktor"),
        date=municipality.day(update["date"]),
        status=STATUSES[update["status"]],
        **words(municipality, facts["number"], order),
        **photo(municipality, facts["number"], order),
        spent=plan["final_cost"] if is_last else None,
    )


def words(municipality, number, order):
    swedish, english = (
        municipality.proposal_words(number, language)["updates"][order] for language in ("sv", "en")
    )
    return {name: municipality.both(swedish[name], english[name]) for name in ("title", "text")}


def photo(municipality, number, order):
    place, name = OF_REPORT.get(number, (None, None))
    if place != order:
        return {}
    texts = (municipality.words[language]["pictures"][name] for language in ("sv", "en"))
    return {"photo": picture(name, municipality), "photo_alt": municipality.both(*texts)}
