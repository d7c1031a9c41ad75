"""What the admin of every record shares: nobody reaches a round whose pages they may not edit."""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from ..models.joins import with_pages
from ..permissions import can_change, can_see, policy_for
from .again import MakePageAgainView
from .reading import ReadFacts
from .scoping import OpensForWork


class ChangeableMixin:
    """A view that changes one record."""

    def get_object(self, *args, **kwargs):
        record = super().get_object(*args, **kwargs)
        if not can_change(self.request.user, record):
            raise PermissionDenied
        return record


class RecordIndexView(OpensForWork, generic.IndexView):
    any_permission_required = ["change", "view"]

    def get_base_queryset(self):
        records = policy_for(self.model).instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        return self.with_columns(records)

    def with_columns(self, records):
        return with_pages(records)


class RecordEditView(ChangeableMixin, generic.EditView):
    """Saves, stays, and leads back to the page in every language."""

    def get_success_url(self):
        return self.get_edit_url()

    def get_success_buttons(self):
        return [messages.button(url, label) for url, label in links_to_pages(self.object)]

    @cached_property
    def header_more_buttons(self):
        return [
            Button(label, url=url, icon_name="doc-empty-inverse")
            for url, label in links_to_pages(self.object)
        ]


class RecordHistoryView(HistoryView):
    any_permission_required = ["change", "view"]

    def get_object(self, *args, **kwargs):
        record = super().get_object(*args, **kwargs)
        if not can_see(self.request.user, record):
            raise PermissionDenied
        return record


class PagesColumn(Column):
    """The record's page in each language, or a way to make it again."""

    cell_template_name = "wagtail_medborgarbudget/admin/pages_cell.html"

    def __init__(self, again_url_name):
        super().__init__("pages", label=gettext_lazy("Pages"), accessor=lambda record: None)
        self.again_url_name = again_url_name

    def get_cell_context_data(self, instance, parent_context):
        request = parent_context["request"]
        pages = instance.pages.all()
        return super().get_cell_context_data(instance, parent_context) | {
            "pages": [(page, where_to(page, request)) for page in pages],
            "again_url": ""
            if pages or not can_change(request.user, instance)
            else reverse(self.again_url_name, args=[instance.pk]),
        }


def where_to(page, request):
    """To edit the page, or for whoever may only read to the page as residents see it, if any."""
    if page.permissions_for_user(request.user).can_edit():
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page.get_url(request) if page.live else ""


class RecordViewSet(ModelViewSet):
    """Records come with their pages: none is added, copied or deleted here."""

    index_view_class = RecordIndexView
    edit_view_class = RecordEditView
    history_view_class = RecordHistoryView
    inspect_view_class = ReadFacts
    inspect_view_enabled = True
    copy_view_enabled = False
    views = ("index", "index_results", "edit", "inspect", "history", "history_results")

    @cached_property
    def permission_policy(self):
        return policy_for(self.model)

    def get_common_view_kwargs(self, **kwargs):
        absent = {"add_url_name": None, "delete_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**absent | kwargs)

    def get_urlpatterns(self):
        again = MakePageAgainView.as_view(model=self.model)
        return [
            *(url for url in super().get_urlpatterns() if url.name in self.views),
            path("page/<int:pk>/", again, name="page_again"),
        ]

    def get_permissions_to_register(self):
        codenames = [f"{verb}_{self.model_name}" for verb in ("view", "change")]
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename__in=codenames
        )


def links_to_pages(record):
    """Address in the admin and label of the record's page in each language."""
    return [
        (
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            _("The page in %(language)s") % {"language": page.locale.get_display_name()},
        )
        for page in record.pages.select_related("locale").order_by("pk")
    ]
