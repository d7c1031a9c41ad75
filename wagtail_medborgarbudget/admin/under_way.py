"""Screens on work in the background, which say how far it has come while one looks."""

from typing import Any

from django.template.response import TemplateResponse

from .vote_verbs import OfVote


class UnderWay(OfVote):
    """While the work goes on, Wagtail's own scripts fetch what ``now()`` says."""

    fragment_template_name = ""

    def now(self) -> dict[str, Any]:
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            context = self.now() | {"fetched": True}
            return TemplateResponse(request, self.fragment_template_name, context)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.now()
