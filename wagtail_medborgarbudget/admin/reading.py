"""A record to be read, by those who may see it but not change it. Never who is behind an idea."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from wagtail.admin.views.generic import InspectView

from ..explanations import rule_sentences
from ..formatting import moment
from ..models import Vote
from ..permissions import can_change, can_see
from ..views.results import Shown
from .facts import facts_about, warnings_about


class ReadingView(InspectView):
    def get_object(self, *args, **kwargs):
        record = super().get_object(*args, **kwargs)
        if not can_see(self.request.user, record):
            raise PermissionDenied
        return record

    def get_edit_url(self):
        return super().get_edit_url() if self.may_change else None

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            # Wagtail's own screen would show it in UTC.
            return moment(value)
        return "–" if value is None or value == "" or value == {} else value

    @property
    def may_change(self):
        return can_change(self.request.user, self.object)


class ReadFacts(ReadingView):
    """A round, a proposal or a vote, as a page's editor reads about it."""

    template_name = "wagtail_medborgarbudget/admin/read_facts.html"

    def get_context_data(self, **kwargs):
        is_vote = isinstance(self.object, Vote)
        return super().get_context_data(**kwargs) | {
            "facts": facts_about(self.object),
            "warnings": warnings_about(self.object),
            "rules": rule_sentences(self.object) if is_vote else [],
            "tools": self.tools(),
            "pages": self.object.pages.live().select_related("locale").order_by("pk"),
        }

    def tools(self):
        """Where somebody works who may not change the vote, such as a registrar."""
        return []


def person(idea):
    """Who is behind an idea, and what first came in: for those who may change ideas."""
    return {
        "idea": idea,
        "contact": getattr(idea, "contact", None),
        "original": getattr(idea, "original", None),
    }


class ReadIdea(ReadingView):
    template_name = "wagtail_medborgarbudget/admin/idea_inspect.html"

    def get_context_data(self, **kwargs):
        behind = person(self.object) if self.may_change else {}
        return super().get_context_data(**kwargs) | behind


class ReadAssessment(ReadingView):
    template_name = "wagtail_medborgarbudget/admin/read_assessment.html"

    def get_context_data(self, **kwargs):
        answers = self.object.answers.select_related("criterion")
        return super().get_context_data(**kwargs) | {"answers": answers}


class ReadResult(ReadingView):
    template_name = "wagtail_medborgarbudget/admin/read_result.html"

    def get_context_data(self, **kwargs):
        shown = Shown(self.object, self.request)
        return super().get_context_data(**kwargs) | {"result": shown}
