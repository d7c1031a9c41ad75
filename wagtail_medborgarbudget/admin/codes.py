"""Voting codes in the admin: made, followed, exported once, stopped and replaced."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from ..actions.code_runs import make_codes, withdraw_codes
from ..actions.codes import CHANNELS, export_codes, reissue_code, void_code
from ..actions.vote_refusals import VoteRefused
from ..explanations import way_labels
from ..formatting import number
from ..method.codes import in_groups
from ..models import CodeBatch, CodeKind, CodesState
from ..pdf import PdfNotInstalled
from .code_files import csv_response, xlsx_response
from .code_forms import SHOW, STOP, ExportForm, MakeCodesForm, NumberForm
from .code_letters import MOST as MOST_LETTERS
from .code_letters import (
    MOST_PRINTED,
    address_of,
    html_response,
    in_several_languages,
    pdf_response,
)
from .code_sentences import batch_sentence, withdrawn_sentence
from .under_way import UnderWay
from .vote_verbs import OfVote

A_PAGE = 20
ADMIN = "wagtail_medborgarbudget/admin/"
PRINT = {"pdf": pdf_response, "html": html_response}
LISTS = {"csv": csv_response, "xlsx": xlsx_response}


class OfCodes(OfVote):
    """A screen about a vote's codes, and mostly about one batch of them."""

    header_icon = "key"
    page_title = gettext_lazy("Voting codes")

    @cached_property
    def batch(self) -> CodeBatch:
        batches = self.vote.code_batches.with_void().select_related(
            "vote__round", "made_by", "exported_by"
        )
        return get_object_or_404(batches, pk=self.kwargs["batch"])

    def url(self, name: str, *args: Any) -> str:
        namespace = self.request.resolver_match.namespace
        return reverse(f"{namespace}:{name}", args=[self.vote.pk, *args])

    def of_batch(self, name: str) -> str:
        return self.url(name, self.batch.pk)

    def get_breadcrumbs_items(self):
        *above, this = super().get_breadcrumbs_items()
        codes = {"url": self.url("codes"), "label": OfCodes.page_title}
        return [*above, *([codes] if codes["url"] != self.request.path else []), this]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {"codes_url": self.url("codes")}
        if "batch" in self.kwargs:
            context |= {"batch": self.batch, "batch_url": self.of_batch("codes_batch")}
        return context


class CodesView(OfCodes):
    """All batches of a vote, twenty on a page."""

    template_name = ADMIN + "codes.html"

    def get_context_data(self, **kwargs):
        batches = self.vote.code_batches.with_void().select_related("vote").order_by("-pk")
        page = Paginator(batches, A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [
                (batch, batch_sentence(batch), self.url("codes_batch", batch.pk)) for batch in page
            ],
            "vote": self.vote,
            "make_url": "" if self.vote.is_closed_for_good else self.url("codes_make"),
            "not_chosen": self.not_chosen(page),
        }

    def not_chosen(self, batches):
        """Ways that codes are made for, and that the vote does not offer."""
        labels = way_labels()
        kinds = {batch.kind for batch in batches if batch.state == CodesState.READY}
        channels = [CHANNELS[kind] for kind in CodeKind if kind in kinds]
        return [str(labels.get(name, name)) for name in channels if name not in self.vote.ways]


class MakeCodesView(OfCodes):
    page_title = gettext_lazy("Make voting codes")
    template_name = ADMIN + "codes_make.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", MakeCodesForm())
        return super().get_context_data(**kwargs) | {"most_printed": number(MOST_PRINTED)}

    def post(self, request):
        form = MakeCodesForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        facts = form.cleaned_data
        try:
            batch = make_codes(self.vote, facts["kind"], facts["size"], facts["note"], request.user)
        except VoteRefused as refused:
            self.say(refused)
            return redirect(self.url("codes"))
        return redirect(self.url("codes_batch", batch.pk))


class BatchView(OfCodes, UnderWay):
    """One batch, and how far it has come while it is made."""

    template_name = ADMIN + "codes_batch.html"
    fragment_template_name = ADMIN + "codes_now.html"

    def get_page_title(self):
        return str(self.batch)

    def now(self):
        return {"batch": self.batch, "sentence": batch_sentence(self.batch)}

    def get_context_data(self, **kwargs):
        batch, is_open = self.batch, not self.vote.is_closed_for_good
        works = is_open and batch.state == CodesState.READY
        return super().get_context_data(**kwargs) | {
            "made_by": batch.made_by and get_user_display_name(batch.made_by),
            "exported_by": batch.exported_by and get_user_display_name(batch.exported_by),
            "export_url": works and batch.can_be_exported and self.of_batch("codes_export"),
            "number_url": works and self.of_batch("codes_number"),
            "withdraw_url": is_open
            and (works or batch.is_going)
            and self.of_batch("codes_withdraw"),
        }


class ExportView(OfCodes):
    """Choose a file, and get it: the only time that the codes can be read."""

    page_title = gettext_lazy("Export the codes")
    template_name = ADMIN + "codes_export.html"

    def get(self, request, *args, **kwargs):
        if not self.batch.can_be_exported:
            return redirect(self.of_batch("codes_batch"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", ExportForm(codes=self.batch.size))
        most = {f"most_{form}": count for form, count in MOST_LETTERS.items()}
        both_sides = self.batch.kind == CodeKind.LETTER and in_several_languages(self.vote)
        facts = {"both_sides": both_sides, "address": self.address()}
        return super().get_context_data(**kwargs) | most | facts

    def address(self):
        try:
            return address_of(self.vote)
        except VoteRefused:
            return ""

    def post(self, request, batch):
        form = ExportForm(request.POST, codes=self.batch.size)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        chosen = form.cleaned_data["form"]
        try:
            address = address_of(self.vote)
            return export_codes(
                self.batch, chosen, lambda codes: self.file(chosen, codes, address), request.user
            )
        except VoteRefused as refused:
            self.say(refused)
        except PdfNotInstalled:
            messages.error(request, _("PDF files cannot be made on this server. Choose another."))
        return redirect(self.of_batch("codes_batch"))

    def file(self, form, codes, address):
        name = file_name(self.batch)
        if form in PRINT:
            return PRINT[form](self.batch, codes, name)
        return LISTS[form](codes, address, name)


class NumberView(OfCodes):
    """Stop one code, or replace it with a new one, which is seen this once."""

    page_title = gettext_lazy("Stop or replace a code")
    template_name = ADMIN + "codes_number.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", NumberForm(batch=self.batch))
        return super().get_context_data(**kwargs)

    def post(self, request, batch):
        form = NumberForm(request.POST, batch=self.batch)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            return self.do(**form.cleaned_data)
        except VoteRefused as refused:
            self.say(refused)
            return redirect(request.path)

    def do(self, serial, reason, do):
        if do == STOP:
            void_code(self.batch, serial, reason, self.request.user)
            messages.success(self.request, _("The code with number %s is stopped.") % serial)
            return redirect(self.of_batch("codes_batch"))
        # Asked before anything is changed: without an address there is no letter to print.
        address_of(self.vote)
        code = reissue_code(self.batch, serial, reason, self.request.user)
        if do == SHOW:
            return self.show(serial, code)
        return self.letter(do, serial, code)

    @sensitive_variables()
    def letter(self, form, serial, code):
        letters = self.batch, [(serial, code)], f"{file_name(self.batch)}-{serial}"
        try:
            return PRINT[form](*letters)
        except PdfNotInstalled:
            # The former code has stopped already, so some letter has to come.
            return html_response(*letters)

    @sensitive_variables()
    def show(self, serial, code):
        context = self.get_context_data() | {"serial": serial, "code": in_groups(code)}
        response = TemplateResponse(self.request, ADMIN + "codes_new.html", context)
        response["Cache-Control"] = "no-store, private"
        return response


class WithdrawView(OfCodes):
    page_title = gettext_lazy("Withdraw the codes")
    template_name = ADMIN + "codes_withdraw.html"

    def post(self, request, batch):
        try:
            withdraw_codes(self.batch, request.user)
        except VoteRefused as refused:
            self.say(refused)
        else:
            messages.success(request, withdrawn_sentence(self.batch))
        return redirect(self.of_batch("codes_batch"))


def file_name(batch: CodeBatch) -> str:
    """No name of a round or a school: a file's name is seen by more than its reader."""
    return f"{_('voting-codes')}-{batch.pk}"


MORE = {
    "codes_make": ("new/", MakeCodesView),
    "codes_batch": ("<int:batch>/", BatchView),
    "codes_export": ("<int:batch>/export/", ExportView),
    "codes_number": ("<int:batch>/number/", NumberView),
    "codes_withdraw": ("<int:batch>/withdraw/", WithdrawView),
}
