"""What keeps pages and records together when pages are deleted, moved, unpublished or copied."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from wagtail_medborgarbudget.actions.rounds import copy_round
from wagtail_medborgarbudget.actions.setup import EDITOR
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    FollowUpPage,
    Idea,
    Proposal,
    ProposalPage,
    Result,
    Round,
    RoundPage,
    Vote,
    VotingPage,
)

from .builders import (
    bind,
    make_eligible,
    make_follow_up_page,
    make_home,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(make_user())
    return client


@pytest.fixture
def section():
    return make_home().add_child(instance=type(make_home())(title="Demokrati", slug="demokrati"))


@pytest.fixture
def voting(section):
    """A round whose residents are voting: its page, voting page, and a proposal on the ballot."""
    page = make_round_page(step=Step.VOTE, parent=section)
    voting_page = make_voting_page(page)
    proposal = make_eligible(page, "Utegym", 100_000)
    bind(voting_page.vote, proposal)
    return page, voting_page, proposal.pages.get()


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


HELD = pytest.mark.parametrize(
    "which", [0, 1, 2, "section"], ids=["round", "vote", "proposal", "above"]
)


def pick(voting, section, which):
    return section if which == "section" else voting[which]


# Deleting


@HELD
def test_while_residents_vote_its_pages_cannot_be_deleted(boss, voting, section, which):
    page = pick(voting, section, which)

    response = delete(boss, page)

    assert response.status_code == 302
    assert Page.objects.filter(pk=page.pk).exists()


@HELD
def test_nor_by_code(voting, section, which):
    page = pick(voting, section, which)

    with pytest.raises(ValidationError), transaction.atomic():
        page.delete()

    assert Page.objects.filter(pk=page.pk).exists()


@HELD
@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_nor_many_at_a_time(boss, voting, section, which, action):
    page = pick(voting, section, which)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])

    boss.post(f"{url}?id={page.pk}&next=/admin/")

    assert Page.objects.get(pk=page.pk).live


@HELD
def test_while_residents_vote_its_pages_cannot_be_unpublished(boss, voting, section, which):
    page = pick(voting, section, which)

    boss.post(
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {"include_descendants": "on"}
    )

    assert not Page.objects.descendant_of(section, inclusive=True).filter(live=False).exists()


def test_another_page_can_be_deleted_while_residents_vote(boss, voting):
    page = make_proposal_page(voting[0], "Inte på röstsedeln")
    follow_up = make_follow_up_page(voting[0])

    delete(boss, page)
    delete(boss, follow_up)

    assert not Page.objects.filter(pk__in=[page.pk, follow_up.pk]).exists()


def test_once_the_result_is_decided_the_pages_may_go_and_the_records_stay(boss, voting):
    page, voting_page, _proposal_page = voting
    Result.objects.create(vote=voting_page.vote, counted={}, inputs_hash="x", live=True)

    delete(boss, page)

    assert not RoundPage.objects.exists()
    assert (Round.objects.count(), Vote.objects.count(), Proposal.objects.count()) == (1, 1, 1)


def test_an_empty_round_goes_with_everything_under_its_page(boss):
    page = make_round_page(decided=False)
    for make in (make_voting_page, make_proposal_page, make_follow_up_page):
        make(page)

    delete(boss, page)

    for model in (RoundPage, Round, Vote, Proposal):
        assert not model.objects.exists()


def test_an_empty_record_stays_until_its_last_language_is_deleted(boss):
    swedish = make_round_page(decided=False)
    english = translate(swedish)

    delete(boss, swedish)
    assert Round.objects.count() == 1
    delete(boss, english)

    assert not Round.objects.exists()


def test_a_proposal_with_an_idea_outlives_its_page(boss):
    page = make_round_page()
    proposal_page = make_proposal_page(page)
    area = page.round.areas.get()
    Idea.objects.create(
        round=page.round,
        number=1,
        title="Gym",
        what="Ute",
        area=area,
        proposal=proposal_page.proposal,
    )

    delete(boss, proposal_page)

    assert not ProposalPage.objects.exists()
    assert Proposal.objects.get().page is None


def test_the_last_proposal_to_go_takes_an_already_pageless_round_with_it(boss):
    page = make_round_page(decided=False)
    make_proposal_page(page)
    make_proposal_page(page)

    page.delete()

    assert not Round.objects.exists()


# Moving


@HELD
def test_while_residents_vote_its_pages_cannot_be_moved(boss, voting, section, which):
    page = pick(voting, section, which)
    parent = page.get_parent().pk
    elsewhere = make_home().add_child(instance=type(make_home())(title="Annat", slug="annat"))

    boss.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    with pytest.raises(ValidationError):
        Page.objects.get(pk=page.pk).move(elsewhere, pos="last-child")

    assert Page.objects.get(pk=page.pk).get_parent().pk == parent


def test_pages_of_a_binding_vote_may_be_put_in_another_order(voting):
    page, voting_page, proposal_page = voting

    Page.objects.get(pk=voting_page.pk).move(Page.objects.get(pk=page.pk), pos="last-child")

    assert [child.pk for child in page.get_children()] == [proposal_page.pk, voting_page.pk]


@pytest.mark.parametrize("make", [make_proposal_page, make_voting_page, make_follow_up_page])
def test_a_page_stays_in_its_round(boss, make):
    page = make(make_round_page())
    other = make_round_page()

    boss.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk]))
    with pytest.raises(ValidationError):
        Page.objects.get(pk=page.pk).move(other, pos="last-child")

    assert page.get_parent().pk != other.pk
    assert not page.can_move_to(other)


def test_a_proposal_may_stand_under_the_same_round_in_another_place():
    page = make_round_page()
    proposal_page = make_proposal_page(page)

    assert proposal_page.can_move_to(page)


def test_a_round_page_may_be_moved(section):
    page = make_round_page()

    page.move(section, pos="last-child")

    assert RoundPage.objects.get().get_parent().pk == section.pk


# Copying


def test_copying_a_round_makes_drafts_with_settings_and_nothing_that_residents_sent():
    home = make_home()
    page = make_round_page(step=Step.VOTE, pots={"Granhyltan": 123_000}, cost_cap=77_000)
    make_voting_page(page, most=5)
    make_follow_up_page(page)
    make_proposal_page(page)

    new = copy_round(page, title="Medborgarbudget 2027", slug="mb27", parent=home, user=make_user())

    new = RoundPage.objects.get(pk=new.pk)
    assert new.round != page.round
    assert (new.title, new.slug, new.live) == ("Medborgarbudget 2027", "mb27", False)
    assert (new.round.cost_cap, new.round.areas.get().pot) == (77_000, 123_000)
    assert new.round.name == "Medborgarbudget 2027"
    assert not new.round.periods.exists()
    assert not new.round.decisions.exists()
    assert new.round.vote.most == 5
    assert new.round.vote != page.round.vote
    kinds = [type(child) for child in new.get_children().specific()]
    assert kinds == [VotingPage, FollowUpPage]
    assert not new.get_children().live().exists()
    assert Proposal.objects.get().round == page.round


def test_the_admin_answers_a_copy_with_a_short_form(client):
    client.force_login(make_user(EDITOR))
    page = make_round_page(title="Omgång 2026")
    make_proposal_page(page)
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])

    form = client.get(url).context["form"]
    response = client.post(
        url,
        {"new_title": "Omgång 2027", "new_slug": "o27", "new_parent_page": page.get_parent().pk},
    )

    assert list(form.fields) == ["new_title", "new_slug", "new_parent_page"]
    new = RoundPage.objects.get(slug="o27")
    assert response.url == reverse("wagtailadmin_explore", args=[new.pk])
    assert not new.get_children().exists()


def test_a_slug_that_is_taken_is_refused_in_the_form(boss):
    page = make_round_page()

    response = boss.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Kopia", "new_slug": page.slug, "new_parent_page": page.get_parent().pk},
    )

    assert response.context["form"].errors["new_slug"]
    assert RoundPage.objects.count() == 1


def test_any_other_page_is_copied_as_wagtail_does(boss, section):
    response = boss.get(reverse("wagtailadmin_pages:copy", args=[section.pk]))

    assert "publish_copies" in response.context["form"].fields
