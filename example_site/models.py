from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "intro"]


class PlainPage(Page):
    """Any other page of the municipality: privacy, accessibility, contact."""

    body = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "body"]
