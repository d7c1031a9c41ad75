"""Where staff report what happens to funded proposals, and put earlier reports right."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.images.widgets import AdminImageChooser

from ..actions.progress import check_is_built, correct_progress, report_progress
from ..models import ProgressUpdate, Proposal
from ..permissions import can_change, editable_rounds
from .scoping import ScopedViewSet

# Named here: Wagtail registers its chooser only after these forms are made.
CHOOSERS = {"photo": AdminImageChooser}
WORDS = ["title", "text", "photo", "photo_alt", "spent"]


class CorrectionForm(WagtailAdminModelForm):
    class Meta:
        model = ProgressUpdate
        fields = WORDS
        widgets = CHOOSERS


class ReportForm(WagtailAdminModelForm):
    class Meta:
        model = ProgressUpdate
        fields = ["proposal", "date", "status", *WORDS]
        widgets = CHOOSERS
        field_classes = {"proposal": forms.ModelChoiceField}

    def __init__(self, *args, for_user=None, **kwargs):
        super().__init__(*args, for_user=for_user, **kwargs)
        self.fields["proposal"].queryset = (
            Proposal.objects.being_built().filter(round__in=editable_rounds(for_user)).with_titles()
        )


class SaysNoBesideTheField:
    """A verb's refusal becomes an error of the form, and nothing typed is lost."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as refused:
            form.add_error(None, refused)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_form_kwargs(self):
        return {"for_user": self.request.user} | super().get_form_kwargs()


class ReportView(SaysNoBesideTheField, generic.CreateView):
    def get_initial(self):
        return super().get_initial() | {"proposal": self.request.GET.get("proposal")}

    def save_instance(self):
        facts = dict(self.form.cleaned_data)
        return report_progress(facts.pop("proposal"), self.request.user, **facts)


class CorrectionView(SaysNoBesideTheField, generic.EditView):
    def save_instance(self):
        update = ProgressUpdate.objects.get(pk=self.object.pk)
        words = {name: self.form.cleaned_data[name] for name in WORDS}
        return correct_progress(update, self.request.user, **words)


class ProgressIndexView(generic.IndexView):
    def get_base_queryset(self):
        return (
            ProgressUpdate.objects.filter(proposal__round__in=editable_rounds(self.request.user))
            .select_related("proposal")
            .prefetch_related("proposal__pages__locale")
        )


class ProgressViewSet(ScopedViewSet, ModelViewSet):
    model = ProgressUpdate
    name = "medborgarbudget_progress"
    url_prefix = "medborgarbudget/progress"
    icon = "history"
    copy_view_enabled = False
    # What has been told to residents is corrected, not taken away.
    without = ("delete",)
    index_view_class = ProgressIndexView
    add_view_class = ReportView
    edit_view_class = CorrectionView
    list_display = ["proposal", "date", "status", "title"]
    list_filter = ["status"]

    def get_form_class(self, for_update=False):
        return CorrectionForm if for_update else ReportForm


progress_viewset = ProgressViewSet()


def header_buttons(proposal, user):
    """In the head of a funded proposal's editor, and its page's: report what has happened."""
    if proposal and can_change(user, ProgressUpdate(proposal=proposal)) and is_built(proposal):
        url = reverse(progress_viewset.get_url_name("add"))
        yield Button(
            _("Report progress"),
            f"{url}?{urlencode({'proposal': proposal.pk})}",
            icon_name="history",
            priority=120,
        )


def is_built(proposal):
    try:
        check_is_built(proposal)
    except ValidationError:
        return False
    return True
