"""What the three snippets have in common: an editor's workflow decides when they take effect."""

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)


class Governed(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    # Fields that actions write. Publishing an old revision must not turn them back.
    not_in_revisions: ClassVar[tuple[str, ...]] = ()

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    class Meta:
        abstract = True

    @property
    def revisions(self):
        return self._revisions

    def with_content_json(self, content):
        restored = super().with_content_json(content)
        for name in self.not_in_revisions:
            setattr(restored, name, getattr(self, name))
        return restored
