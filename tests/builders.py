"""Small worlds for tests. Each builder makes what it needs and takes what you care about."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

from example_site.models import HomePage
from wagtail_medborgarbudget.actions.assessments import assess_proposal, begin_assessment
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.ideas import hand_in_idea
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.setup import set_up
from wagtail_medborgarbudget.method.criteria import Answer
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import (
    Area,
    Assessment,
    Ballot,
    Criterion,
    Decision,
    DecisionKind,
    FollowUpPage,
    Idea,
    IdeaContact,
    IdeaState,
    Period,
    ProgressUpdate,
    ProposalPage,
    Round,
    RoundPage,
    Vote,
    VotingPage,
    Wording,
)
from wagtail_medborgarbudget.models.frozen import past_the_freeze

from .tasks import not_indexed

numbers = count(1)
LENGTHS = {Step.BUILD: 365, Step.FOLLOW_UP: 90}


@not_indexed()
def make_home(language: str = "sv") -> Page:
    """The site's home page in a language; the Swedish one is the root of the default site."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    if language != "sv":
        home = make_home().copy_for_translation(locale, copy_parents=False)
        home.save_revision().publish()
        return HomePage.objects.get(pk=home.pk)
    top = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = top.add_child(instance=HomePage(title="Tallköping", slug="tallkoping", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home},
    )
    return home


def make_user(role: str | None = None, *, under: Page | None = None, name: str | None = None):
    """A user of one of the roles that medborgarbudget_setup makes; None for a superuser."""
    name = name or f"user{next(numbers)}"
    User = get_user_model()
    if role is None:
        return User.objects.create_superuser(name, f"{name}@kommun.example", "password")
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    user = User.objects.create_user(name, f"{name}@kommun.example", "password")
    user.groups.add(set_up(under or make_home())[role])
    return user


def periods_around(step: Step, today: date) -> list[Period]:
    """A calendar in which ``step`` began a week ago and ends in two weeks."""
    steps = list(Step)
    first = today - timedelta(days=7 + 30 * steps.index(step))
    periods = []
    for each in steps:
        days = 21 if each is step else LENGTHS.get(each, 30)
        periods.append(Period(step=each, first=first, last=first + timedelta(days=days - 1)))
        first += timedelta(days=days)
    return periods


@not_indexed()
def make_round_page(
    *,
    step: Step | None = Step.IDEAS,
    title: str = "Medborgarbudget Granhyltan",
    pots: dict[str, int] | None = None,
    parent: Page | None = None,
    decided: bool = True,
    live: bool = True,
    **facts,
) -> RoundPage:
    """A published round with its record: one area, dates around ``step``, criteria decided."""
    parent = parent or make_home()
    page = parent.add_child(
        instance=RoundPage(title=title, slug=f"omgang-{next(numbers)}", live=live)
    )
    round = page.round
    if pots:
        round.areas.all().delete()
        for order, (name, pot) in enumerate(pots.items()):
            Area.objects.create(round=round, name=name, pot=pot, sort_order=order)
    if step:
        for period in periods_around(step, timezone.localdate()):
            period.round = round
            period.save()
    if decided:
        for kind in (DecisionKind.CRITERIA, DecisionKind.BUDGET, DecisionKind.SHORTLIST):
            make_decision(round, kind)
    facts = {"prefix": "GR26", "contact_email": "budget@kommun.example"} | facts
    Round.objects.filter(pk=round.pk).update(**facts)
    page.round = Round.objects.get(pk=round.pk)
    return page


def make_round(**kwargs) -> Round:
    return make_round_page(**kwargs).round


def make_decision(round: Round, kind: str = DecisionKind.CRITERIA, **facts) -> Decision:
    facts = {"body": "Kommunstyrelsen", "date": date(2026, 3, 13), "paragraph": "41"} | facts
    return Decision.objects.create(round=round, kind=kind, **facts)


@not_indexed()
def make_proposal_page(
    round_page: RoundPage, title: str = "Utegym", *, live: bool = True, **facts
) -> ProposalPage:
    """A proposal with its page. ``facts`` go straight to the record, past the verbs."""
    page = round_page.add_child(
        instance=ProposalPage(
            title=title, slug=f"forslag-{next(numbers)}", intro=f"Kort om {title}.", live=live
        )
    )
    for name, value in facts.items():
        setattr(page.proposal, name, value)
    with past_the_freeze():
        page.proposal.save()
    return page


def make_eligible(round_page: RoundPage, title: str, cost: int, **facts):
    """A proposal that has passed its assessment and waits for a ballot number."""
    facts = {"stage": Stage.ELIGIBLE, "cost": cost} | facts
    return make_proposal_page(round_page, title, **facts).proposal


@not_indexed()
def make_voting_page(round_page: RoundPage, *, live: bool = True, **facts) -> VotingPage:
    """A voting page; ``facts`` are the vote's settings. The vote is not opened."""
    page = round_page.add_child(
        instance=VotingPage(
            title="Rösta", slug=f"rosta-{next(numbers)}", intro="Du bestämmer.", live=live
        )
    )
    facts = {"no_paper_because": {"sv": "Biblioteket hjälper dig att rösta."}} | facts
    for name, value in facts.items():
        setattr(page.vote, name, value)
    page.vote.save()
    return page


@not_indexed()
def make_follow_up_page(round_page: RoundPage, *, live: bool = True) -> FollowUpPage:
    return round_page.add_child(
        instance=FollowUpPage(title="Hur gick det?", slug=f"uppfoljning-{next(numbers)}", live=live)
    )


@not_indexed()
def translate(page: Page, language: str = "en") -> Page:
    """The page in another language, published, as an editor makes it."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    make_home(language)
    translated = page.copy_for_translation(locale, copy_parents=True)
    translated.save_revision().publish()
    return type(page).objects.get(pk=translated.pk)


def set_calendar(round: Round, today: date | None = None, *, step: Step) -> None:
    """Move the round so that ``step`` is the one going on."""
    with past_the_freeze():
        round.periods.all().delete()
        for period in periods_around(step, today or timezone.localdate()):
            period.round = round
            period.save()


def make_many_proposals(round_page: RoundPage, how_many: int) -> None:
    for number in range(how_many):
        make_proposal_page(round_page, f"Förslag {number}")


def bind(vote, *proposals):
    """Fix the ballot past the verb: residents now have it."""
    for number, proposal in enumerate(proposals, start=1):
        proposal.ballot_number = number
        proposal.save()
    vote.opened_at = timezone.now()
    vote.save()
    return vote


def make_open_vote(*titles: str, cost: int = 100_000, ways=("declaration",), **facts) -> VotingPage:
    """A vote in its voting days, with the ballot fixed: proposals 1, 2, 3 and so on."""
    round_page = make_round_page(step=Step.VOTE, contact_email="budget@kommun.example")
    for title in titles or ("Bänkar", "Lampor", "Utegym", "Vindskydd"):
        make_eligible(round_page, title, cost)
    page = make_voting_page(round_page, ways=list(ways), **facts)
    open_vote(page.vote)
    return VotingPage.objects.get(pk=page.pk)


def force(rows, **facts) -> None:
    """Write what decides a vote though its ballot is fixed, as no part of the program would."""
    with past_the_freeze():
        rows.update(**facts)


def vote_as(vote: Vote, who: str, *choices: int, **kwargs) -> str:
    """Somebody's ballot, in the box. Returns the receipt code."""
    return cast_ballot(vote, Identified(who, "declaration"), choices, **kwargs)


def end_voting(vote: Vote) -> Vote:
    """The voting days ended yesterday; the ballot box is still open."""
    with past_the_freeze():
        Period.objects.filter(round=vote.round, step=Step.VOTE).update(
            last=timezone.localdate() - timedelta(days=1)
        )
    return Vote.objects.get(pk=vote.pk)


def make_idea_behind(proposal, *, name="", show_name=False, email="rut@example.com", **facts):
    """An idea that became the proposal, with the person who handed it in."""
    facts = {"title": "Mitt utegym", "what": "Ett utegym vid elljusspåret.", "lang": "sv"} | facts
    round = proposal.round
    facts.setdefault("area", proposal.area or round.areas.first())
    idea = Idea.objects.create(
        round=round, proposal=proposal, number=next(numbers), state=IdeaState.APPROVED, **facts
    )
    IdeaContact.objects.create(idea=idea, name=name, email=email, show_name=show_name)
    return idea


def make_criterion(round, title="Är det till för alla?", hard=True) -> Criterion:
    return Criterion.objects.create(round=round, title=title, hard=hard, sort_order=next(numbers))


def make_assessment(
    proposal, user=None, answer=Answer.MET, reason="", besides=None, **facts
) -> Assessment:
    """A draft with the same answer to every criterion; ``besides`` maps criteria to others."""
    begin_assessment(proposal, user)
    assessment = proposal.assessment.get_latest_revision_as_object()
    for row in assessment.answers.all():
        row.answer, words = (besides or {}).get(row.criterion, (answer, reason))
        row.reason = Wording({"sv": words} if words else {})
    for name, value in ({"cost": 145_000, "estimated_by": user} | facts).items():
        setattr(assessment, name, value)
    assessment.save_revision(user=user)
    return Assessment.objects.get(pk=assessment.pk)


def make_public_assessment(proposal, **kwargs) -> Assessment:
    """An assessment published and made the verdict, past the workflow."""
    make_assessment(proposal, **kwargs).get_latest_revision().publish()
    assessment = Assessment.objects.get(proposal=proposal)
    assess_proposal(assessment, None)
    proposal.refresh_from_db()
    return assessment


def make_update(proposal, **facts) -> ProgressUpdate:
    """A stored report, past the verb: the proposal's stage is left as it is."""
    facts = {"status": Stage.UNDER_WAY, "title": "Nu gräver vi", "text": "Det går bra."} | facts
    return ProgressUpdate.objects.create(proposal=proposal, **facts)


def make_photo(title="Foto"):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def in_swedish(msgid: str) -> str:
    """What stands on a Swedish screen, up to the first fact that is filled in."""
    with override("sv"):
        return gettext(str(msgid)).split("%(")[0]


IDEA = {
    "title": "Utegym vid elljusspåret",
    "what": "Sju redskap av trä.",
    "where": "Vid parkeringen",
    "why": "Alla kan röra på sig.",
}
CONTACT = {"name": "Åsa Åkesson", "email": "asa@example.com"}


def make_idea(round: Round, *, contact: dict | None = None, **facts) -> Idea:
    """An idea as a resident hands it in. Facts that verbs write are set past them."""
    text = {name: facts.pop(name) for name in [*IDEA, "category", "lang"] if name in facts}
    idea = hand_in_idea(
        round,
        content=IDEA | {"area": facts.pop("area", None) or round.areas.first()} | text,
        contact=CONTACT | (contact or {}),
    )
    if facts:
        Idea.objects.filter(pk=idea.pk).update(**facts)
        idea.refresh_from_db()
    return idea


def make_closed_vote(
    costs: dict[str, int],
    ballots: dict[str, int],
    *,
    areas: dict[str, str] | None = None,
    pots: dict[str, int] | None = None,
    **facts,
) -> VotingPage:
    """A vote whose ballot box is closed: costs by title, and how many sent each ballot.

    ``areas`` names the area of each title when there are several. ``facts`` are the vote's.
    """
    round_page = make_round_page(step=Step.DECISION, pots=pots or {"Granhyltan": 300_000})
    by_name = {str(area.name): area for area in round_page.round.areas.all()}
    only = next(iter(by_name.values()))
    for number, (title, cost) in enumerate(costs.items(), start=1):
        area = by_name[areas[title]] if areas else only
        make_eligible(round_page, title, cost, ballot_number=number, area=area)
    voters = sum(ballots.values())
    facts = {
        "most": len(costs),
        "opened_at": timezone.now() - timedelta(days=40),
        "box_closed_at": timezone.now(),
        "lot": list(range(1, len(costs) + 1)),
        "turnout": [{"day": "2026-11-20", "channel": "declaration", "voters": voters}],
    } | facts
    page = make_voting_page(round_page, **facts)
    put_in_box(page.vote, ballots)
    return page


def put_in_box(vote, ballots: dict[str, int]) -> None:
    Ballot.objects.bulk_create(
        Ballot(vote=vote, choices=choices)
        for choices, how_many in ballots.items()
        for _one in range(how_many)
    )
