from wagtail.fields import RichTextField
from wagtail.models import Page

from wagtail_medborgarbudget.models import RoundPage
from wagtail_medborgarbudget.views.calls import wait


class HomePage(Page):
    intro = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "intro"]

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"rounds": self.rounds()}

    def rounds(self):
        """The rounds of this municipality, each with what happens in it today."""
        pages = RoundPage.objects.child_of(self).live().public()
        for page in pages.prefetch_related("round__periods"):
            yield {"page": page, "now": wait(page.round, page.day).title}


class PlainPage(Page):
    """Any other page of the municipality: privacy, accessibility, contact."""

    body = RichTextField(blank=True)

    content_panels = [*Page.content_panels, "body"]
