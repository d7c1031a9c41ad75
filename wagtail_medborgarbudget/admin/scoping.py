"""One site's editor cannot change another's records: every view of a record asks can_change.

What only shows a record asks can_see, so that readers get to it.
"""

from functools import wraps

from django.contrib.admin.utils import quote, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.views.generic import InspectView
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView

from ..permissions import ROUND_OF, can_change, can_see, policy_for, visible_rounds


def workflow_states(model):
    """Those of each row, for a list's own query: Wagtail's column asks twice per row."""
    return WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model),
        object_id=Cast(OuterRef("pk"), CharField()),
    )


class OpensForWork:
    """Put before a list: a row leads to its form for those who may change it, or else to read."""

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.pk in self.changeable else None

    @cached_property
    def changeable(self):
        """Read once: asking about each row would cost a query a row."""
        records = policy_for(self.model).instances_user_has_permission_for(
            self.request.user, "change"
        )
        return set(records.values_list("pk", flat=True))


class SnippetList(OpensForWork, IndexView):
    def _get_title_column(self, *args, **kwargs):
        column = super()._get_title_column(*args, **kwargs)
        # Its field asks a resident something, or has no name in staff's language.
        column.label = capfirst(self.model._meta.verbose_name)
        return column


class ScopedViewSet:
    """Put before a Wagtail viewset: list and views are of rounds that the user works with."""

    # Views that would go past the verbs are not routed at all.
    without: tuple[str, ...] = ()

    def construct_view(self, view_class, **kwargs):
        view = super().construct_view(view_class, **kwargs)
        usual = can_see if issubclass(view_class, InspectView) else can_change
        # A screen beside a record may be for others than those who change the record.
        may_open = getattr(view_class, "may_open", usual)

        @wraps(view)
        def scoped(request, *args, **kwargs):
            if "pk" in kwargs:
                record = get_object_or_404(self.model, pk=unquote(str(kwargs["pk"])))
                if not may_open(request.user, record):
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        return scoped

    def get_common_view_kwargs(self, **kwargs):
        absent = {f"{name}_url_name": None for name in self.without}
        return super().get_common_view_kwargs(**kwargs) | absent

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name not in self.without]

    @property
    def url_finder_class(self):
        edit_url_name = self.get_url_name("edit")

        # Not derived from Wagtail's: the one for snippets in 7.4 remembers no user.
        class ScopedURLFinder:
            def __init__(self, user=None):
                self.user = user

            def get_edit_url(self, record):
                if self.user and not can_change(self.user, record):
                    return None
                return reverse(edit_url_name, args=[quote(record.pk)])

        return ScopedURLFinder

    def in_scope(self, queryset, user):
        return queryset.filter(**{f"{ROUND_OF[self.model]}__in": visible_rounds(user)})
