"""Groups, permissions, a collection and the three workflows. Safe to do again."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from ..models import (
    Assessment,
    AssessmentReviewTask,
    CountReviewTask,
    DecisionTask,
    Idea,
    IdeaReviewTask,
    ProposalPage,
    Result,
    RoundPage,
    VotingPage,
)

EDITOR = gettext_noop("Participatory budget: web editors")
LEADER = gettext_noop("Participatory budget: project leaders")
MODERATOR = gettext_noop("Participatory budget: moderators")
CASE_OFFICER = gettext_noop("Participatory budget: case officers")
REGISTRAR = gettext_noop("Participatory budget: vote registrars")
READER = gettext_noop("Participatory budget: readers")

WORDS = ("add_page", "change_page", "publish_page")
# To change a batch is to settle or drop it.
ENTERS_PAPER = ("view_paperbatch", "add_paperbatch")
EVERYTHING_TO_READ = ("view_round", "view_proposal", "view_idea", "view_assessment", "view_vote")

PAGE_PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    EDITOR: WORDS,
    LEADER: WORDS,
    MODERATOR: ("change_page",),
    CASE_OFFICER: ("change_page",),
    REGISTRAR: ("change_page",),
    # Wagtail gives no right by it; ours lets a reader see the rounds of these pages.
    READER: ("view_page",),
}

MODEL_PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    EDITOR: (
        *EVERYTHING_TO_READ,
        "view_result",
        "change_round",
        "change_proposal",
        "add_progressupdate",
        "change_progressupdate",
    ),
    LEADER: (
        *EVERYTHING_TO_READ,
        "change_round",
        "change_proposal",
        "change_idea",
        "publish_idea",
        "add_assessment",
        "change_assessment",
        "publish_assessment",
        "change_vote",
        "change_station",
        *ENTERS_PAPER,
        "change_paperbatch",
        "view_result",
        "add_result",
        "change_result",
        "publish_result",
        "add_progressupdate",
        "change_progressupdate",
    ),
    MODERATOR: ("view_round", "view_proposal", "view_idea", "change_idea", "publish_idea"),
    CASE_OFFICER: (
        *EVERYTHING_TO_READ,
        "change_proposal",
        "add_assessment",
        "change_assessment",
        "publish_assessment",
        "add_progressupdate",
        "change_progressupdate",
    ),
    REGISTRAR: ("view_round", "view_vote", "change_station", *ENTERS_PAPER),
    READER: (*EVERYTHING_TO_READ, "view_result"),
}

WORKFLOWS: tuple[tuple[str, type, tuple[tuple[str, type[Task], tuple[str, ...]], ...]], ...] = (
    (
        gettext_noop("Idea"),
        Idea,
        ((gettext_noop("Read the idea"), IdeaReviewTask, (MODERATOR, LEADER)),),
    ),
    (
        gettext_noop("Assessment"),
        Assessment,
        (
            (
                gettext_noop("Read the assessment"),
                AssessmentReviewTask,
                (CASE_OFFICER, LEADER),
            ),
        ),
    ),
    (
        gettext_noop("Result"),
        Result,
        (
            (gettext_noop("Check the count"), CountReviewTask, (LEADER,)),
            (gettext_noop("Record the political decision"), DecisionTask, (LEADER,)),
        ),
    ),
)


@transaction.atomic
def set_up(root: Page) -> dict[str, Group]:
    """Make what the roles need, with page permissions under ``root``. Returns role → group.

    Under its translations too: whoever writes the Swedish page writes the English one.

    What is there already is left as staff have changed it.
    """
    with override(settings.LANGUAGE_CODE):
        roots = [root, *root.get_translations()]
        groups = {role: make_group(role, roots) for role in PAGE_PERMISSIONS}
        share_collection([groups[EDITOR], groups[LEADER], groups[CASE_OFFICER]])
        for name, model, tasks in WORKFLOWS:
            make_workflow(name, model, tasks, groups)
    return groups


def make_group(role: str, roots: list[Page]) -> Group:
    group, made = Group.objects.get_or_create(name=_(role))
    if made:
        group.permissions.set(permissions_of(role))
    given = GroupPagePermission.objects.filter(group=group).values_list("page_id", flat=True)
    for root in [root for root in roots if root.pk not in set(given)]:
        for codename in PAGE_PERMISSIONS[role]:
            permission = permission_for("wagtailcore", codename)
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    return group


def missing_permissions(groups: Mapping[str, Group]) -> dict[Group, list[Permission]]:
    """What each role has and its group lacks: added in an upgrade, or taken away by staff."""
    lacks = {}
    for role, group in groups.items():
        has = set(group.permissions.all())
        if lacking := [one for one in permissions_of(role) if one not in has]:
            lacks[group] = lacking
    return lacks


@transaction.atomic
def give_missing_permissions(groups: Mapping[str, Group]) -> dict[Group, list[Permission]]:
    """Give each group what its role has. Nothing is taken away. Returns what was given."""
    lacks = missing_permissions(groups)
    for group, permissions in lacks.items():
        group.permissions.add(*permissions)
    return lacks


def permissions_of(role: str) -> list[Permission]:
    theirs = Q(
        content_type__app_label="wagtail_medborgarbudget", codename__in=MODEL_PERMISSIONS[role]
    )
    if role in (EDITOR, LEADER):
        theirs |= Q(content_type__app_label="wagtail_localize", codename="submit_translation")
    return [permission_for("wagtailadmin", "access_admin"), *Permission.objects.filter(theirs)]


def permission_for(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def share_collection(groups: list[Group]) -> None:
    top = Collection.get_first_root_node()
    name = _("Participatory budget")
    collection = top.get_children().filter(name=name).first() or top.add_child(name=name)
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "change", "choose"):
            for group in groups:
                GroupCollectionPermission.objects.get_or_create(
                    group=group,
                    collection=collection,
                    permission=permission_for(app_label, f"{verb}_{model}"),
                )


def make_missing_records() -> int:
    """Give pages that ``loaddata`` made, past ``Page.save()``, their records. Returns how many."""
    missing = 0
    for page_class in (RoundPage, VotingPage, ProposalPage):
        pages = page_class.objects.filter(**{page_class.record_name: None})
        # A source before its aliases, which take its record.
        for page in pages.order_by(F("alias_of").asc(nulls_first=True)):
            if page.alias_of_id:
                setattr(page, page.record_name, page.alias_of.specific.record)
            page.save()
            missing += 1
    return missing


def make_workflow(name: str, model: Any, tasks: Any, groups: Mapping[str, Group]) -> Workflow:
    """The workflow of a snippet. One that staff have chosen themselves is left alone."""
    content_type = ContentType.objects.get_for_model(model)
    chosen = WorkflowContentType.objects.filter(content_type=content_type).first()
    if chosen:
        return chosen.workflow
    workflow = Workflow.objects.create(name=_("Participatory budget: %s") % _(name).lower())
    for order, (task_name, task_type, roles) in enumerate(tasks):
        task = task_type.objects.create(name=_(task_name))
        task.groups.set(groups[role] for role in roles)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)
    return workflow
