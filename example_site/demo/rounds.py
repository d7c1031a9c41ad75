"""A round: its pages in both languages, its calendar, money, criteria and decisions."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    AnswerType,
    Area,
    BallotMethod,
    Category,
    Criterion,
    Decision,
    DecisionKind,
    FollowUpPage,
    Period,
    Round,
    RoundPage,
    TieBreak,
    VotingPage,
)

from . import history
from .data import reference
from .pictures import OF_ROUND, picture
from .places import publish, translated
from .proposals import load_proposals
from .votes import hold_finished_vote, hold_open_vote
from .words import child_page_words, round_page_words

STEPS = {
    "kriterier": Step.CRITERIA,
    "ide": Step.IDEAS,
    "bearbetning": Step.REVIEW,
    "omrostning": Step.VOTE,
    "genomforande": Step.BUILD,
    "uppfoljning": Step.FOLLOW_UP,
}
ANSWERS = {
    "ja_nej": AnswerType.YES_NO,
    "belopp": AnswerType.AMOUNT,
    "belopp_per_ar": AnswerType.YEARLY_AMOUNT,
}
# More than stand on any ballot here: only the money decides.
MOST_IN_A_BASKET = 50
MARKETING = timedelta(weeks=4)
MONEY_DECIDED = timedelta(weeks=8)


def key_of(slug):
    """The same in every demo, so that a round is known again whatever its page is called."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://tallkoping.example/{slug}")


def is_loaded(slug):
    return Round.objects.filter(key=key_of(slug)).exists()


def load_round(home, municipality, slug):
    """Everything of one round, or nothing."""
    collecting = municipality.round(slug)["state"] == "idéinsamling"
    with letters(sent=collecting), transaction.atomic():
        page = make_round_page(home, municipality, slug)
        make_facts(page.round, municipality, slug)
        voting_page = make_child(page, VotingPage, "voting", municipality, slug)
        set_rules(voting_page.vote, municipality, slug)
        load_proposals(page, municipality, slug)
        if municipality.round(slug)["state"] == "omröstning":
            hold_open_vote(voting_page.vote, municipality, slug)
        if municipality.round(slug)["state"] == "uppföljning":
            make_child(page, FollowUpPage, "follow_up", municipality, slug)
            hold_finished_vote(voting_page.vote, municipality, slug)
            history.build(page.round, municipality, slug)


def letters(*, sent):
    """What happened long ago is not written about again."""
    kept = settings.EMAIL_BACKEND
    dummy = "django.core.mail.backends.dummy.EmailBackend"
    return override_settings(EMAIL_BACKEND=kept if sent else dummy)


def make_round_page(home, municipality, slug):
    page = home.add_child(
        instance=RoundPage(
            translation_key=key_of(slug),
            locale=home.locale,
            image=picture(OF_ROUND[slug], municipality),
            **round_page_words(municipality, slug, "sv"),
        )
    )
    publish(page, {})
    translated(page, round_page_words(municipality, slug, "en"))
    return page


def make_child(parent, page_class, name, municipality, slug):
    words = {
        language: child_page_words(municipality.round_words(slug, language)[name])
        for language in ("sv", "en")
    }
    page = parent.add_child(instance=page_class(locale=parent.locale, **words["sv"]))
    publish(page, {})
    translated(page, words["en"])
    return page


def make_facts(round, municipality, slug):
    facts = municipality.round(slug)
    contact = municipality.facts["municipality"]["contact"]
    round.prefix = municipality.prefix(slug)
    round.cost_cap = facts["budget"]["max_per_proposal"]
    round.who_may_suggest = municipality.who(facts["eligibility"]["propose"]["who"])
    round.contact_email, round.contact_phone = contact["email"], contact["phone"]
    round.diary_number = criteria_set(municipality)["decision_reference"].split(" §")[0]
    round.save()
    make_areas(round, municipality, facts["budget"]["per_area"])
    make_categories(round, municipality)
    make_criteria(round, municipality)
    make_calendar(round, municipality, facts["phases"])
    make_decisions(round, municipality, facts)


def criteria_set(municipality):
    return municipality.facts["criteria_sets"][0]


def make_areas(round, municipality, pots):
    round.areas.all().delete()
    for order, (slug, pot) in enumerate(pots.items()):
        area = municipality.areas[slug]
        name = municipality.both(area["name"], municipality.words["en"]["areas"][slug])
        Area.objects.create(
            round=round, name=name, pot=pot, population=area["population"], sort_order=order
        )


def make_categories(round, municipality):
    for order, (slug, category) in enumerate(municipality.categories.items()):
        name = municipality.both(category["name"], municipality.words["en"]["categories"][slug])
        Category.objects.create(round=round, name=name, sort_order=order)


def make_criteria(round, municipality):
    for order, facts in enumerate(criteria_set(municipality)["criteria"], start=1):
        english = municipality.words["en"]["criteria"][facts["code"]]
        Criterion.objects.create(
            round=round,
            title=municipality.both(facts["title"], english["title"]),
            help_text=municipality.both(facts["help_text"], english["help_text"]),
            answer_type=ANSWERS[facts["answer_type"]],
            hard=facts["must_be_met"],
            sort_order=order,
        )


def make_calendar(round, municipality, phases):
    days = {
        phase["type"]: (municipality.day(phase["start"]), municipality.day(phase["end"]))
        for phase in phases
    }
    windows = {step: days[name] for name, step in STEPS.items() if name in days}
    windows[Step.DECISION] = (days["resultat"][0], days["beslut"][1])
    ideas_open = days["ide"][0]
    windows[Step.MARKETING] = (ideas_open - MARKETING, ideas_open - timedelta(days=1))
    windows.setdefault(Step.CRITERIA, (ideas_open - MONEY_DECIDED,) * 2)
    for step, (first, last) in windows.items():
        Period.objects.create(round=round, step=step, first=first, last=last)
    round.refresh_from_db()


def make_decisions(round, municipality, facts):
    criteria = criteria_set(municipality)
    diary, paragraph = reference(criteria["decision_reference"])
    board = {"round": round, "body": criteria["decided_by"]}
    Decision.objects.create(
        kind=DecisionKind.CRITERIA,
        date=municipality.day(criteria["decision_date"]),
        paragraph=paragraph,
        diary_number=diary,
        **board,
    )
    if facts["state"] != "uppföljning":
        decided = round.calendar.windows[Step.CRITERIA].first
        Decision.objects.create(kind=DecisionKind.BUDGET, date=decided, paragraph="58", **board)
    if facts["state"] != "idéinsamling":
        Decision.objects.create(
            round=round,
            kind=DecisionKind.SHORTLIST,
            waived_because=municipality.words["sv"]["waiver"],
        )


def set_rules(vote, municipality, slug):
    facts = municipality.round(slug)
    vote.who_may_vote = municipality.who(facts["eligibility"]["vote"]["who"])
    vote.voting_age = facts["eligibility"]["vote"]["min_age"]
    words = [municipality.words[code]["rounds"][slug] for code in ("sv", "en")]
    for name in ("no_paper_because", "help_to_vote"):
        setattr(vote, name, municipality.both(*(each.get(name) for each in words)))
    if vote.help_to_vote:
        vote.ways = [*vote.ways, "assisted"]
    if facts["selection_rule"]["tie_break"] == "Lottning":
        vote.tie_break = TieBreak.LOT
    for name, value in ballot_of(facts).items():
        setattr(vote, name, value)
    vote.save()


def ballot_of(facts):
    """The vote's fields that say how residents vote, as the data plans it."""
    ballot = facts["ballot"]
    if ballot["method"] == "knapsack":
        return {"method": BallotMethod.KNAPSACK, "most": MOST_IN_A_BASKET}
    if ballot["method"] == "ranked_points":
        # In this round residents vote where they live.
        return {"method": BallotMethod.RANKED, "places": ballot["points"], "most_areas": 1}
    return {"method": BallotMethod.APPROVAL, "most": ballot["max_votes"]}
