"""The command that makes groups, permissions, collection and workflows."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils.translation import override
from wagtail.models import Collection, GroupPagePermission, Task, Workflow, WorkflowContentType

from wagtail_medborgarbudget.actions.setup import EDITOR, PAGE_PERMISSIONS, REGISTRAR, set_up
from wagtail_medborgarbudget.models import (
    Idea,
    Proposal,
    ProposalPage,
    Round,
    RoundPage,
    Vote,
    VotingPage,
)

from .builders import (
    make_home,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home():
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    return make_home()


def everything():
    return {
        "groups": {
            group.name: sorted(group.permissions.values_list("codename", flat=True))
            for group in Group.objects.all()
        },
        "pages": sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
        "workflows": sorted(Workflow.objects.values_list("pk", "name")),
        "tasks": sorted(Task.objects.values_list("pk", "name")),
        "collections": sorted(Collection.objects.values_list("pk", "name")),
    }


def test_running_it_again_changes_nothing():
    call_command("medborgarbudget_setup", verbosity=0)
    once = everything()

    call_command("medborgarbudget_setup", verbosity=0)

    assert everything() == once
    assert set(once["groups"]) >= {group.name for group in set_up(make_home()).values()}


def test_the_groups_are_named_in_the_sites_language_whoever_runs_it(home, settings):
    settings.LANGUAGE_CODE = "sv"

    with override("en"):
        groups = set_up(home)

    assert groups[EDITOR].name == "Medborgarbudget: webbredaktörer"


def test_what_staff_have_changed_is_kept(home):
    groups = set_up(home)
    editors = groups[EDITOR]
    editors.permissions.remove(editors.permissions.get(codename="change_round"))
    editors.page_permissions.filter(permission__codename="publish_page").delete()
    own = Workflow.objects.create(name="Vårt eget")
    WorkflowContentType.objects.filter(content_type__model="idea").update(workflow=own)
    before = everything()

    call_command("medborgarbudget_setup", verbosity=0)

    assert everything() == before
    assert Idea(title="Gym").get_workflow() == own


def test_a_group_from_an_earlier_version_is_told_of_and_given_what_it_lacks(home, capsys):
    groups = set_up(home)
    registrars, editors = groups[REGISTRAR], groups[EDITOR]
    full = everything()
    registrars.permissions.remove(registrars.permissions.get(codename="change_station"))
    own = Permission.objects.get(codename="add_site")
    editors.permissions.add(own)

    call_command("medborgarbudget_setup")
    told, still = capsys.readouterr().out, everything()
    call_command("medborgarbudget_setup", give_permissions=True)

    assert f"{registrars.name}: does not have change_station\n" in told
    assert "--give-permissions" in told
    assert f"{editors.name}: does not have" not in told
    assert still["groups"][registrars.name] != full["groups"][registrars.name]
    assert everything()["groups"][registrars.name] == full["groups"][registrars.name]
    assert own in editors.permissions.all()


def test_under_says_where_the_groups_may_work(home):
    section = home.add_child(instance=type(home)(title="Demokrati", slug="demokrati"))

    call_command("medborgarbudget_setup", under=section.pk, verbosity=0)

    assert {
        each.page_id
        for each in GroupPagePermission.objects.filter(group__in=set_up(section).values())
    } == {section.pk}
    editor = make_user(EDITOR, under=section)
    assert not home.permissions_for_user(editor).can_edit()
    assert section.permissions_for_user(editor).can_publish_subpage()


def test_a_second_place_is_added_to_the_first(home):
    section = home.add_child(instance=type(home)(title="Demokrati", slug="demokrati"))
    set_up(home)

    set_up(section)

    editors = set_up(section)[EDITOR]
    assert set(editors.page_permissions.values_list("page", flat=True)) == {home.pk, section.pk}


def test_a_page_that_does_not_exist_is_refused_in_words():
    with pytest.raises(CommandError, match="no page with id 999"):
        call_command("medborgarbudget_setup", under=999)


@pytest.mark.parametrize("role", PAGE_PERMISSIONS)
def test_nobody_needs_to_be_superuser(role):
    user = make_user(role)

    assert user.has_perm("wagtailadmin.access_admin")
    assert not user.is_superuser


def test_pages_loaded_without_records_get_them():
    page = make_round_page(decided=False)
    make_voting_page(page)
    make_proposal_page(page)
    alias = page.create_alias(update_slug="spegling")
    for page_class in (RoundPage, VotingPage, ProposalPage):
        page_class.objects.update(**{page_class.record_name: None})
    for model in (Vote, Proposal, Round):
        model.objects.all().delete()

    call_command("medborgarbudget_setup", verbosity=0)

    page = RoundPage.objects.get(pk=page.pk)
    assert page.round.key == page.translation_key
    assert VotingPage.objects.get().vote.round == page.round
    assert ProposalPage.objects.get().proposal.round == page.round
    assert RoundPage.objects.get(pk=alias.pk).round == page.round
