"""Who may see and change a record. Every admin view, bulk action, chooser and export asks here."""

from functools import cache

from django.contrib.auth import get_permission_codename
from django.db import models
from django.db.models import Q
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from .models import Assessment, Idea, ProgressUpdate, Proposal, Result, Round, Vote

# From each kind of record to its round, as a lookup.
ROUND_OF = {
    Round: "pk",
    Idea: "round",
    Proposal: "round",
    Vote: "round",
    Assessment: "proposal__round",
    Result: "vote__round",
    ProgressUpdate: "proposal__round",
}


def round_of(record: models.Model) -> Round:
    """The round that a record belongs to, by way of its proposal or vote if need be."""
    while not isinstance(record, Round):
        record = next(
            getattr(record, name) for name in ("round", "vote", "proposal") if hasattr(record, name)
        )
    return record


def can_change(user, record: models.Model) -> bool:
    """The model permission, and the right to edit one of the round's pages."""
    return (
        has_model_permission(user, "change", type(record))
        and editable_rounds(user).filter(pk=round_of(record).pk).exists()
    )


def can_work_on(user, record: models.Model) -> bool:
    """Only the right to edit one of the round's pages: the screen asks for a permission itself."""
    return editable_rounds(user).filter(pk=round_of(record).pk).exists()


def can_see(user, record: models.Model) -> bool:
    """The model permission, and the right to edit or only to read one of the round's pages."""
    allowed = any(has_model_permission(user, verb, type(record)) for verb in ("view", "change"))
    return allowed and visible_rounds(user).filter(pk=round_of(record).pk).exists()


def has_model_permission(user, verb: str, model: type[models.Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(verb, model._meta)}")


def editable_rounds(user) -> models.QuerySet[Round]:
    """Rounds with a page that the user may edit, and those whose pages are all gone."""
    return rounds_with_pages_for(user, {"change"})


def visible_rounds(user) -> models.QuerySet[Round]:
    """Those, and rounds whose pages the user may only read about."""
    return rounds_with_pages_for(user, {"change", "view"})


def rounds_with_pages_for(user, verbs: set[str]) -> models.QuerySet[Round]:
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, verbs)
    return Round.objects.filter(Q(pages__in=pages) | Q(pages=None)).distinct()


class RecordPermissionPolicy(ModelPermissionPolicy):
    """What Wagtail's views, choosers and bulk actions ask: the model, then the round's pages."""

    def user_has_permission_for_instance(self, user, action, instance):
        ask = can_see if action == "view" else can_change
        return super().user_has_permission(user, action) and ask(user, instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, a, instance) for a in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        rounds = visible_rounds(user) if "view" in actions else editable_rounds(user)
        allowed = super().instances_user_has_any_permission_for(user, actions)
        return allowed.filter(**{f"{ROUND_OF[self.model]}__in": rounds})


@cache
def policy_for(model: type[models.Model]) -> RecordPermissionPolicy:
    """The one policy of a model: Wagtail 8 finds it in its registry, 7.4 on the viewset."""
    return RecordPermissionPolicy(model)


def register_policies() -> None:
    from wagtail import permissions

    # New in Wagtail 8; before it each viewset carries its policy.
    if register := getattr(permissions, "register_permission_policy", None):
        for model in ROUND_OF:
            register(model, policy_for(model))
