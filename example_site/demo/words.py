"""Texts as blocks of a page."""

import json
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail_medborgarbudget import formatting

from ..models import PlainPage


def body(*blocks):
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks if value])


def round_page_words(municipality, slug, language):
    words = municipality.round_words(slug, language)
    return {
        **{name: words[name] for name in ("title", "slug", "slogan", "intro")},
        "search_description": words["intro"],
        "body": round_body(municipality, slug, language),
    }


def round_body(municipality, slug, language):
    words = municipality.round_words(slug, language)
    headings = municipality.words[language]["headings"]
    return body(
        *(("text", section) for section in words["sections"]),
        ("text", meetings(municipality, slug, language)),
        ("questions", questions(headings["questions"], words["questions"])),
        ("call_to_action", call_to_action(words["call_to_action"], language)),
        ("contact", contact(municipality, headings["role"])),
    )


def child_page_words(words):
    kept = {name: text for name, text in words.items() if name != "sections"}
    if sections := words.get("sections"):
        kept["body"] = body(*(("text", section) for section in sections))
    return kept


def proposal_page_words(municipality, number, language):
    words = municipality.proposal_words(number, language)
    heading = municipality.words[language]["headings"]["about"]
    text = f"<p>{escape(words['description'])}</p>"
    return {
        "title": words["title"],
        "intro": words["summary"],
        "body": body(("text", {"heading": heading, "text": text})),
    }


def meetings(municipality, slug, language):
    with override(language):
        lines = [meeting(*each) for each in municipality.meetings(slug, language)]
    heading = municipality.words[language]["headings"]["meet"]
    return lines and {"heading": heading, "text": f"<ul>{''.join(lines)}</ul>"}


def meeting(start, end, words):
    first, last = (formatting.in_words(when, _("H:i")) for when in (start, end))
    when = f"{formatting.day(start.date())}, {first}{formatting.EN_DASH}{last}"
    text = f"{words['title']}: {when}. {words['place']}. {words['accessibility']}"
    return f"<li>{escape(text)}</li>"


def questions(heading, rows):
    return {
        "heading": heading,
        "questions": [
            {"question": question, "answer": f"<p>{escape(answer)}</p>"}
            for question, answer in rows
        ],
    }


def call_to_action(words, language):
    page = PlainPage.objects.filter(
        locale__language_code=language, slug__in=["kontakt", "contact"]
    ).first()
    return page and {**words, "page": page.pk, "url": ""}


def contact(municipality, role):
    facts = municipality.facts["municipality"]["contact"]
    return {"name": "Lars Lind", "role": role, "email": facts["email"], "phone": facts["phone"]}
