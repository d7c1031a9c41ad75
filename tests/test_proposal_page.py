"""A proposal's page through its whole life: one address, where it stands, why, what happens now."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_medborgarbudget.method.criteria import Answer
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import STAGE_LABELS, CriterionAnswer, ProposalPage
from wagtail_medborgarbudget.views.proposals import SENTENCES

from .builders import (
    make_assessment,
    make_eligible,
    make_idea_behind,
    make_photo,
    make_proposal_page,
    make_public_assessment,
    make_round_page,
    make_update,
    make_user,
    make_voting_page,
    translate,
)

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def read(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("stage", Stage)
def test_the_page_says_where_the_proposal_stands_whatever_its_stage(client, stage):
    page = make_proposal_page(make_round_page(step=Step.BUILD), stage=stage)

    shown = read(client, page)

    assert f"{STAGE_LABELS[stage]}</span>" in shown


def test_every_stage_has_a_sentence_on_what_happens_now():
    assert set(Stage) - set(SENTENCES) == {Stage.ELIGIBLE}


def test_a_draft_assessment_is_not_shown(client):
    page = make_proposal_page(make_round_page())
    make_assessment(page.proposal, reason="Bara ett utkast.", cost_basis={"sv": "Gissat."})

    shown = read(client, page)

    assert "Bara ett utkast." not in shown
    assert "Gissat." not in shown
    assert "145\xa0000" not in shown


def test_draft_rows_that_have_reached_the_table_are_not_shown_either(client):
    page = make_proposal_page(make_round_page())
    assessment = make_assessment(page.proposal)
    CriterionAnswer.objects.filter(assessment=assessment).update(reason={"sv": "Bara ett utkast."})

    assert "Bara ett utkast." not in read(client, page)


def test_the_verdict_stands_with_reason_cost_yearly_cost_and_basis(client):
    page = make_proposal_page(make_round_page())
    make_public_assessment(
        page.proposal,
        reason="Kommunen äger marken.",
        running_cost=6_000,
        cost_basis={"sv": "Tre redskap."},
        summary={"sv": "Ett fint förslag."},
    )

    shown = read(client, page)

    for text in ("Kommunen äger marken.", "145\xa0000", "6\xa0000", "Tre redskap.", "Ett fint f"):
        assert text in shown


def test_a_changed_draft_of_a_public_assessment_stays_with_the_staff(client):
    page = make_proposal_page(make_round_page())
    make_public_assessment(page.proposal, reason="Kommunen äger marken.")
    make_assessment(page.proposal, answer=Answer.NOT_MET, reason="Vi ångrade oss.")

    shown = read(client, page)

    assert "Kommunen äger marken." in shown
    assert "Vi ångrade oss." not in shown


def test_the_name_stands_only_for_the_one_who_has_said_yes(client):
    page = make_proposal_page(make_round_page(pots={"Granhyltan": 500_000}))
    make_idea_behind(page.proposal, name="Rut Rask", show_name=True)
    make_idea_behind(page.proposal, name="Bo Blyg", email="bo@example.com")

    shown = read(client, page)

    assert "Rut Rask" in shown
    assert "Bo Blyg" not in shown
    assert "bo@example.com" not in shown
    assert "Granhyltan" in shown


def test_a_name_goes_when_the_consent_does(client):
    page = make_proposal_page(make_round_page())
    idea = make_idea_behind(page.proposal, name="Rut Rask", show_name=True)
    assert "Rut Rask" in read(client, page)

    idea.contact.show_name = False
    idea.contact.save()

    assert "Rut Rask" not in read(client, page)


def test_the_page_opens_when_the_contact_has_been_erased(client):
    page = make_proposal_page(make_round_page())
    make_idea_behind(page.proposal, name="Rut Rask", show_name=True).contact.delete()

    assert "Rut Rask" not in read(client, page)


def test_words_in_another_language_say_which_until_an_editor_has_translated_them(client):
    page = make_proposal_page(make_round_page(), title="Outdoor gym")
    make_idea_behind(page.proposal, title="Outdoor gym", lang="en")
    assert '<span lang="en">Outdoor gym</span>' in read(client, page)

    page.title = "Utegym"
    page.save()

    assert 'lang="en"' not in read(client, page)


def test_when_voting_is_open_the_page_leads_to_the_ballot_with_the_proposal_marked(client):
    round_page = make_round_page(step=Step.VOTE)
    proposal = make_eligible(round_page, "Utegym", 145_000, ballot_number=7)
    voting_page = make_voting_page(round_page)
    assert "?valj=7" not in read(client, proposal.page)

    voting_page.vote.opened_at = timezone.now()
    voting_page.vote.save()

    assert f'href="{voting_page.url}rosta/?valj=7"' in read(client, proposal.page)


def test_a_withdrawn_proposal_does_not_lead_to_the_ballot(client):
    round_page = make_round_page(step=Step.VOTE)
    voting_page = make_voting_page(round_page, opened_at=timezone.now())
    page = make_proposal_page(round_page, stage=Stage.WITHDRAWN, ballot_number=7)

    assert voting_page.vote.is_open()
    assert "?valj=7" not in read(client, page)


def test_news_stand_newest_first_with_photo_and_money(client):
    page = make_proposal_page(make_round_page(), stage=Stage.UNDER_WAY, spent=80_000)
    photo = make_photo()
    make_update(page.proposal, title="Först", date=YESTERDAY)
    make_update(
        page.proposal,
        title="Sedan",
        photo=photo,
        photo_alt={"sv": "Två bänkar vid ett spår"},
        spent=80_000,
    )

    shown = read(client, page)

    assert shown.index("Sedan") < shown.index("Först")
    assert 'alt="Två bänkar vid ett spår"' in shown
    assert "80\xa0000" in shown


@pytest.mark.parametrize(
    ("stage", "late"),
    [(Stage.UNDER_WAY, True), (Stage.FUNDED, True), (Stage.DONE, False), (Stage.CANCELLED, False)],
)
def test_what_was_promised_and_is_not_done_is_said_to_be_late(client, stage, late):
    page = make_proposal_page(make_round_page(), stage=stage, promised=YESTERDAY)

    response = client.get(page.url)

    assert response.context["is_late"] is late
    assert ("mb-notice--warning" in response.content.decode()) is late


def test_the_page_sets_no_cookie(client):
    page = make_proposal_page(make_round_page())

    response = client.get(page.url)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_page_in_english_shows_the_same_facts(client):
    round_page = make_round_page()
    page = make_proposal_page(round_page, ballot_number=7, place="Elljusspåret")
    make_public_assessment(page.proposal, reason="Kommunen äger marken.", running_cost=6_000)
    translate(round_page)

    english = read(client, translate(page))

    assert "SEK\xa0145,000" in english
    assert "Number on the ballot" in english
    assert "Elljusspåret" in english
    assert '<div class="mb-verdict__reason" lang="sv"><p>Kommunen äger marken.</p>' in english


def test_an_editor_can_preview_a_proposal_not_yet_saved(client):
    round_page = make_round_page()
    unsaved = ProposalPage(title="Ny", slug="ny")
    round_page.add_child(instance=unsaved)
    unsaved.proposal = None

    response = unsaved.make_preview_request()

    assert response.status_code == 200


def test_the_page_asks_as_many_questions_for_many_news_and_ideas_as_for_one(client):
    page = make_proposal_page(make_round_page(), stage=Stage.UNDER_WAY)

    def queries_with(number):
        for _ in range(number):
            make_update(page.proposal, photo=make_photo(), photo_alt={"sv": "En bänk"})
            make_idea_behind(page.proposal)
        read(client, page)
        with CaptureQueriesContext(connection) as asked:
            read(client, page)
        return len(asked)

    assert queries_with(1) == queries_with(9)


def test_staff_find_the_buttons_in_the_head_of_the_editor(client):
    page = make_proposal_page(make_round_page(), stage=Stage.FUNDED)
    client.force_login(make_user())

    response = client.get(f"/admin/pages/{page.pk}/edit/")

    assert f"?proposal={page.proposal.pk}" in response.content.decode()
