"""What the templates say of a fixed ballot that was changed."""

from django import template

from wagtail_medborgarbudget.explanations import changes

register = template.Library()

register.filter("change_sentences", changes.change_sentences)


@register.filter
def effect_sentences(change):
    return changes.effect_sentences(change.vote, {row["fact"] for row in change.what})


@register.inclusion_tag("wagtail_medborgarbudget/components/text_changed.html", takes_context=True)
def text_changed(context, number, title=""):
    """Say beside a proposal on the ballot that its words are not those that were sealed."""
    change = context.get("changed_texts", {}).get(number)
    return {"text_change": change, "title": title, "css": "mb-choice__more"}
