"""Look whether a vote is in the box: the public list of receipts, and a page to ask on."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import condition, require_safe

from .. import conf
from ..actions.inclusion import UNKNOWN, box_sums, codes_given, has_receipts, is_included
from ..actions.paper_closing import roll_at_closing
from ..actions.receipts import receipt_hash, typing_error
from ..explanations import channel_label
from ..forms.limits import asker, seconds_left
from ..forms.receipts import TYPED_WRONG, ReceiptCheckForm
from ..models import InvalidationState
from ..models.paper import PAPER
from .recount import FRESH, as_file
from .rehearsing import takes_part

ON_A_PAGE, IN_A_CHUNK = 100, 2000
# A library or a school can share one network, and a code cannot be guessed at any pace.
CHECKS_FROM_A_NETWORK = "120/h"


def receipts_context(page, request) -> dict:
    """``check_url`` for a voting page, and ``receipts`` when the box is closed."""
    vote = page.vote
    if not page.vote_id or not has_receipts(vote) or vote.is_rehearsal:
        return {}
    address = page.get_url(request) or ""
    context = {"check_url": address + page.reverse_subpage("receipt_check")}
    if vote.is_box_closed:
        context["receipts_url"] = address + page.reverse_subpage("receipts")
        context["receipts"] = told_sums(vote)
    return context


def told_sums(vote) -> dict:
    sums = box_sums(vote)
    ways = [(channel_label(one.way) if one.way else "", one) for one in sums.ways]
    return {"sums": sums, "ways": ways}


def render(request, page, template, context):
    context = {
        "page": page,
        "self": page,
        "mb_base_template": conf.base_template(),
        "vote": page.vote,
        "round": page.vote.round,
    } | context
    return TemplateResponse(request, f"wagtail_medborgarbudget/{template}.html", context)


@require_safe
def receipts(request, page):
    """All receipts that were counted, as hashes. The same for everybody, and without a cookie."""
    vote = closed_vote(page)
    context = receipts_context(page, request)
    lists = context["receipts"]["sums"].lists
    way = chosen_way(request, lists)
    rows = receipts_of(vote).filter(way=way).values_list("sha256", flat=True)
    hashes = Paginator(rows, ON_A_PAGE)
    # Known already: counting a long list takes longer than reading a page of it.
    hashes.count = lists.get(way, 0)
    context |= {
        "results": hashes.get_page(request.GET.get("page")),
        "chosen": way,
        "sheets": sum(row["voters"] for row in vote.turnout if row["channel"] == PAPER),
        "envelopes": roll_at_closing(vote),
        "given": [(channel_label(name), codes) for name, codes in codes_given(vote).items()],
        "lists": [(name, way_label(name), count) for name, count in lists.items()],
        "download_url": page.get_url(request) + page.reverse_subpage("receipts_file"),
    }
    return render(request, page, "receipts", context)


def closed_vote(page):
    """There is no list while it could tell who has just voted."""
    vote = page.vote
    if not page.vote_id or not vote.is_box_closed or not has_receipts(vote) or vote.is_rehearsal:
        raise Http404
    return vote


def receipts_of(vote):
    return vote.counted_receipts.order_by("way", "sha256")


def chosen_way(request, lists) -> str:
    asked = request.GET.get("way", "")
    return asked if asked in lists else next(iter(lists), "")


def way_label(name: str) -> str:
    return "" if name == UNKNOWN else channel_label(name)


@require_safe
def receipts_file(request, page):
    """The whole list as one table, for those who want to count it."""
    vote = closed_vote(page)
    stamp = f'"{vote.box_closed_at.timestamp()}"'

    @condition(etag_func=lambda _request: stamp)
    def answer(_request):
        table = receipts_table(vote)
        response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
        return as_file(response, f"{page.slug}-kvitton.csv")

    response = answer(request)
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def receipts_table(vote) -> Iterator[str]:
    """The lines of the table, some thousand at a time: the list can be long."""
    yield as_csv([("way", "sha256")])
    rows = receipts_of(vote).values_list("way", "sha256").iterator(IN_A_CHUNK)
    while chunk := list(islice(rows, IN_A_CHUNK)):
        yield as_csv(chunk)


def as_csv(rows) -> str:
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    return table.getvalue()


@sensitive_post_parameters()
@never_cache
@csrf_protect
def check(request, page):
    """Answer in words whether a receipt is there. The code comes in a form, never in an address."""
    if not page.vote_id or not has_receipts(page.vote):
        raise Http404
    if page.vote.is_rehearsal and not takes_part(request, page.vote):
        raise Http404
    form = ReceiptCheckForm(request.POST if request.method == "POST" else None)
    context = receipts_context(page, request) | {"form": form, "address": request.path}
    if form.is_bound and form.is_valid():
        context |= answer_of(request, page.vote, form)
    response = render(request, page, "receipt_check", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@sensitive_variables()
def answer_of(request, vote, form) -> dict:
    if seconds_left(request, "receipts-network", asker, CHECKS_FROM_A_NETWORK):
        return {"answer": "too_many"}
    code = form.cleaned_data["code"]
    if is_included(vote, code):
        return {"answer": "there", "hashed": receipt_hash(code)}
    if error := typing_error(code):
        return {"answer": "mistyped", "mistyped": TYPED_WRONG[error]}
    taken_out = vote.invalidations.filter(state=InvalidationState.DONE)
    return {"answer": "not_there", "some_invalidated": taken_out.exists()}
