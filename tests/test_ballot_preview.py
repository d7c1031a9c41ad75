"""The ballot as residents will see it, for whoever sets up the vote."""

import pytest
from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Vote, VotingPage

from .builders import (
    make_eligible,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
)
from .test_vote_admin import FORM
from .voters import text_of

pytestmark = pytest.mark.django_db
METHODS = ["approval", "single", "knapsack", "ranked", "points"]


def preview(page, mode):
    response = page.make_preview_request(preview_mode=mode)
    return response.render() if hasattr(response, "render") else response


def preview_url(vote, query=""):
    return reverse("medborgarbudget_votes:ballot_preview", args=[vote.pk]) + query


@pytest.fixture
def page():
    return make_voting_page(make_round_page(step=Step.REVIEW))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mode", ["ballot", "review", "receipt"])
def test_every_step_can_be_looked_at_before_any_proposal_is_ready(page, method, mode):
    page.vote.method = method

    response = preview(page, mode)

    assert response.status_code == 200
    assert not response.cookies.get(f"mb_secret_{page.vote.pk}")
    assert response.context_data["preview"]
    assert response.context_data["sample_proposals"]


@pytest.mark.parametrize("mode", ["", "ballot", "review", "receipt"])
def test_a_page_that_is_not_saved_yet_can_be_looked_at(mode):
    round_page = make_round_page(step=Step.IDEAS)
    page = VotingPage(title="Rösta", slug="rosta")
    page.path, page.depth = f"{round_page.path}0001", round_page.depth + 1

    assert preview(page, mode).status_code == 200


def test_proposals_that_go_to_the_vote_are_shown_as_they_are(page):
    make_eligible(page.round_page, "Utegym", 120_000)

    content = text_of(preview(page, "ballot"))

    assert "1. Utegym" in content
    assert 'name="next" value="1" disabled' in content


def test_a_fixed_ballot_is_shown_with_its_own_numbers():
    page = make_open_vote("Bänkar", "Utegym")

    response = preview(page, "review")

    # In the random order of whoever looks.
    assert {choice.number for choice, _gives in response.context_data["choices"]} == {1, 2}


def test_the_settings_as_typed_are_shown_and_not_saved(client, page):
    client.force_login(make_user(LEADER))

    response = client.post(
        preview_url(page.vote), FORM | {"method": "points", "points": "7", "places": "5, 3"}
    )

    assert response.context_data["meters"][0].most == 7
    assert Vote.objects.get().method == "approval"
    assert not response.cookies.get(f"mb_secret_{page.vote.pk}")


def test_the_settings_as_saved_are_shown_by_the_link(client, page):
    client.force_login(make_user(LEADER))

    for query in ("", "?step=review", "?step=receipt", "?step=x"):
        assert client.get(preview_url(page.vote, query)).context_data["preview"]


def test_settings_that_no_ballot_can_keep_are_explained_instead(client, page):
    client.force_login(make_user(LEADER))

    response = client.post(
        preview_url(page.vote), FORM | {"method": "ranked", "places": "3, 2", "least": "3"}
    )

    assert response.status_code == 200
    assert "meters" not in response.context_data
    assert reverse("medborgarbudget_votes:edit", args=[page.vote.pk]) in text_of(response)


@pytest.mark.parametrize(
    ("written", "stored"), [("5, 3, 1", [5, 3, 1]), ("[3, 2, 1]", [3, 2, 1]), ("4 2", [4, 2])]
)
def test_points_for_places_are_written_as_plain_numbers(client, page, written, stored):
    client.force_login(make_user(LEADER))
    url = reverse("medborgarbudget_votes:edit", args=[page.vote.pk])

    response = client.post(url, FORM | {"method": "ranked", "places": written})

    assert response.status_code == 302
    assert Vote.objects.get().places == stored
    assert f'value="{", ".join(map(str, stored))}"' in text_of(client.get(url))


@pytest.mark.parametrize("written", ["3, två", "1, 2, 3", "0", ""])
def test_places_that_make_no_ranking_are_refused(client, page, written):
    client.force_login(make_user(LEADER))
    url = reverse("medborgarbudget_votes:edit", args=[page.vote.pk])

    response = client.post(url, FORM | {"method": "ranked", "places": written})

    assert response.context["form"].errors["places"]


def test_the_form_says_which_settings_are_for_which_way_of_voting(client, page):
    client.force_login(make_user(LEADER))

    content = text_of(client.get(reverse("medborgarbudget_votes:edit", args=[page.vote.pk])))

    assert 'data-mb-for-methods="ranked"' in content
    assert "vote_form.js" in content
    assert f'formaction="{preview_url(page.vote)}"' in content


def test_a_stranger_sees_no_preview(client, page):
    assert client.get(preview_url(page.vote)).status_code == 302
