"""What must be ready before the ballot is fixed: every point, also those that are."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.preflight import Point, checklist
from ..explanations import way_labels
from ..explanations.languages import language_name
from ..formatting import days, number
from ..method.steps import Stage, Step
from ..models import DecisionKind, Vote
from .facts import decided
from .vote_sentences import problem_sentence
from .vote_verbs import OfVote

STATES: Mapping[str, tuple[Promise, str]] = {
    "ready": (_("All set"), "circle-check"),
    "advice": (_("Worth a thought"), "help"),
    "blocks": (_("Must be put right"), "warning"),
}


@dataclass(frozen=True)
class Words:
    """What a point is called, what is said when it is ready, and where it is mended."""

    label: Promise
    ready: Promise
    mended: str = ""


WORDS: Mapping[str, Words] = {
    "dates": Words(_("Days"), _("Residents vote %(days)s."), "round"),
    "criteria_decision": Words(
        _("Decision on the criteria"), _("Written down: %(criteria)s"), "round"
    ),
    "budget_decision": Words(_("Decision on the money"), _("Written down: %(budget)s"), "round"),
    "shortlist_decision": Words(
        _("Decision on which proposals go to the vote"), _("Written down: %(shortlist)s"), "round"
    ),
    "proposals": Words(_("Proposals"), _("%(proposals)s."), "proposals"),
    "costs": Words(_("What it costs"), _("Every proposal has a cost."), "proposals"),
    "caps": Words(_("Highest cost"), _("No proposal costs more than a proposal may."), "proposals"),
    "pots": Words(
        _("Pots"), _("Every proposal has a pot that is large enough to pay for it."), "round"
    ),
    "yearly": Words(
        _("Yearly costs"), _("No proposal costs more a year than there is room for."), "proposals"
    ),
    "texts": Words(
        _("Texts in every language"),
        _("The voting page and every proposal can be read in: %(languages)s."),
        "pages",
    ),
    "ways": Words(_("Ways to vote"), _("Residents can vote like this: %(ways)s."), "ways"),
    "without_a_computer": Words(
        _("Without a computer"),
        _("There is a way to vote without a computer, or residents can read why there is none."),
        "ways",
    ),
    "limits": Words(_("The ballot"), _("A ballot can be filled in within its limits."), "method"),
    "rule": Words(_("The counting"), _("The votes can be counted by the rule as it is."), "rule"),
    "lot": Words(
        _("Order between equals"),
        _("A lot is drawn when the ballot is fixed, and published before anybody votes."),
    ),
    "key": Words(
        _("Secrecy"), _("The system has the ballot key that hides who has voted for what.")
    ),
    "contact": Words(_("Somebody to ask"), _("Residents can reach: %(contact)s."), "round"),
}


# Problems that are not mended where their point otherwise is.
MENDED_ELSEWHERE = {"no_voting_codes": "codes"}


@dataclass(frozen=True)
class Line:
    """One point as the screen shows it."""

    state: str
    state_label: Promise
    icon: str
    label: Promise
    sentences: list[str]
    url: str


class ChecklistView(OfVote):
    page_title = _("Checklist")
    template_name = "wagtail_medborgarbudget/admin/checklist.html"

    def get_context_data(self, **kwargs):
        points = checklist(self.vote)
        facts, urls = facts_of(self.vote), urls_of(self.vote, self.edit_url)
        return super().get_context_data(**kwargs) | {
            "lines": [line_of(point, facts, urls) for point in points],
            "ready": sum(point.state == "ready" for point in points),
            "blocks": sum(point.state == "blocks" for point in points),
        }


def line_of(point: Point, facts: Mapping[str, str], urls: Mapping[str, str]) -> Line:
    words = WORDS[point.name]
    label, icon = STATES[point.state]
    said = [problem_sentence(problem) for problem in point.problems]
    return Line(
        state=point.state,
        state_label=label,
        icon=icon,
        label=words.label,
        sentences=said or [str(words.ready) % facts],
        url=urls.get(place_of(point, words), "") if point.problems else "",
    )


def place_of(point: Point, words: Words) -> str:
    """Where what is in the way is mended, before what is only worth a thought."""
    codes = [problem.code for problem in point.problems if problem.blocks]
    return MENDED_ELSEWHERE.get(codes[0], words.mended) if codes else words.mended


def facts_of(vote: Vote) -> dict[str, str]:
    """What the points that are ready are said with."""
    round, window = vote.round, vote.round.calendar.windows.get(Step.VOTE)
    proposals = round.proposals.filter(stage=Stage.ELIGIBLE).count()
    languages = vote.pages.filter(live=True).values_list("locale__language_code", flat=True)
    named = way_labels()
    return {
        "days": days(window.first, window.last) if window else "",
        **{kind.value: decision_of(vote, kind) for kind in DecisionKind},
        "proposals": ngettext(
            "%(count)s proposal goes to the vote", "%(count)s proposals go to the vote", proposals
        )
        % {"count": number(proposals)},
        "languages": ", ".join(map(language_name, sorted(set(languages)))),
        "ways": ", ".join(str(named[name]) for name in vote.ways if name in named),
        "contact": ", ".join(filter(None, [round.contact_email, round.contact_phone])),
    }


def decision_of(vote: Vote, kind: DecisionKind) -> str:
    decision = vote.round.decision(kind)
    return decided(decision) if decision else ""


def urls_of(vote: Vote, edit_url: str) -> dict[str, str]:
    """Where each kind of thing is mended."""
    round_page = vote.round.main_page
    return {
        "round": reverse("medborgarbudget_rounds:edit", args=[vote.round_id]),
        "ways": f"{edit_url}#id_ways",
        "method": f"{edit_url}#id_method",
        "rule": f"{edit_url}#id_rule",
        "codes": reverse("medborgarbudget_votes:codes", args=[vote.pk]),
        "proposals": f"{reverse('medborgarbudget_proposals:index')}?round={vote.round_id}",
        "pages": reverse("wagtailadmin_explore", args=[round_page.pk]) if round_page else "",
    }
