"""A proposal's page through its whole life: where it stands, why, and what happens now."""

from urllib.parse import urlencode

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from .. import conf, formatting
from ..method.steps import BUILDING, Stage, Step
from ..models import STAGE_LABELS, Assessment, Proposal
from .results import result_line
from .sealing import text_change_of

ENDED = (Stage.DONE, Stage.CANCELLED)


def proposal_context(page, request):
    proposal = page.proposal or Proposal(round=page.round_page.round)
    ideas = ideas_behind(proposal)
    return {
        "proposal": proposal,
        "round_page": page.round_page,
        "stage_label": STAGE_LABELS[Stage(proposal.stage)],
        "what_now": what_now(proposal, page.day),
        "is_late": is_late(proposal, page.day),
        "is_reported_on": proposal.stage == Stage.FUNDED or proposal.stage in BUILDING,
        "assessment": public_assessment(proposal),
        "givers": list(dict.fromkeys(shown_name(idea) for idea in ideas)),
        "words_lang": words_lang(page, ideas),
        "result_line": result_line(proposal),
        "updates": updates(proposal),
        "ballot_number": None if proposal.round.is_rehearsing else proposal.ballot_number,
        "ballot_url": ballot_url(page, proposal, request),
        "text_change": text_change_of(page, proposal, request),
    }


def assessment_context(assessment):
    """What an assessment's preview shows: the verdict as residents would read it."""
    return {
        "mb_base_template": conf.base_template(),
        "page": assessment.proposal.page,
        "proposal": assessment.proposal,
        "cost": assessment.cost,
        "running_cost": assessment.running_cost,
        "assessment": assessment,
    }


def public_assessment(proposal):
    """The assessment, once it has been approved. A draft's answers are nobody's business yet."""
    return (
        Assessment.objects.filter(proposal_id=proposal.pk, live=True)
        .prefetch_related("answers__criterion")
        .first()
    )


def ideas_behind(proposal):
    """The ideas behind the proposal, with the person: only they say whether to show the name."""
    if not proposal.pk:
        return []
    ideas = proposal.ideas.filter(hidden=False).select_related("contact", "area")
    return list(ideas.order_by("number"))


def shown_name(idea):
    contact = getattr(idea, "contact", None)
    if contact and contact.show_name and contact.name:
        return contact.name
    return _("a resident of %(area)s") % {"area": idea.area}


def words_lang(page, ideas):
    """The language of the page's words while they are still the resident's own; else None."""
    page_language = page.locale.language_code if page.locale_id else get_language()
    own = (idea.lang for idea in ideas if idea.title == page.title)
    return next((lang for lang in own if lang.split("-")[0] != page_language.split("-")[0]), None)


def updates(proposal):
    if not proposal.pk:
        return []
    photos = get_image_model().objects.prefetch_renditions("width-800")
    return proposal.updates.prefetch_related(Prefetch("photo", photos))


def is_late(proposal, day):
    """Promised, the day has passed, and it is neither done nor called off."""
    awaited = proposal.stage == Stage.FUNDED or proposal.stage in BUILDING
    promised = proposal.promised
    return bool(awaited and proposal.stage not in ENDED and promised and promised < day)


def ballot_url(page, proposal, request):
    """Where to vote, with this proposal marked; None when there is nothing to vote on now."""
    vote = getattr(proposal.round, "vote", None)
    on_ballot = proposal.stage == Stage.ELIGIBLE and proposal.ballot_number
    if not (vote and on_ballot and vote.is_open(page.day)):
        return None
    voting_pages = vote.pages.live()
    voting_page = voting_pages.filter(locale=page.locale_id).first() or voting_pages.first()
    if not voting_page:
        return None
    ballot = voting_page.get_url(request) + voting_page.reverse_subpage("ballot")
    return f"{ballot}?{urlencode({'valj': proposal.ballot_number})}"


def what_now(proposal, day):
    """What the stage means, and what happens next, in a sentence or two."""
    if proposal.stage == Stage.ELIGIBLE:
        return while_waiting_for_the_vote(proposal, day)
    if proposal.stage == Stage.PLANNED and proposal.promised:
        return _("The work is being planned. It should be done by %(day)s.") % {
            "day": formatting.day(proposal.promised)
        }
    if proposal.stage == Stage.WITHDRAWN and proposal.ballot_number:
        return _(
            "It has been withdrawn. It still stands on the ballot, "
            "but votes for it are not counted."
        )
    return SENTENCES[Stage(proposal.stage)]()


def while_waiting_for_the_vote(proposal, day):
    window = proposal.round.calendar.windows.get(Step.VOTE)
    if window is None:
        return _("It meets the criteria and goes to the vote. We will tell when you can vote.")
    if day < window.first:
        return _("It meets the criteria. You can vote on it %(days)s.") % {
            "days": formatting.days(window.first, window.last)
        }
    if day in window:
        return _("You can vote on it now, up to and including %(day)s.") % {
            "day": formatting.day(window.last)
        }
    return _("The voting has ended. The votes are counted, and then politicians decide.")


SENTENCES = {
    Stage.WORKING: lambda: _(
        "We are working on it, and holding it against the criteria. "
        "What we come to will stand here."
    ),
    Stage.NOT_ELIGIBLE: lambda: _("It does not meet the criteria. This is how we reasoned:"),
    Stage.MERGED: lambda: _("It has become a part of another proposal."),
    Stage.WITHDRAWN: lambda: _("The one who handed it in has taken it back."),
    Stage.FUNDED: lambda: _("It gets money. Now we plan how to make it real."),
    Stage.RESERVE: lambda: _("It will be carried out if there is money left."),
    Stage.NOT_FUNDED: lambda: _("There was not money enough for it this time."),
    Stage.PLANNED: lambda: _("The work is being planned."),
    Stage.UNDER_WAY: lambda: _("The work is under way."),
    Stage.PAUSED: lambda: _("The work is paused. The latest news tells why."),
    Stage.DONE: lambda: _("It is done. Come and use it!"),
    Stage.CANCELLED: lambda: _("It will not be carried out. The latest news tells why."),
}
