"""The seal for everybody: what was sealed, what has been changed since, and which words."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .. import conf
from ..actions.sealing import sealed_file, shown_pages, stream_of
from ..explanations.changes import change_sentences, effect_sentences
from ..models import SealedText, Vote
from .recount import as_file


@require_safe
def sealed_facts(request, page, fingerprint: str | None = None) -> HttpResponse:
    """The very bytes whose SHA-256 is the seal; with a fingerprint also of an earlier seal."""
    vote = page.vote
    if not vote or vote.rehearsal_since:
        raise Http404
    facts = vote.sealed if fingerprint in (None, vote.seal) else earlier(vote, fingerprint)
    if not facts:
        raise Http404
    response = HttpResponse(sealed_file(facts), content_type="application/json")
    which = f"-{fingerprint[:8]}" if fingerprint else ""
    return as_file(response, f"{page.round_page.slug}-sigill{which}.json")


def earlier(vote: Vote, fingerprint: str) -> dict[str, Any] | None:
    change = vote.changes.filter(seal_before=fingerprint).first()
    return change and change.sealed_before


def seal_context(page, request) -> dict[str, Any]:
    """For every page with a ballot: the seal, and what a decision has changed."""
    vote = page.vote
    if not vote or not vote.sealed or vote.rehearsal_since:
        return {}
    address = page.get_url(request) or ""
    return {
        "seal": vote.seal,
        "seal_url": address + page.reverse_subpage("seal"),
        "changes": changes_of(page, request),
    }


def changes_of(page, request) -> list[dict[str, Any]]:
    address = page.get_url(request) or ""
    return [
        {
            "change": change,
            "sentences": change_sentences(change),
            "effects": effect_sentences(page.vote, {row["fact"] for row in change.what}),
            "seal_before": change.seal_before,
            "url": address + page.reverse_subpage("earlier_seal", args=[change.seal_before])
            if change.sealed_before
            else "",
        }
        for change in page.vote.changes.select_related("decision__document")
    ]


def changed_texts(page, request) -> Mapping[int, dict[str, Any]]:
    """Ballot number → when its words were changed and where both are, in the page's language."""
    if not page.vote_id:
        return {}
    address = page.get_url(request) or ""
    found: dict[int, dict[str, Any]] = {}
    for text in page.vote.sealed_texts.changed().defer("body", "intro"):
        if text.number not in found or text.language == language_of(page):
            url = address + page.reverse_subpage("changed_text", args=[text.number])
            found[text.number] = {"at": text.changed_at, "url": url}
    return found


@require_safe
def changed_text(request, page, number: int) -> HttpResponse:
    """A proposal's words before and now, side by side."""
    proposals = page.vote.round.proposals.on_ballot().with_titles() if page.vote else ()
    proposal = next((one for one in proposals if one.ballot_number == number), None)
    texts = [text for text in texts_of(page, number) if text.changed_at] if proposal else []
    if not texts or page.vote.rehearsal_since:
        raise Http404
    text, shown = texts[0], shown_pages(proposal)
    now = shown.get(text.language)
    if now is None:
        raise Http404
    context = {
        "page": page,
        "self": page,
        "mb_base_template": conf.base_template(),
        "text": text,
        "before": stream_of(now, text.body),
        "now": now,
        "proposal_url": now.get_url(request) if now.live else "",
        "seal": page.vote.seal,
    }
    return TemplateResponse(request, "wagtail_medborgarbudget/changed_text.html", context)


def texts_of(page, number: int) -> list[SealedText]:
    """What is sealed of a proposal, the page's own language first."""
    texts = page.vote.sealed_texts.filter(number=number)
    return sorted(texts, key=lambda text: text.language != language_of(page))


def language_of(page) -> str:
    return page.locale.language_code if page.locale_id else get_language()


def text_change_of(page, proposal, request) -> dict[str, Any] | None:
    """For a proposal's page: that its words are not those that were sealed."""
    vote = getattr(proposal.round, "vote", None)
    if not (vote and vote.is_fixed and proposal.ballot_number):
        return None
    texts = vote.sealed_texts.changed().filter(
        number=proposal.ballot_number, language=language_of(page)
    )
    text = texts.defer("body", "intro").first()
    voting_pages = vote.pages.live()
    voting_page = voting_pages.filter(locale=page.locale_id).first() or voting_pages.first()
    if text is None or voting_page is None:
        return None
    url = voting_page.get_url(request) + voting_page.reverse_subpage(
        "changed_text", args=[proposal.ballot_number]
    )
    return {"at": text.changed_at, "url": url}
