"""Who may see and change a record. Every admin view, bulk action, chooser and export asks here."""

from django.contrib.auth import get_permission_codename
from django.db import models
from django.db.models import Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from .models import Round


def round_of(record: models.Model) -> Round:
    """The round that a record belongs to, by way of its proposal or vote if need be."""
    while not isinstance(record, Round):
        record = next(
            getattr(record, name) for name in ("round", "vote", "proposal") if hasattr(record, name)
        )
    return record


def can_change(user, record: models.Model) -> bool:
    """The model permission, and the right to edit one of the round's pages."""
    codename = get_permission_codename("change", record._meta)
    return (
        user.has_perm(f"{record._meta.app_label}.{codename}")
        and editable_rounds(user).filter(pk=round_of(record).pk).exists()
    )


def editable_rounds(user) -> models.QuerySet[Round]:
    """Rounds with a page that the user may edit, and those whose pages are all gone."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return Round.objects.filter(Q(pages__in=pages) | Q(pages=None)).distinct()
