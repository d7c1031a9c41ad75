"""The one thing a round asks of its reader today. It follows the dates; no job has to run."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import formatting
from ..method.steps import Step
from ..models import STEP_LABELS, DecisionKind, FollowUpPage, Vote

NOW = {
    Step.CRITERIA: gettext_lazy(
        "The politicians decide what the money may be used for, and what a proposal must meet."
    ),
    Step.MARKETING: gettext_lazy(
        "We tell everybody who lives here. Help us: tell your neighbours."
    ),
    Step.IDEAS: gettext_lazy("Ideas are handed in as soon as the criteria have been decided."),
    Step.REVIEW: gettext_lazy(
        "We work on the ideas together with those who handed them in, "
        "to see which can go to the vote."
    ),
    Step.VOTE: gettext_lazy("The voting opens as soon as the ballot is ready."),
    Step.DECISION: gettext_lazy("The voting is over. Now the politicians decide on the outcome."),
    Step.BUILD: gettext_lazy("What you chose is being built."),
    Step.FOLLOW_UP: gettext_lazy("We look back: what was built, and what did it cost?"),
}


@dataclass(frozen=True)
class Call:
    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    deadline: str = ""


@dataclass(frozen=True)
class Near:
    """The round's other pages, in this page's language."""

    voting: object
    follow_up: object

    @classmethod
    def to(cls, page):
        return cls(child(page, vote_page_class()), child(page, FollowUpPage))


def call_to_action(page, near, round, request):
    calls = (call_for_votes, call_for_ideas, call_to_follow_up, call_to_result)
    answers = (call(page, near, round, request) for call in calls)
    return next(filter(None, answers), None) or wait(round, page.day)


def call_for_votes(page, near, round, request):
    vote = getattr(round, "vote", None)
    days_left = round.calendar.days_left(Step.VOTE, page.day)
    # A preview shows the day as it will be, though the ballot is not ready yet.
    if not (vote and days_left and near.voting) or not (vote.is_open(page.day) or page.preview_day):
        return None
    return Call(
        title=_("Vote on %(pot)s") % {"pot": formatting.kronor(round.money)},
        text=_("Now you who live here choose what will be built."),
        url=near.voting.get_url(request),
        label=_("Vote"),
        deadline=last_day(round, Step.VOTE, days_left),
    )


def call_for_ideas(page, near, round, request):
    days_left = round.calendar.days_left(Step.IDEAS, page.day)
    if not days_left or not round.decision(DecisionKind.CRITERIA):
        return None
    return Call(
        title=_("What do you want to see here?"),
        text=_("Hand in an idea. You do not need to have thought it all out: we help you."),
        url=page.pk and (page.get_url(request) or "") + page.reverse_subpage("idea"),
        label=_("Hand in an idea"),
        deadline=last_day(round, Step.IDEAS, days_left),
    )


def call_to_follow_up(page, near, round, request):
    begun = any(
        round.calendar.is_open(step, page.day) or round.calendar.is_past(step, page.day)
        for step in (Step.BUILD, Step.FOLLOW_UP)
    )
    if not (begun and near.follow_up):
        return None
    return Call(
        title=_("Now it becomes real"),
        text=_("See what has been built, what is under way and what it costs."),
        url=near.follow_up.get_url(request),
        label=_("See what is being built"),
    )


def call_to_result(page, near, round, request):
    vote = getattr(round, "vote", None)
    if not (near.voting and vote and vote.is_decided):
        return None
    return Call(
        title=_("This is what you voted for"),
        text=_("The votes are counted and the politicians have decided."),
        url=near.voting.get_url(request),
        label=_("See the result"),
    )


def other_pages(near, call, request):
    """The round's voting and follow-up pages, when the call leads elsewhere."""
    pages = filter(None, (near.voting, near.follow_up))
    links = [(each.title, each.get_url(request)) for each in pages]
    return [(title, url) for title, url in links if url != call.url]


def wait(round, day):
    """Nothing is asked of the reader: what happens now, and what opens next."""
    step = round.calendar.current(day)
    coming = round.calendar.next_opening(day)
    deadline = ""
    if coming:
        deadline = _("Next: %(step)s, from %(day)s.") % {
            "step": STEP_LABELS[coming[0]],
            "day": formatting.day(coming[1]),
        }
    if step:
        title = _("Right now: %(step)s") % {"step": STEP_LABELS[step]}
        return Call(title, NOW[step], deadline=deadline)
    if coming:
        return Call(_("We are between two steps"), deadline=deadline)
    if round.calendar.windows:
        return Call(_("This round is finished"), _("Thank you, everybody who took part."))
    return Call(_("More is on its way"), _("The dates will be here as soon as they are set."))


def last_day(round, step, days_left):
    day = formatting.day(round.calendar.windows[step].last)
    if days_left == 1:
        return _("Today, %(day)s, is the last day. We close at midnight.") % {"day": day}
    left = ngettext("%(days)s day left.", "%(days)s days left.", days_left) % {"days": days_left}
    return _("The last day is %(day)s.") % {"day": day} + " " + left


def vote_page_class():
    return Vote._meta.get_field("pages").related_model


def child(page, model):
    return page.pk and model.objects.child_of(page).live().first()
