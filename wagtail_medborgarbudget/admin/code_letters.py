"""Printed letters with voting codes, one on a page, and slips for a class, eight on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from ..actions.vote_refusals import VoteRefused
from ..explanations.languages import language_name
from ..method.codes import in_groups
from ..method.steps import Step
from ..models import CodeBatch, CodeKind, Vote
from ..models.joins import title_of
from ..pdf import pdf_of
from ..qr import qr_svg
from .code_files import address_with, as_secret_file

# A page with more is too heavy for a browser, and a PDF file takes too long to make.
MOST = {"html": 500, "pdf": 100}
MOST_PRINTED = max(MOST.values())
SLIPS_ON_A_PAGE = 8
PRINTED = "wagtail_medborgarbudget/print/"
STYLE = Path(__file__).parent.parent / "static" / "wagtail_medborgarbudget" / "letters.css"


class NoVotingPage(VoteRefused):
    """The vote has no page with an address, so a code would lead nowhere."""

    code = "codes_lead_nowhere"


class TooManyToPrint(VoteRefused):
    """More letters than one document holds."""

    code = "too_many_to_print"

    def __init__(self, codes: int, most: int) -> None:
        self.codes, self.most = codes, most
        super().__init__(f"{codes} letters, at most {most}")


@dataclass(frozen=True)
class Letter:
    number: str
    code: str
    qr: str


def pages_of(vote: Vote) -> list[Any]:
    """The voting page in each language, the round's own first. Raises NoVotingPage."""
    pages = vote.pages.filter(alias_of=None).select_related("locale").order_by("pk")
    found = [page for page in pages if page.full_url]
    if not found:
        raise NoVotingPage
    return found


def in_several_languages(vote: Vote) -> bool:
    return vote.pages.filter(alias_of=None).count() > 1


def address_of(vote: Vote) -> str:
    return pages_of(vote)[0].full_url


@sensitive_variables()
def letters_html(batch: CodeBatch, codes: Sequence[tuple[int, str]]) -> str:
    """Return the whole document, with all it needs inside it."""
    pages = pages_of(batch.vote)
    language = pages[0].locale.language_code
    with override(language):
        letters = [letter_of(batch, one, pages[0].full_url) for one in codes]
        context = {
            "lang": language,
            "title": str(batch.vote),
            "style": mark_safe(STYLE.read_text(encoding="utf-8")),
            "words": [words_in(page, batch.vote) for page in pages],
            "labels": labels_in(pages),
            "overleaf": overleaf(pages[1:]),
            "page": pages[0],
            "vote": batch.vote,
            "window": batch.vote.round.calendar.windows.get(Step.VOTE),
            "letters": letters,
        }
        if batch.kind == CodeKind.SCHOOL:
            context["sheets"] = sheets_of(letters)
            return render_to_string(PRINTED + "letter_slips.html", context)
        return render_to_string(PRINTED + "letters.html", context)


def sheets_of(letters: list[Letter]) -> list[list[Letter]]:
    starts = range(0, len(letters), SLIPS_ON_A_PAGE)
    return [letters[start : start + SLIPS_ON_A_PAGE] for start in starts]


def letter_of(batch: CodeBatch, one: tuple[int, str], address: str) -> Letter:
    serial, code = one
    svg = qr_svg(address_with(code, address), _("QR code that leads to the vote"))
    return Letter(f"{batch.pk}-{serial}", in_groups(code), svg)


def words_in(page: Any, vote: Vote) -> tuple[str, str, str]:
    """What every letter says in the language of a page: (language, HTML, HTML after the code)."""
    language = page.locale.language_code
    with override(language):
        context = {
            "page": page,
            "vote": vote,
            "round": vote.round,
            "round_title": title_of(vote.round),
            "address": page.full_url,
            "window": vote.round.calendar.windows.get(Step.VOTE),
        }
        before, after = (
            render_to_string(f"{PRINTED}letter_{part}.html", context) for part in ("words", "help")
        )
        return language, before, after


def labels_in(pages: Sequence[Any]) -> list[tuple[str, str]]:
    """What stands above the code, in each language."""
    labels = []
    for page in pages:
        with override(page.locale.language_code):
            labels.append((page.locale.language_code, _("Your voting code")))
    return labels


def overleaf(pages: Sequence[Any]) -> list[tuple[str, str]]:
    """What tells a reader of another language to turn the paper."""
    said = []
    for page in pages:
        code = page.locale.language_code
        with override(code):
            said.append(
                (code, _("%(language)s: see the next page.") % {"language": language_name(code)})
            )
    return said


def refuse_too_many(codes: Sequence[Any], form: str) -> None:
    if len(codes) > MOST[form]:
        raise TooManyToPrint(len(codes), MOST[form])


@sensitive_variables()
def html_response(batch: CodeBatch, codes: Sequence[tuple[int, str]], name: str) -> HttpResponse:
    refuse_too_many(codes, "html")
    return as_secret_file(HttpResponse(letters_html(batch, codes)), f"{name}.html")


@sensitive_variables()
def pdf_response(batch: CodeBatch, codes: Sequence[tuple[int, str]], name: str) -> HttpResponse:
    refuse_too_many(codes, "pdf")
    content = pdf_of(letters_html(batch, codes))
    return as_secret_file(HttpResponse(content, content_type="application/pdf"), f"{name}.pdf")
