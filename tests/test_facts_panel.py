"""A page's editor sees the facts behind the page, and words never change facts."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_medborgarbudget.actions.setup import EDITOR, MODERATOR
from wagtail_medborgarbudget.admin.facts import facts_about, warnings_about
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import STEP_LABELS, Period, Round, RoundPage

from .builders import (
    make_closed_vote,
    make_follow_up_page,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)
from .forms import filled_in

pytestmark = pytest.mark.django_db

EMPTY_BODY = {"body-count": "0"}


@pytest.fixture
def editor(client):
    client.force_login(make_user(EDITOR))
    return client


def edit(client, page):
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@pytest.mark.parametrize(
    "make", [make_voting_page, make_proposal_page, make_follow_up_page, lambda page: page]
)
def test_every_page_of_a_round_shows_its_facts(editor, make):
    page = make(make_round_page(step=Step.IDEAS, pots={"Granhyltan": 500_000}))

    html = edit(editor, page).content.decode()

    assert "mb-admin-facts" in html


def test_the_facts_have_a_button_to_edit_them_in_every_language(client):
    client.force_login(make_user())
    swedish = make_round_page()
    url = reverse("medborgarbudget_rounds:edit", args=[swedish.round.pk])

    for page in (swedish, translate(swedish)):
        html = edit(client, page).content.decode()
        # Once in the panel, once among the buttons above the page.
        assert html.count(f'href="{url}"') == 2


def test_who_may_not_edit_the_facts_gets_no_button(client):
    client.force_login(make_user(MODERATOR))
    page = make_round_page()

    html = edit(client, page).content.decode()

    assert "mb-admin-facts" in html
    assert reverse("medborgarbudget_rounds:edit", args=[page.round.pk]) not in html


def test_a_new_page_has_no_facts_yet(editor):
    parent = make_round_page().get_parent()
    url = reverse(
        "wagtailadmin_pages:add", args=["wagtail_medborgarbudget", "roundpage", parent.pk]
    )

    assert "mb-admin-facts" not in editor.get(url).content.decode()


def test_saving_a_draft_of_the_page_never_touches_its_record(editor):
    page = make_round_page()
    before = Round.objects.values().get()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = filled_in(editor.get(url), title="Ett utkast", **EMPTY_BODY)

    response = editor.post(url, data)

    assert response.status_code == 302
    assert RoundPage.objects.get().get_latest_revision_as_object().title == "Ett utkast"
    assert Round.objects.values().get() == before


def test_facts_show_on_the_page_though_it_has_an_unpublished_draft(editor, client):
    page = make_round_page(cost_cap=200_000)
    page.title = "Ett utkast"
    page.save_revision()

    Round.objects.update(cost_cap=64_000)

    html = client.get(page.get_url()).content.decode()
    assert "64" in html
    assert "Ett utkast" not in html


def test_publishing_an_old_draft_never_turns_facts_back(editor):
    page = make_round_page(cost_cap=200_000)
    revision = page.save_revision()
    Round.objects.update(cost_cap=64_000)

    revision.publish()

    assert RoundPage.objects.get().round.cost_cap == 64_000


def test_it_warns_when_ideas_cannot_open_and_there_are_no_dates():
    round = make_round_page(step=None, decided=False).round

    found = warnings_about(round)

    assert _("The round has no dates yet, so residents are not asked for anything.") in found
    assert len(found) == 2


def test_a_round_with_dates_and_decisions_has_no_warnings():
    assert warnings_about(make_round_page().round) == []


def test_it_warns_when_steps_come_in_the_wrong_order():
    page = make_round_page(step=Step.IDEAS)
    build = page.round.periods.get(step=Step.BUILD)
    Period.objects.filter(step=Step.REVIEW).update(first=build.first, last=build.last)

    found = warnings_about(Round.objects.get())

    both = {"step": STEP_LABELS[Step.VOTE], "earlier": STEP_LABELS[Step.REVIEW]}
    assert _("“%(step)s” starts before “%(earlier)s”.") % both in found


def test_it_warns_about_a_vote_that_cannot_open():
    page = make_round_page(step=None, decided=False)
    vote = make_voting_page(page, remark="Räknas som godkännande.").vote
    make_proposal_page(page, stage=Stage.ELIGIBLE)

    found = warnings_about(vote)

    assert found[0] == "Räknas som godkännande."
    assert _("Proposals without a cost: %(count)s.") % {"count": 1} in found
    assert len(found) == 4


def test_it_warns_about_a_proposal_without_area_or_cost():
    page = make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})

    assert len(warnings_about(make_proposal_page(page, stage=Stage.ELIGIBLE).proposal)) == 2


def test_once_the_ballot_is_fixed_the_facts_count_what_stands_on_it():
    page = make_closed_vote({"Utegym": 1, "Bänkar": 1}, {"1": 1})

    on_ballot = {fact.label: fact.text for fact in facts_about(page.vote)}

    assert on_ballot[_("Proposals that go to the vote")] == "2"


def test_an_imported_votes_remark_is_read_beside_its_page(editor):
    page = make_voting_page(make_round_page(step=Step.VOTE), remark="Importen gjorde om sättet.")

    assert "Importen gjorde om sättet." in edit(editor, page).content.decode()
