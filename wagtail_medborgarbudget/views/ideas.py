"""Where a resident hands in an idea and follows it. No account, no session, no JavaScript."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .. import conf
from ..actions.idea_letters import PRIVATE, RECEIPT, idea_behind, token_for
from ..actions.ideas import accepts_ideas, edit_idea, hand_in_idea
from ..forms.ideas import HandInForm, IdeaForm
from ..forms.limits import try_again
from ..method.steps import Step
from ..models import Idea


@never_cache
def hand_in(request, page):
    """The form, its review, and sending it: three answers to one address."""
    form = form_for(request, page)
    if not accepts_ideas(page.record, page.day):
        return closed(request, page, form)
    if "change" in request.POST or not form.is_bound or not form.is_valid():
        return show(request, page, "idea_form", form=form)
    if "send" in request.POST:
        return send(request, page, form)
    return show(request, page, "idea_review", form=form)


def form_for(request, page):
    idea = Idea(round=page.record, lang=page.locale.language_code)
    return HandInForm(request.POST if request.method == "POST" else None, instance=idea)


def send(request, page, form):
    try:
        check_pace(request, form.contact["email"])
        idea = hand_in_idea(
            page.record,
            content=form.content
            | {"key": uuid.UUID(form.token.key), "lang": page.locale.language_code},
            contact=form.contact,
            day=page.day,
        )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return show(request, page, "idea_form", form=form)
    return redirect(address(request, page, "idea_receipt", token_for(idea, RECEIPT)))


def check_pace(request, email):
    if moment := try_again(request, email):
        raise ValidationError(
            _(
                "Many ideas have come from you or your network in a short time."
                " Try again at %(time)s."
            ),
            params={"time": time_format(localtime(moment), _("H:i"))},
        )


def closed(request, page, form):
    """Say when ideas are taken. What somebody typed meanwhile stands there to be copied."""
    calendar = page.record.calendar
    return show(
        request,
        page,
        "idea_closed",
        window=calendar.windows.get(Step.IDEAS),
        is_before=calendar.is_before(Step.IDEAS, page.day),
        is_past=calendar.is_past(Step.IDEAS, page.day),
        typed=form.texts if form.is_bound else [],
    )


@never_cache
def receipt(request, page, token):
    idea = idea_or_404(token, RECEIPT, page)
    return private(show(request, page, "idea_receipt", idea=idea, **what_comes(page)))


@never_cache
def my_idea(request, page, token):
    """The resident's own view, by private link: where the idea stands, and the text to change."""
    idea = idea_or_404(token, PRIVATE, page)
    typed = request.POST if request.method == "POST" else None
    # The form writes on its own copy, so that the page tells what is stored.
    form = IdeaForm(typed, instance=idea_or_404(token, PRIVATE, page))
    if form.is_bound and form.is_valid():
        try:
            edit_idea(idea, content=form.content)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            idea.refresh_from_db()
        else:
            return private(redirect(f"{request.path}?saved"))
    context = {"idea": idea, "form": form, "saved": "saved" in request.GET, **what_comes(page)}
    return private(show(request, page, "my_idea", proposal_page=public_page(idea), **context))


def public_page(idea):
    page = idea.proposal and idea.proposal.page
    return page if page and page.live else None


def what_comes(page):
    windows = page.record.calendar.windows
    return {"review": windows.get(Step.REVIEW), "vote": windows.get(Step.VOTE)}


def idea_or_404(token, salt, page):
    idea = idea_behind(token, salt, page.record)
    if idea is None:
        raise Http404
    return idea


def address(request, page, name, *args):
    return page.get_url(request) + page.reverse_subpage(name, args=args)


def show(request, page, template, **context):
    context |= {"page": page, "round": page.record, "mb_base_template": conf.base_template()}
    return render(request, f"wagtail_medborgarbudget/{template}.html", context)


def private(response):
    """Whoever has the link has the idea: keep the address out of search engines and other sites."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": then a browser sends no origin either, and the form could not be sent.
    response["Referrer-Policy"] = "same-origin"
    return response
