"""Small worlds for tests. Each builder makes what it needs and takes what you care about."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from example_site.models import HomePage
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.setup import set_up
from wagtail_medborgarbudget.actions.voting import cast_ballot, open_vote
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import (
    Area,
    Decision,
    DecisionKind,
    FollowUpPage,
    Period,
    ProposalPage,
    Round,
    RoundPage,
    Vote,
    VotingPage,
)

numbers = count(1)
LENGTHS = {Step.BUILD: 365, Step.FOLLOW_UP: 90}


def make_home(language: str = "sv") -> Page:
    """The site's home page in a language; the Swedish one is the root of the default site."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    top = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    if language != "sv":
        return make_home().copy_for_translation(locale, copy_parents=False)
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


def make_open_vote(*titles: str, cost: int = 100_000, ways=("declaration",), **facts) -> VotingPage:
    """A vote in its voting days, with the ballot fixed: proposals 1, 2, 3 and so on."""
    round_page = make_round_page(step=Step.VOTE, contact_email="budget@kommun.example")
    for title in titles or ("Bänkar", "Lampor", "Utegym", "Vindskydd"):
        make_eligible(round_page, title, cost)
    page = make_voting_page(round_page, ways=list(ways), **facts)
    open_vote(page.vote)
    return VotingPage.objects.get(pk=page.pk)


def vote_as(vote: Vote, who: str, *choices: int, **kwargs) -> str:
    """Somebody's ballot, in the box. Returns the receipt code."""
    return cast_ballot(vote, Identified(who, "declaration"), choices, **kwargs)


def end_voting(vote: Vote) -> Vote:
    """The voting days ended yesterday; the ballot box is still open."""
    Period.objects.filter(round=vote.round, step=Step.VOTE).update(
        last=timezone.localdate() - timedelta(days=1)
    )
    return Vote.objects.get(pk=vote.pk)
