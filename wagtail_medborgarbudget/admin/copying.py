"""Copying a round's page: our own short form, since most of what stands under it stays behind."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm

from ..actions.rounds import copy_round
from ..models import RoundPageMixin


def copy_own_way(request, page):
    """For before_copy_page."""
    page = page.specific
    if isinstance(page, RoundPageMixin):
        return CopyRoundView.as_view(page=page)(request)
    return None


class CopyRoundForm(CopyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("copy_subpages", "publish_copies", "alias"):
            self.fields.pop(name, None)
        self.fields["new_title"].help_text = _(
            "The page, the voting page and the follow-up page are copied as drafts, with texts "
            "and settings. Dates, decisions, ideas, proposals and votes stay behind."
        )


class CopyRoundView(FormView):
    page = None
    form_class = CopyRoundForm
    template_name = "wagtailadmin/pages/copy.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "page": self.page}

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, next="", **kwargs)

    def form_valid(self, form):
        new = copy_round(
            self.page,
            title=form.cleaned_data["new_title"],
            slug=form.cleaned_data["new_slug"],
            parent=form.cleaned_data["new_parent_page"] or self.page.get_parent(),
            user=self.request.user,
        )
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[new.pk]), _("Edit"))
        messages.success(self.request, _("The round is copied, as drafts."), buttons=[edit])
        return redirect("wagtailadmin_explore", new.pk)
