from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "intro"]

    def get_context(self, request, *args, **kwargs):
        rounds = self.get_children().live().public().not_exact_type(PlainPage)
        return {**super().get_context(request, *args, **kwargs), "rounds": rounds}


class PlainPage(Page):
    """Any other page of the municipality: privacy, accessibility, contact."""

    body = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "body"]
