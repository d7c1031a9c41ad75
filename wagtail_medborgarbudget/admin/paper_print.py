"""Print the ballot: a page for the printer, or a tagged PDF, per language, size and area."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin import messages

from ..pdf import PdfNotInstalled, can_make_pdf, pdf_of
from ..views.paper_ballot import (
    STYLESHEET,
    languages_of,
    printed_ballot,
    sheets_of,
    stylesheet_in_place,
)
from .paper import PaperScreen


class PrintView(PaperScreen):
    """What there is to print."""

    page_title = _("Print ballots")
    template_name = "wagtail_medborgarbudget/admin/paper_print.html"

    def get_context_data(self, **kwargs):
        areas = [sheet.area for sheet in sheets_of(self.vote) if sheet.area]
        return super().get_context_data(**kwargs) | {
            "languages": languages_of(self.vote),
            "areas": areas,
            "ballot_url": self.url("paper_ballot"),
            "has_pdf": can_make_pdf(),
        }


class BallotView(PaperScreen):
    """The sheets themselves."""

    page_title = _("Print ballots")
    template_name = "wagtail_medborgarbudget/print/ballot.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            return HttpResponse(self.html(static(STYLESHEET)))
        try:
            file = pdf_of(self.html(stylesheet_in_place()))
        except PdfNotInstalled:
            said = _("PDF files cannot be made on this server. Print the page instead.")
            messages.warning(request, said)
            return redirect(self.url("paper_print"))
        answer = HttpResponse(file, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{self.file_name}"'
        return answer

    def html(self, stylesheet):
        context = printed_ballot(
            self.vote, self.request, language=self.language, large=self.is_large, area=self.area
        )
        with override(self.language):
            return render_to_string(self.template_name, context | {"stylesheet": stylesheet})

    @property
    def language(self):
        offered = [code for code, _name in languages_of(self.vote)]
        asked = self.request.GET.get("language")
        return asked if asked in offered else next(iter(offered), self.request.LANGUAGE_CODE)

    @property
    def is_large(self):
        return self.request.GET.get("size") == "large"

    @property
    def area(self):
        asked = self.request.GET.get("area", "")
        return self.vote.round.areas.filter(pk=asked).first() if asked.isdecimal() else None

    @property
    def file_name(self):
        size = "-18pt" if self.is_large else ""
        test = "TEST-" if self.vote.rehearsal_since else ""
        return f"{test}ballot-{self.vote.pk}-{self.language}{size}.pdf"
