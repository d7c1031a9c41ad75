"""What a voter has in hand afterwards: the receipt, a letter with it, two questions, and an end."""

from django.http import HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from ..actions.answers import count_answers
from ..actions.email_refusals import CodeRefused
from ..actions.followers import follow
from ..actions.receipt_letters import mail_receipt
from ..actions.vote_refusals import BoxClosed, VoteRefused
from ..forms.receipts import NOT_SENT, AnswersForm, ReceiptLetterForm
from ..models.joins import title_of
from . import voters
from .basket import empty_basket
from .booth import Booth


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@xframe_options_deny
@csrf_protect
def receipt(request, page):
    """Everything here is the voter's own to do or leave. ``do`` names the form that was sent."""
    was_here = voters.sent_at(request, page.vote)
    code = voters.receipt_of(request, page.vote)
    booth = Booth(request, page)
    if code is None and was_here:
        return booth.go("receipt_left", "?late=1")
    if code is None:
        return HttpResponseRedirect(page.get_url(request))
    act = ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    response = act(request, booth, code) if act else show(booth, code)
    response["X-Robots-Tag"] = "noindex"
    return response


@sensitive_variables()
def show(booth, code, letter=None, refusals=(), answers=None):
    round = title_of(booth.vote.round)
    done = voters.has_done(booth.request, booth.vote)
    asks = booth.vote.asks_afterwards and not booth.vote.is_box_closed and "answered" not in done
    return booth.render(
        "ballot_receipt",
        code=code,
        done=done,
        can_change=booth.vote.takes_ballots(booth.page.day),
        sent_on=localdate(voters.sent_at(booth.request, booth.vote)),
        receipt_url=booth.url("receipt"),
        at_a_desk=voters.is_left_to_the_next(booth.request),
        check_url=booth.url("receipt_check"),
        printed_url=check_address(booth),
        letter=letter or letter_form(booth),
        refusals=refusals,
        answers=(answers or AnswersForm()) if asks else None,
        round_title=round,
        share_text=gettext("I have voted in %(round)s. You can too:") % {"round": round},
        share_url=booth.page.full_url,
    )


def check_address(booth):
    """The whole address, for paper and letters."""
    return booth.page.full_url + booth.page.reverse_subpage("receipt_check")


def letter_form(booth, data=None):
    return ReceiptLetterForm(data, can_follow=not booth.vote.is_box_closed)


@sensitive_variables()
def send_letter(request, booth, code):
    form = letter_form(booth, request.POST)
    if not form.is_valid():
        return show(booth, code, form)
    email, follows = form.cleaned_data["email"], form.cleaned_data.get("follow", False)
    try:
        mail_receipt(
            booth.vote,
            code,
            email,
            check_url=check_address(booth),
            last_day=booth.last_day if booth.vote.takes_ballots(booth.page.day) else None,
            follows=follows,
        )
        if follows:
            follow(booth.vote, email, get_language())
    except CodeRefused as refusal:
        return show(booth, code, form, [NOT_SENT[refusal.code]])
    except VoteRefused:
        return show(booth, code, form, [NOT_SENT[BoxClosed.code]])
    voters.note_done(request, booth.vote, "mailed", *(["following"] if follows else []))
    return booth.go("receipt", "#mb-letter")


@sensitive_variables()
def answer(request, booth, code):
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return show(booth, code, answers=form)
    if "answered" not in voters.has_done(request, booth.vote) and booth.vote.asks_afterwards:
        # Noted and saved first, so that pressing twice counts once.
        voters.note_done(request, booth.vote, "answered")
        request.session.save()
        try:
            count_answers(booth.vote, form.answers)
        except VoteRefused:
            # The box was closed meanwhile. Nothing is lost that the voter would miss.
            return booth.go("receipt")
    return booth.go("receipt", "#mb-answers")


def leave(request, booth, code):
    """Somebody else may sit down at the computer now."""
    voters.forget_everything(request, booth.vote)
    return empty_basket(booth.go("receipt_left"), booth.vote)


ACTS = {"letter": send_letter, "answers": answer, "leave": leave}


@never_cache
def left(request, page):
    response = Booth(request, page).render("ballot_left", late="late" in request.GET)
    response["X-Robots-Tag"] = "noindex"
    return response
