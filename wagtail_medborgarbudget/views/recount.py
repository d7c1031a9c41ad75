"""The public recount: what anybody can download and count again, once a result is decided."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from .. import recount as program
from ..method.counting import COMMON
from .published import ALL, COMMON_WORD, BallotFile, Published
from .results import published

PROGRAM = Path(program.__file__)
# It kept too little of what it counted for anybody to count again.
FIRST_ENGINE = "1"
# Fresh for an hour; after that a reader asks, and is told that nothing has changed.
FRESH = 3600


def of_a_decided_result(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer only of a result that is decided and published, and let everybody keep the answer.

    The view gets a Published. What it answers is the same for all, and needs no cookie.
    """

    @require_safe
    @wraps(view)
    def answer(request, page, **which):
        result = published(vote=page.vote) if page.vote_id else None
        if result is None or result.outcome.engine == FIRST_ENGINE:
            raise Http404
        given = Published(result)
        kept = condition(
            etag_func=lambda *args, **kwargs: f'"{given.stamp}"',
            last_modified_func=lambda *args, **kwargs: result.last_published_at,
        )
        response = kept(lambda _request: view(given, **which))(request)
        patch_cache_control(response, public=True, max_age=FRESH)
        return response

    return answer


@of_a_decided_result
def outcome(given: Published) -> HttpResponse:
    response = HttpResponse(given.outcome_file, content_type="application/json")
    return as_file(response, given.outcome_name)


@of_a_decided_result
def ballots(given: Published, area: str) -> HttpResponse:
    key = COMMON if area == COMMON_WORD else area
    file = given.files.get(key)
    if file is None or not file.is_open:
        raise Http404
    response = HttpResponse(given.ballots(key), content_type="text/plain; charset=utf-8")
    return as_file(response, given.file_name(key))


@of_a_decided_result
def recount_program(given: Published) -> HttpResponse:
    response = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    return as_file(response, PROGRAM.name)


def as_file(response: Any, name: str) -> Any:
    # Also for slugs in letters that a header cannot hold as they are.
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def recount_context(page, request, result) -> dict[str, Any]:
    """``recount`` for a voting page: what there is to download, of a decided result."""
    if result is None or result.outcome.engine == FIRST_ENGINE:
        return {}
    given = Published(result)
    address = page.get_url(request) or ""

    def url(name, *args):
        return address + page.reverse_subpage(name, args=args)

    return {
        "recount": {
            "all": shown(given, given.files[ALL], url),
            "fingerprint": given.fingerprint,
            "areas": [
                shown(given, file, url)
                for file in given.files.values()
                if file.is_open and file.key != ALL
            ],
            "outcome": {"url": url("recount_outcome"), "size": given.outcome_size},
            "program": {"url": url("recount_program"), "size": PROGRAM.stat().st_size},
        }
    }


def shown(given: Published, file: BallotFile, url: Callable[..., str]) -> dict[str, Any]:
    key = COMMON_WORD if file.key == COMMON else file.key
    return {
        "url": url("recount_ballots", key) if file.is_open else "",
        "size": file.size,
        "is_common": file.key == COMMON,
        "name": "" if file.key == ALL else given.area_name(file.key),
    }
