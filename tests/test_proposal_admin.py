"""Proposals in the admin: found, given an area and a promise, withdrawn with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.proposals import (
    BallotIsFixed,
    ReasonMissing,
    edit_proposal,
    withdraw_proposal,
)
from wagtail_medborgarbudget.actions.setup import EDITOR
from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Category, Proposal

from .builders import (
    bind,
    make_many_proposals,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)
from .forms import filled_in

pytestmark = pytest.mark.django_db

LIST = "medborgarbudget_proposals:index"


@pytest.fixture
def editor(client):
    client.force_login(make_user(EDITOR))
    return client


@pytest.fixture
def two_areas():
    return make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})


def edit_url(proposal):
    return reverse("medborgarbudget_proposals:edit", args=[proposal.pk])


def change(client, proposal, **changes):
    return client.post(edit_url(proposal), filled_in(client.get(edit_url(proposal)), **changes))


def on_ballot(page, **facts):
    proposal = make_proposal_page(page, stage=Stage.ELIGIBLE, cost=1, **facts).proposal
    bind(make_voting_page(page).vote, proposal)
    return Proposal.objects.get(pk=proposal.pk)


def titles(response):
    return [str(proposal) for proposal in response.context["object_list"]]


def test_the_list_is_filtered_and_searched_by_the_title_in_any_language(editor, two_areas):
    granhyltan, ekhult = two_areas.round.areas.all()
    play = Category.objects.create(round=two_areas.round, name="Lek")
    gym = make_proposal_page(two_areas, "Utegym", area=granhyltan, category=play)
    make_proposal_page(two_areas, "Bastu", area=ekhult, stage=Stage.ELIGIBLE)
    make_proposal_page(make_round_page(), "Brygga")
    english = translate(gym)
    english.title = "Outdoor gym"
    english.save()

    def found(**query):
        return titles(editor.get(reverse(LIST), query))

    assert len(found()) == 3
    assert found(round=two_areas.round.pk) == ["Utegym", "Bastu"]
    assert found(stage="eligible") == ["Bastu"]
    assert found(area=granhyltan.pk) == ["Utegym"]
    assert found(category=play.pk) == ["Utegym"]
    assert found(q="bast") == ["Bastu"]
    assert found(q="gym") == ["Utegym"]
    assert found(q="outdoor") == ["Utegym"]


def test_the_list_asks_the_database_as_much_for_five_proposals_as_for_twenty(editor):
    counts = []
    for how_many in (5, 15):
        make_many_proposals(make_round_page(), how_many)
        editor.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            editor.get(reverse(LIST))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_fact_is_saved_and_logged_and_the_stage_is_not_touched(editor):
    proposal = make_proposal_page(make_round_page()).proposal

    change(editor, proposal, place="Vid elljusspåret", stage="funded", cost="1")

    proposal.refresh_from_db()
    assert (proposal.place, proposal.stage, proposal.cost) == ("Vid elljusspåret", "working", None)
    assert ModelLogEntry.objects.get(action="wagtail.edit").user.groups.exists()


def test_only_areas_of_the_same_round_can_be_chosen(editor, two_areas):
    proposal = make_proposal_page(two_areas).proposal
    elsewhere = make_round_page(pots={"Annanstans": 1}).round.areas.get()

    response = change(editor, proposal, area=elsewhere.pk)

    assert response.context["form"].errors["area"]


def test_the_area_is_frozen_on_a_ballot_that_residents_have(editor, two_areas):
    granhyltan, ekhult = two_areas.round.areas.all()
    proposal = on_ballot(two_areas, area=granhyltan)

    change(editor, proposal, area=ekhult.pk, place="Vid sjön")

    proposal.refresh_from_db()
    assert (proposal.area, proposal.place) == (granhyltan, "Vid sjön")


@pytest.mark.parametrize("name", ["area", "cost"])
def test_nor_does_the_verb_change_what_is_on_a_fixed_ballot(two_areas, name):
    proposal = on_ballot(two_areas)

    with pytest.raises(BallotIsFixed) as refusal:
        edit_proposal(proposal, [name])

    assert refusal.value.names == (name,)


def test_withdrawing_asks_for_a_reason(editor):
    proposal = make_proposal_page(make_round_page()).proposal
    url = reverse("medborgarbudget_proposals:withdraw", args=[proposal.pk])

    assert url in editor.get(edit_url(proposal)).content.decode()
    assert editor.post(url, {"reason": " "}).context["form"].errors["reason"]
    with pytest.raises(ReasonMissing):
        withdraw_proposal(proposal, None, " ")
    editor.post(url, {"reason": "Föreningen bygger själv."})

    proposal.refresh_from_db()
    assert proposal.stage == Stage.WITHDRAWN
    entry = ModelLogEntry.objects.get(action="medborgarbudget.stage")
    assert entry.data["reason"] == "Föreningen bygger själv."
    history = editor.get(reverse("medborgarbudget_proposals:history", args=[proposal.pk]))
    assert "Föreningen bygger själv." in history.content.decode()


def test_withdrawn_from_a_fixed_ballot_it_keeps_its_number_and_is_not_counted(editor):
    proposal = on_ballot(make_round_page())

    withdraw_proposal(proposal, None, "Marken är såld.")

    proposal.refresh_from_db()
    assert proposal.ballot_number == 1
    assert not proposal.round.vote.candidates().exists()


def test_what_is_built_cannot_be_withdrawn_and_the_form_says_so(editor):
    proposal = make_proposal_page(make_round_page(), stage=Stage.DONE).proposal
    url = reverse("medborgarbudget_proposals:withdraw", args=[proposal.pk])

    assert url not in editor.get(edit_url(proposal)).content.decode()
    response = editor.post(url, {"reason": "Hej"})

    assert response.context["form"].non_field_errors()
    assert response.context["form"]["reason"].value() == "Hej"


def test_a_proposal_that_has_lost_its_page_gets_it_again_under_its_round(editor):
    page = make_round_page()
    proposal_page = make_proposal_page(page, stage=Stage.ELIGIBLE)
    proposal = proposal_page.proposal
    proposal_page.delete()
    again = reverse("medborgarbudget_proposals:page_again", args=[proposal.pk])

    editor.post(again, {"parent": page.pk})

    assert proposal.pages.get().get_parent().pk == page.pk
    assert Proposal.objects.count() == 1
