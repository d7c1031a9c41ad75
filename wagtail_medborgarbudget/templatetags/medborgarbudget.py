"""What the page templates say with: amounts, dates, icons, badges, bars and form fields."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from wagtail_medborgarbudget import formatting, icons
from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Wording
from wagtail_medborgarbudget.models.joins import page_of

register = template.Library()

COMPONENTS = "wagtail_medborgarbudget/components/"

LOOKS = {
    Stage.WORKING: ("wait", "clock"),
    Stage.ELIGIBLE: ("good", "check"),
    Stage.NOT_ELIGIBLE: ("stop", "cross"),
    Stage.MERGED: ("quiet", "merge"),
    Stage.WITHDRAWN: ("quiet", "undo"),
    Stage.FUNDED: ("good", "star"),
    Stage.RESERVE: ("wait", "queue"),
    Stage.NOT_FUNDED: ("quiet", "minus"),
    Stage.PLANNED: ("wait", "calendar"),
    Stage.UNDER_WAY: ("wait", "half"),
    Stage.PAUSED: ("wait", "pause"),
    Stage.DONE: ("good", "check"),
    Stage.CANCELLED: ("stop", "cross"),
}

ANSWERS = {
    "met": ("good", "check"),
    "not_met": ("stop", "cross"),
    "needs_work": ("wait", "clock"),
    "": ("quiet", "minus"),
}

for name in ("kronor", "number", "day", "moment"):
    register.filter(name, getattr(formatting, name))
register.filter("until", formatting.days)
register.filter("page_of", page_of)


@register.filter
def dialled(phone):
    """A telephone number as a link has it, which has no spaces."""
    return phone.replace(" ", "").replace("-", "")


@register.filter
def fingerprint(hexadecimal):
    """Write it in groups of eight, to compare by eye. It is copied and found as one word."""
    groups = ((hexadecimal[at : at + 8],) for at in range(0, len(hexadecimal), 8))
    written = format_html_join("", "<span>{}</span><wbr>", groups)
    return format_html('<code class="mb-fingerprint" translate="no">{}</code>', written)


@register.inclusion_tag(COMPONENTS + "icon.html")
def icon(name):
    """Draw an icon. It says nothing to a screen reader: words always stand beside it."""
    return {"path": icons.PATHS[name]}


@register.inclusion_tag(COMPONENTS + "badge.html")
def badge(stage, label):
    tone, name = LOOKS[Stage(stage)]
    return {"tone": tone, "icon": name, "label": label}


@register.inclusion_tag(COMPONENTS + "icon.html")
def verdict_icon(answer):
    tone, name = ANSWERS[answer]
    return {"tone": tone, "path": icons.PATHS[name]}


@register.inclusion_tag(COMPONENTS + "meter.html")
def meter(part, whole, of_which=None):
    """Draw how much ``part`` is of ``whole``; lighter where only ``of_which`` of it counts.

    The figures themselves stand in the text.
    """
    counts = part if of_which is None else of_which
    return {"share": per_cent(counts, whole), "lighter": counts < part and per_cent(part, whole)}


def per_cent(part, whole):
    share = float(min(part / whole, 1)) if whole else 0
    # As text, since a template would write 62.5 with the decimal comma of the language.
    return f"{share:.1%}"


@register.inclusion_tag(COMPONENTS + "field.html")
def field(bound_field):
    return {"field": bound_field}


@register.inclusion_tag(COMPONENTS + "errors.html")
def form_errors(form):
    """Say at the top of a form what is wrong, with a link to each field."""
    return {"form": form}


@register.simple_tag
def words(text):
    """Write words of a record, and say which language they are in when it is not the page's."""
    text = text.words if isinstance(text, Wording) else text
    if not text or text.lang == get_language():
        return text
    return format_html('<span lang="{}">{}</span>', text.lang, text)
