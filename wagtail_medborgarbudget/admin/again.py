"""A record that has lost its pages but holds what residents have sent gets a page again."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from ..actions.rounds import make_page_again
from ..models import Round
from ..permissions import can_change


class ParentForm(forms.Form):
    parent = forms.ModelChoiceField(
        label=gettext_lazy("The new page stands under"), queryset=Page.objects.none()
    )


class MakePageAgainView(WagtailAdminTemplateMixin, FormView):
    model = None
    template_name = "wagtailadmin/generic/form.html"
    form_class = ParentForm
    page_title = gettext_lazy("Make the page again")
    header_icon = "doc-empty-inverse"

    def dispatch(self, request, pk):
        self.record = get_object_or_404(self.model, pk=pk)
        if self.record.pages.exists() or not can_change(request.user, self.record):
            raise PermissionDenied
        return super().dispatch(request)

    def get_page_subtitle(self):
        return str(self.record)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, *trail(self.record), {"url": "", "label": self.page_title}]

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["parent"].queryset = parents_for(self.record, self.request.user)
        return form

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            action_url=self.request.path, submit_button_label=self.page_title, **kwargs
        )

    def form_valid(self, form):
        parent = form.cleaned_data["parent"]
        page = make_page_again(self.record, parent=parent, user=self.request.user)
        messages.success(self.request, _("The page is made, as a draft."))
        return redirect("wagtailadmin_pages:edit", page.pk)


def trail(record):
    """The way back: the list, then the record."""
    viewset = f"medborgarbudget_{record._meta.model_name}s"
    plural = capfirst(record._meta.verbose_name_plural)
    return [
        {"url": reverse(f"{viewset}:index"), "label": plural},
        {"url": reverse(f"{viewset}:edit", args=[record.pk]), "label": str(record)},
    ]


def parents_for(record, user):
    """Where the user may make the page: anywhere a round fits, or else under the record's round."""
    parents = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    if isinstance(record, Round):
        page_class = Round._meta.get_field("pages").related_model
        return parents.type(*page_class.allowed_parent_page_models()).order_by("path")
    return parents.filter(pk__in=record.round.pages.values("pk"))
