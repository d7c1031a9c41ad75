"""Ideas handed in, proposals made of them, and what the criteria said. All by the site's verbs."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from wagtail_medborgarbudget.actions.assessments import begin_assessment
from wagtail_medborgarbudget.actions.ideas import hand_in_idea
from wagtail_medborgarbudget.method.criteria import Answer
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    Assessment,
    Criterion,
    Idea,
    IdeaOriginal,
    Proposal,
)

from .people import user
from .pictures import OF_PROPOSAL, picture
from .places import publish, slug_of, translated
from .words import proposal_page_words

ANSWERS = {"ja": Answer.MET, "nej": Answer.NOT_MET}
# Associations and school classes stand by their ideas; of residents we show where they live.
SHOWN_BY_NAME = ("förening", "skolklass")
STILL_READING = timedelta(days=3)


def load_proposals(round_page, municipality, slug):
    """Hand in every idea, answer it as the data says, and assess what has been assessed."""
    round = round_page.round
    rows = municipality.proposals(slug)
    for order, facts in enumerate(rows):
        idea = hand_in(round, municipality, facts)
        answer(idea, municipality, facts)
        date_back(idea, arrival(round, municipality, order, len(rows)))
    for facts in rows:
        if facts["assessment"]:
            assess(proposal_of(round, facts["number"]), municipality, facts)


def proposal_of(round, number):
    return Proposal.objects.get(ideas__round=round, ideas__number=sequence(number))


def sequence(number):
    """GR26-01 is the round's idea number 1."""
    return int(number.split("-")[1])


def hand_in(round, municipality, facts):
    name = municipality.areas[facts["area"]]["name"]
    area = next(row for row in round.areas.all() if row.name["sv"] == name)
    category = list(municipality.categories).index(facts["category"])
    return hand_in_idea(
        round,
        content={
            "title": facts["title"],
            "what": facts["summary"],
            "where": facts["location"]["place"],
            "why": facts["description"],
            "area": area,
            "category": round.categories.get(sort_order=category),
            "lang": "sv",
        },
        contact={
            "name": facts["submitter_display"].removesuffix(" (påhittad)"),
            "email": f"{facts['number'].lower()}@exempel.example",
            "show_name": facts["submitted_by_type"] in SHOWN_BY_NAME,
        },
    )


def arrival(round, municipality, order, how_many):
    """Ideas come evenly from the first day to the last; those not all answered, in these days."""
    window = round.calendar.windows[Step.IDEAS]
    yesterday = municipality.today - timedelta(days=1)
    last = min(window.last, yesterday)
    first = max(window.first, yesterday - STILL_READING) if last == yesterday else window.first
    day = first + (last - first) * (order + 1) / how_many
    return timezone.make_aware(datetime.combine(day, time(8 + order, 20)))


def date_back(idea, when):
    Idea.objects.filter(pk=idea.pk).update(received_at=when)
    IdeaOriginal.objects.filter(idea=idea).update(received_at=when)
    Proposal.objects.filter(ideas=idea).update(stage_since=when.date())


def answer(idea, municipality, facts):
    if facts["idea_status"] == "granskas":
        return
    if facts["idea_status"] == "komplettering":
        act(idea, "reject", user("moderator"), question=facts["moderation_note"])
    elif other := facts.get("merged_into"):
        act(idea, "join", user("moderator"), proposal=proposal_of(idea.round, other).pk)
    else:
        act(idea, "approve", user("moderator"))
        write_page(proposal_of(idea.round, facts["number"]), municipality, facts)


def act(record, action, person, **facts):
    """Do in the record's workflow what the person's button does."""
    task_state = type(record).objects.get(pk=record.pk).current_workflow_task_state
    task_state.task.specific.on_action(task_state, person, action, **facts)


def write_page(proposal, municipality, facts):
    """An editor's hand on the page that the approval made, and the English one beside it."""
    page = proposal.pages.get(locale__language_code="sv")
    if name := OF_PROPOSAL.get(facts["number"]):
        page.image = picture(name, municipality)
    publish(page, proposal_page_words(municipality, facts["number"], "sv"))
    words = proposal_page_words(municipality, facts["number"], "en")
    translated(page, {**words, "slug": slug_of(words["title"]), "image": page.image})


def assess(proposal, municipality, facts):
    """One case officer answers each criterion, the other reads it and makes it public."""
    assessment = begin_assessment(proposal, user("handlaggare"))
    assessment.cost = facts["cost"]
    assessment.running_cost = facts["running_cost_per_year"]
    if facts["cost"]:
        assessment.cost_basis = municipality.said("cost_basis")
    assessment.summary = municipality.about(facts["number"], "decision_reason")
    assessment.estimated_by = user("handlaggare")
    assessment.answers = answered(list(assessment.answers.all()), municipality, facts)
    assessment.save_revision(user=user("handlaggare"))
    assessment.get_workflow().start(assessment, user("handlaggare"))
    act(assessment, "approve", user("handlaggare2"))
    decided = proposal.round.calendar.windows[Step.REVIEW].last
    Assessment.objects.filter(pk=assessment.pk).update(decided_on=decided)
    Proposal.objects.filter(pk=proposal.pk).update(stage_since=decided)


def answered(rows, municipality, facts):
    given = {int(each["code"].removeprefix("K")): each for each in facts["assessment"]}
    for row in rows:
        if row.criterion.builtin == Criterion.FEASIBLE:
            row.answer, row.reason = feasible(municipality, facts)
        else:
            each = given[row.criterion.sort_order]
            row.answer = ANSWERS[each["answer"]]
            row.reason = comment(municipality, facts["number"], each["code"])
    return rows


def feasible(municipality, facts):
    met = facts["assessment_status"] == "uppfyller"
    reason = municipality.about(facts["number"], "feasible")
    return (
        Answer.MET if met else Answer.NOT_MET,
        reason if any(reason.values()) else municipality.said("feasible"),
    )


def comment(municipality, number, code):
    words = (municipality.proposal_words(number, language) for language in ("sv", "en"))
    return municipality.both(*(each["comments"].get(code, "") for each in words))
