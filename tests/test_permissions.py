"""One site's editor neither sees nor changes another site's money."""

import pytest
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.setup import (
    CASE_OFFICER,
    EDITOR,
    LEADER,
    MODERATOR,
    READER,
    REGISTRAR,
)
from wagtail_medborgarbudget.models import Assessment, Idea, Result, Round
from wagtail_medborgarbudget.permissions import can_change, can_see, policy_for

from .builders import (
    make_closed_vote,
    make_home,
    make_idea,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make_round_page(title="Vår")


@pytest.fixture
def theirs():
    other = Page.get_first_root_node().add_child(
        instance=type(make_home())(title="Grannkommunen", slug="grannen")
    )
    return make_round_page(title="Grannens", parent=other)


@pytest.fixture
def editor(client, ours):
    user = make_user(EDITOR)
    client.force_login(user)
    return user


def records_of(page):
    """One record of every kind, all of the page's round."""
    proposal = make_proposal_page(page).proposal
    vote = make_voting_page(page).vote
    area = page.round.areas.get()
    return [
        page.round,
        proposal,
        vote,
        Assessment.objects.create(proposal=proposal),
        Idea.objects.create(round=page.round, number=1, title="Gym", what="Ute", area=area),
        Result.objects.create(vote=vote, counted={}, inputs_hash="x"),
    ]


def test_the_lists_show_only_the_rounds_and_proposals_of_pages_one_may_edit(
    client, editor, ours, theirs
):
    make_proposal_page(ours, "Vårt förslag")
    make_proposal_page(theirs, "Grannens förslag")

    for name in ("rounds", "proposals"):
        html = client.get(reverse(f"medborgarbudget_{name}:index")).content.decode()
        assert "Vår" in html
        assert "Grannens" not in html


@pytest.mark.parametrize("view", ["edit", "history", "page_again"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_leads_to_another_sites_round_or_proposal(client, editor, theirs, view, method):
    before = Round.objects.values().get(pk=theirs.round.pk)
    proposal = make_proposal_page(theirs).proposal

    for name, record in (("rounds", theirs.round), ("proposals", proposal)):
        url = reverse(f"medborgarbudget_{name}:{view}", args=[record.pk])
        response = getattr(client, method)(url, {"name": "Kapad", "areas-0-pot": "1"})
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))

    assert Round.objects.values().get(pk=theirs.round.pk) == before


def test_nor_to_withdrawing_its_proposal(client, editor, theirs):
    proposal = make_proposal_page(theirs).proposal

    client.post(
        reverse("medborgarbudget_proposals:withdraw", args=[proposal.pk]), {"reason": "Hej"}
    )

    proposal.refresh_from_db()
    assert proposal.stage == "working"


def test_what_choosers_and_bulk_actions_ask_answers_the_same_for_every_record(ours, theirs):
    user = make_user(LEADER)
    mine, others = records_of(ours), records_of(theirs)

    for own, other in zip(mine, others, strict=True):
        policy = policy_for(type(own))
        assert can_change(user, own)
        assert not can_change(user, other)
        assert list(policy.instances_user_has_permission_for(user, "change")) == [own]
        assert policy.user_has_permission_for_instance(user, "change", own)
        assert not policy.user_has_permission_for_instance(user, "change", other)
        assert AdminURLFinder(user).get_edit_url(other) is None


def test_the_filters_name_no_area_of_another_site(client, editor, theirs):
    theirs.round.areas.update(name={"sv": "Hemliga byn"})

    for name in ("rounds", "proposals"):
        html = client.get(reverse(f"medborgarbudget_{name}:index")).content.decode()
        assert "Hemliga byn" not in html


def test_a_right_to_one_language_is_a_right_to_the_facts(ours):
    english = translate(ours)
    user = make_user(EDITOR, under=english)
    user.groups.get().page_permissions.exclude(page=english).delete()

    assert can_change(user, ours.round)


def test_a_reader_sees_and_changes_nothing(client, ours, theirs):
    reader = make_user(READER)
    client.force_login(reader)

    html = client.get(reverse("medborgarbudget_rounds:index")).content.decode()
    edit = reverse("medborgarbudget_rounds:edit", args=[ours.round.pk])

    assert "Vår" in html
    assert "Grannens" not in html
    assert edit not in html
    assert client.get(edit).status_code == 302
    assert (
        client.get(reverse("medborgarbudget_rounds:history", args=[ours.round.pk])).status_code
        == 200
    )
    assert can_see(reader, ours.round)
    assert not can_change(reader, ours.round)


ROUND, PROPOSAL, VOTE, ASSESSMENT, IDEA, RESULT = range(6)
MAY_CHANGE = {
    EDITOR: {ROUND, PROPOSAL},
    LEADER: {ROUND, PROPOSAL, VOTE, ASSESSMENT, IDEA, RESULT},
    MODERATOR: {IDEA},
    CASE_OFFICER: {PROPOSAL, ASSESSMENT},
    REGISTRAR: set(),
    READER: set(),
}


@pytest.mark.parametrize("role", MAY_CHANGE)
def test_each_role_can_do_its_work_and_not_anothers(ours, role):
    user = make_user(role)

    may = {place for place, record in enumerate(records_of(ours)) if can_change(user, record)}

    assert may == MAY_CHANGE[role]


@pytest.mark.parametrize("role", MAY_CHANGE)
def test_each_role_gets_into_the_admin_and_finds_its_lists(client, ours, role):
    client.force_login(make_user(role))

    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("medborgarbudget_rounds:index") in html


def test_the_menu_is_hidden_from_others(client, django_user_model):
    user = django_user_model.objects.create_user("annan", password="x")
    editors = make_user(EDITOR).groups.get()
    user.user_permissions.add(editors.permissions.get(codename="access_admin"))
    client.force_login(user)

    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("medborgarbudget_rounds:index") not in html


def list_and_reading_of(record):
    """The addresses of a record's list and of its page to read."""
    viewset = getattr(type(record), "snippet_viewset", None)
    plural = type(record)._meta.model_name + "s"
    index = viewset.get_url_name("list") if viewset else f"medborgarbudget_{plural}:index"
    inspect = viewset.get_url_name("inspect") if viewset else f"medborgarbudget_{plural}:inspect"
    return reverse(index), reverse(inspect, args=[record.pk])


def test_a_reader_reads_every_record_of_the_own_site_and_none_of_another(client, ours, theirs):
    client.force_login(make_user(READER))
    mine, others = records_of(ours)[:RESULT], records_of(theirs)[:RESULT]

    for own, other in zip(mine, others, strict=True):
        listing, reading = list_and_reading_of(own)
        html = client.get(listing).content.decode()
        response = client.get(reading)

        assert f'href="{reading}"' in html
        assert response.status_code == 200
        other_reading = list_and_reading_of(other)[1]
        assert other_reading not in html
        assert client.get(other_reading).status_code == 302


def test_the_list_leads_a_reader_to_pages_that_a_reader_may_open(client):
    page = make_round_page(title="Granhyltan")
    draft = translate(page)
    draft.unpublish()
    lost = make_round_page(title="Kvarnfors")
    make_proposal_page(lost)
    lost.delete()
    client.force_login(make_user(READER))

    html = client.get(reverse("medborgarbudget_rounds:index")).content.decode()

    assert f'href="{page.get_url()}"' in html
    for each in (page, draft):
        assert reverse("wagtailadmin_pages:edit", args=[each.pk]) not in html
    for round in Round.objects.filter(pages=None):
        assert reverse("medborgarbudget_rounds:page_again", args=[round.pk]) not in html


def test_a_reader_reads_a_count_with_its_figures(client):
    vote = make_closed_vote({"Utegym": 100_000}, {"1": 7}).vote
    result = count_vote(vote, make_user(LEADER))
    client.force_login(make_user(READER))

    html = client.get(list_and_reading_of(result)[1]).content.decode()

    assert "Utegym" in html
    assert result.inputs_hash in html


def test_who_is_behind_an_idea_is_for_those_who_answer_it(client, ours):
    idea = make_idea(ours.round, contact={"email": "anna@example.se"})
    reading = list_and_reading_of(idea)[1]

    for role, may in ((READER, False), (EDITOR, False), (MODERATOR, True)):
        client.force_login(make_user(role))
        assert ("anna@example.se" in client.get(reading).content.decode()) is may
