"""Small worlds for tests. Each builder makes what it needs and takes what you care about."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from wagtail_medborgarbudget.actions.ideas import hand_in_idea
from wagtail_medborgarbudget.actions.setup import set_up
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import (
    Area,
    Decision,
    DecisionKind,
    FollowUpPage,
    Idea,
    Period,
    ProposalPage,
    Round,
    RoundPage,
    VotingPage,
)

from example_site.models import HomePage

numbers = count(1)
LENGTHS = {Step.BUILD: 365, Step.FOLLOW_UP: 90}


def make_home(language: str = "sv") -> Page:
    """The site's home page in a language; the Swedish one is the root of the default site."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    top = Page.get_first_root_node()
    if language != "sv":
        home = make_home().copy_for_translation(locale, copy_parents=False)
        home.save_revision().publish()
        return HomePage.objects.get(pk=home.pk)
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
        for kind in (DecisionKind.CRITERIA, DecisionKind.SHORTLIST):
            make_decision(round, kind)
    Round.objects.filter(pk=round.pk).update(**{"prefix": "GR26"} | facts)
    page.round = Round.objects.get(pk=round.pk)
    return page


def make_round(**kwargs) -> Round:
    return make_round_page(**kwargs).round


def make_decision(round: Round, kind: str = DecisionKind.CRITERIA, **facts) -> Decision:
    facts = {"body": "Kommunstyrelsen", "date": date(2026, 3, 13), "paragraph": "41"} | facts
    return Decision.objects.create(round=round, kind=kind, **facts)


def make_proposal_page(
    round_page: RoundPage, title: str = "Utegym", *, live: bool = True, **facts
) -> ProposalPage:
    """A proposal with its page. ``facts`` go straight to the record, past the verbs."""
    page = round_page.add_child(
        instance=ProposalPage(title=title, slug=f"forslag-{next(numbers)}", live=live)
    )
    for name, value in facts.items():
        setattr(page.proposal, name, value)
    page.proposal.save()
    return page


def make_eligible(round_page: RoundPage, title: str, cost: int, **facts):
    """A proposal that has passed its assessment and waits for a ballot number."""
    facts = {"stage": Stage.ELIGIBLE, "cost": cost} | facts
    return make_proposal_page(round_page, title, **facts).proposal


def make_voting_page(round_page: RoundPage, *, live: bool = True, **facts) -> VotingPage:
    """A voting page; ``facts`` are the vote's settings. The vote is not opened."""
    page = round_page.add_child(
        instance=VotingPage(title="Rösta", slug=f"rosta-{next(numbers)}", live=live)
    )
    facts = {"no_paper_because": {"sv": "Biblioteket hjälper dig att rösta."}} | facts
    for name, value in facts.items():
        setattr(page.vote, name, value)
    page.vote.save()
    return page


def make_follow_up_page(round_page: RoundPage, *, live: bool = True) -> FollowUpPage:
    return round_page.add_child(
        instance=FollowUpPage(title="Hur gick det?", slug=f"uppfoljning-{next(numbers)}", live=live)
    )


def translate(page: Page, language: str = "en") -> Page:
    """The page in another language, published, as an editor makes it."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    make_home(language)
    translated = page.copy_for_translation(locale, copy_parents=True)
    translated.save_revision().publish()
    return type(page).objects.get(pk=translated.pk)


IDEA = {
    "title": "Utegym vid elljusspåret",
    "what": "Sju redskap av trä.",
    "where": "Vid parkeringen",
    "why": "Alla kan röra på sig.",
}
CONTACT = {"name": "Åsa Åkesson", "email": "asa@example.com"}


def make_idea(round: Round, *, contact: dict | None = None, **facts) -> Idea:
    """An idea as a resident hands it in. ``state`` and other facts of the verbs are set past them."""
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
