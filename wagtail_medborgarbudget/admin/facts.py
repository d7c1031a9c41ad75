"""What staff should know about a record: its facts in a few words, and what looks odd."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import formatting
from ..method.calendar import Problem, ProblemCode
from ..method.steps import Stage, Step
from ..models import STEP_LABELS, Decision, DecisionKind, Proposal, Round, Vote


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


def facts_about(record) -> list[Fact]:
    return {Round: round_facts, Proposal: proposal_facts, Vote: vote_facts}[type(record)](record)


def warnings_about(record) -> list[str]:
    return {Round: round_warnings, Proposal: proposal_warnings, Vote: vote_warnings}[type(record)](
        record
    )


def step_now(round):
    step = round.calendar.current(timezone.localdate())
    return str(STEP_LABELS[step]) if step else "–"


def round_facts(round):
    windows = round.calendar.windows
    return [
        Fact(_("Step now"), step_now(round)),
        *(
            Fact(str(STEP_LABELS[step]), formatting.days(windows[step].first, windows[step].last))
            for step in Step
            if step in windows
        ),
        *(Fact(str(area), formatting.kronor(area.pot)) for area in round.areas.all()),
        *([Fact(_("Common pot"), formatting.kronor(round.common_pot))] if round.common_pot else []),
        *(
            Fact(_("Decision: %s") % decision.get_kind_display(), decided(decision))
            for decision in round.decisions.all()
        ),
    ]


def decided(decision: Decision) -> str:
    if decision.waived_because:
        return decision.waived_because
    return f"{decision.body}, {formatting.day(decision.date)}"


def round_warnings(round):
    found = [problem_in_words(problem) for problem in round.calendar.problems()]
    if not round.calendar.windows:
        found.append(_("The round has no dates yet, so residents are not asked for anything."))
    if not round.decision(DecisionKind.CRITERIA):
        found.append(
            _(
                "Ideas stay closed until the decision on the criteria is filled in, "
                "or why no decision is needed."
            )
        )
    if not round.areas.all() and not round.common_pot:
        found.append(_("The round has no area, so there is no money."))
    return found


def problem_in_words(problem: Problem) -> str:
    sentence = {
        ProblemCode.STARTS_BEFORE: _("“%(step)s” starts before “%(earlier)s”."),
        ProblemCode.OVERLAPS: _("“%(step)s” and “%(earlier)s” go on at the same time."),
    }[problem.code]
    return sentence % {"step": STEP_LABELS[problem.step], "earlier": STEP_LABELS[problem.earlier]}


def proposal_facts(proposal):
    facts = [
        Fact(_("Round"), str(proposal.round)),
        Fact(_("Stage"), proposal.get_stage_display()),
        Fact(_("Area"), str(proposal.area or "–")),
    ]
    if proposal.cost is not None:
        facts.append(Fact(_("Cost"), formatting.kronor(proposal.cost)))
    if proposal.ballot_number is not None:
        facts.append(Fact(_("Ballot number"), str(proposal.ballot_number)))
    return facts


def proposal_warnings(proposal):
    found = []
    if not proposal.area_id and not proposal.round.common_pot:
        found.append(_("The proposal has no area, so it belongs to no pot."))
    if proposal.stage == Stage.ELIGIBLE and proposal.cost is None:
        found.append(_("The proposal goes to the vote but has no cost."))
    return found


def vote_facts(vote):
    window = vote.round.calendar.windows.get(Step.VOTE)
    return [
        Fact(_("Step now"), step_now(vote.round)),
        Fact(_("Voting"), formatting.days(window.first, window.last) if window else "–"),
        Fact(_("How residents vote"), vote.get_method_display()),
        Fact(_("Who gets money"), vote.get_rule_display()),
        Fact(_("Ballot"), ballot_state(vote)),
        Fact(_("Proposals that go to the vote"), formatting.number(on_the_way(vote).count())),
    ]


def ballot_state(vote):
    if vote.is_rehearsal:
        return _("TEST: being rehearsed")
    return _("fixed") if vote.is_fixed else _("not fixed yet")


def vote_warnings(vote):
    found = [vote.remark] if vote.remark else []
    if Step.VOTE not in vote.round.calendar.windows:
        found.append(_("The voting has no dates."))
    if vote.is_fixed:
        return found
    if not vote.round.decision(DecisionKind.SHORTLIST):
        found.append(_("Nobody has decided which proposals go to the vote."))
    if unpriced := on_the_way(vote).filter(cost=None).count():
        found.append(_("Proposals without a cost: %(count)s.") % {"count": unpriced})
    return found


def on_the_way(vote: Vote):
    proposals = vote.round.proposals
    return proposals.on_ballot() if vote.is_fixed else proposals.filter(stage=Stage.ELIGIBLE)
