"""A round's facts in the admin: dates, money, criteria and decisions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from wagtail_medborgarbudget.actions.setup import EDITOR, set_up
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import STEP_LABELS, Area, Assessment, Criterion, Round

from .builders import (
    make_home,
    make_proposal_page,
    make_round,
    make_round_page,
    make_user,
    set_calendar,
    translate,
)
from .forms import filled_in

pytestmark = pytest.mark.django_db

LIST = "medborgarbudget_rounds:index"


@pytest.fixture
def editor(client):
    client.force_login(make_user(EDITOR))
    return client


def edit_url(round):
    return reverse("medborgarbudget_rounds:edit", args=[round.pk])


def change(client, round, **changes):
    """Open the form, change something, save."""
    url = edit_url(round)
    return client.post(url, filled_in(client.get(url), **changes), follow=True)


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def names(response):
    return [round.name for round in response.context["object_list"]]


def test_the_list_shows_step_and_money_and_leads_to_the_page_in_every_language(editor):
    page = make_round_page(step=Step.REVIEW, pots={"Granhyltan": 500_000, "Ekhult": 1_000})
    english = translate(page)
    # The groups work under the English home page too, which came after them.
    set_up(make_home())

    html = editor.get(reverse(LIST)).content.decode()

    assert str(STEP_LABELS[Step.REVIEW]) in html
    assert "501" in html
    for each in (page, english):
        assert reverse("wagtailadmin_pages:edit", args=[each.pk]) in html


def test_the_list_is_filtered_by_step_and_area_and_searched_by_name(editor):
    make_round(title="Granhyltan 2026", step=Step.IDEAS, pots={"Granhyltan": 1})
    make_round(title="Ekhult 2026", step=Step.VOTE, pots={"Ekhult": 1})

    assert names(editor.get(reverse(LIST), {"step": "vote"})) == ["Ekhult 2026"]
    assert names(editor.get(reverse(LIST), {"area": "Granhyltan"})) == ["Granhyltan 2026"]
    assert names(editor.get(reverse(LIST), {"q": "granhyltan"})) == ["Granhyltan 2026"]
    assert len(names(editor.get(reverse(LIST)))) == 2


def test_the_list_asks_the_database_as_much_for_two_rounds_as_for_twelve(editor):
    counts = []
    for how_many in (2, 10):
        for _number in range(how_many):
            make_round()
        editor.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            editor.get(reverse(LIST))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_fact_is_saved_and_shows_on_the_page_at_once(editor, client):
    page = make_round_page(pots={"Granhyltan": 500_000})

    response = change(editor, page.round, **{"areas-0-pot": "725000"})

    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in said(response)
    public = client.get(page.get_url()).content.decode()
    assert "725" in public


def test_after_saving_there_is_a_way_back_to_the_page_in_every_language(editor):
    page = make_round_page()
    english = translate(page)

    response = change(editor, page.round, name="Nytt namn")

    for each in (page, english):
        assert reverse("wagtailadmin_pages:edit", args=[each.pk]) in said(response)


def test_words_are_typed_side_by_side_in_each_language(editor):
    round = make_round(pots={"Granhyltan": 1})

    change(editor, round, **{"areas-0-name_en": "Spruce Heath"})

    assert round.areas.get().name == {"sv": "Granhyltan", "en": "Spruce Heath"}


def test_a_round_without_dates_starts_from_suggested_ones(editor):
    round = make_round(step=None)
    response = editor.get(edit_url(round))
    assert not round.periods.exists()

    editor.post(edit_url(round), filled_in(response))

    periods = list(Round.objects.get(pk=round.pk).periods.all())
    assert [period.step for period in periods] == list(Step)
    assert periods[4].last.isoweekday() == 7


def test_steps_that_overlap_are_saved_with_a_warning(editor):
    round = make_round(step=Step.IDEAS)
    ideas = round.periods.get(step=Step.IDEAS)

    response = change(editor, round, **{"periods-4-first": str(ideas.first)})

    both = {"step": STEP_LABELS[Step.VOTE], "earlier": STEP_LABELS[Step.IDEAS]}
    assert _("“%(step)s” and “%(earlier)s” go on at the same time.") % both in said(response)
    assert Round.objects.get(pk=round.pk).periods.get(step=Step.VOTE).first == ideas.first


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"periods-0-last": "2020-01-01"}, "The last day must not be before the first."),
        ({"periods-1-step": "criteria"}, "A step can have dates only once. Remove one of them."),
    ],
)
def test_dates_that_cannot_be_are_refused_and_nothing_typed_is_lost(editor, changes, sentence):
    round = make_round(step=Step.IDEAS)

    html = change(editor, round, name="Mitt nya namn", **changes).content.decode()

    assert _(sentence) in html
    assert "Mitt nya namn" in html
    assert Round.objects.get(pk=round.pk).name == round.name


def test_an_area_with_proposals_cannot_be_removed_and_stays_on_the_screen(editor):
    page = make_round_page(pots={"Granhyltan": 1, "Ekhult": 1})
    make_proposal_page(page, area=page.round.areas.first())

    response = change(editor, page.round, **{"areas-0-DELETE": "on"})

    assert response.status_code == 200
    sentence = _("There are ideas or proposals in %(areas)s, so it cannot be removed.")
    assert sentence % {"areas": "Granhyltan"} in response.content.decode()
    assert response.context["form"].formsets["areas"].forms[0]["DELETE"].value() == ""
    assert page.round.areas.count() == 2


def test_an_area_that_nobody_uses_can_be_removed(editor):
    round = make_round(pots={"Granhyltan": 1, "Ekhult": 1})

    change(editor, round, **{"areas-1-DELETE": "on"})

    assert [str(area) for area in Area.objects.all()] == ["Granhyltan"]


def test_the_built_in_criterion_comes_first_and_cannot_be_removed(editor):
    round = make_round()
    Criterion.objects.create(round=round, title="Öppet för alla")

    change(editor, round, **{"criteria-0-DELETE": "on", "criteria-1-DELETE": "on"})

    assert [criterion.builtin for criterion in Criterion.objects.all()] == ["feasible"]


def test_criteria_are_frozen_once_somebody_has_begun_to_assess(editor):
    page = make_round_page()
    Assessment.objects.create(proposal=make_proposal_page(page).proposal)
    before = list(Criterion.objects.values())

    response = editor.get(edit_url(page.round))
    assert response.context["form"].formsets.keys().isdisjoint({"criteria"})
    change(editor, page.round, **{"criteria-0-title_sv": "Något annat", "name": "Nytt namn"})

    assert list(Criterion.objects.values()) == before
    assert Round.objects.get(pk=page.round.pk).name == "Nytt namn"


def test_a_decision_needs_who_and_when_or_why_none_is_needed(editor):
    round = make_round(decided=False)
    rows = {"decisions-TOTAL_FORMS": "1", "decisions-0-kind": "criteria"}

    response = change(editor, round, **rows, **{"decisions-0-body": "Kommunstyrelsen"})
    sentence = _("Say who decided and when, or why no decision is needed.")
    assert sentence in response.content.decode()
    change(editor, round, **rows, **{"decisions-0-waived_because": "Samma som i fjol."})

    assert round.decisions.get().waived_because == "Samma som i fjol."


def test_rounds_are_made_with_their_pages_and_not_here(client):
    client.force_login(make_user())
    make_round()

    html = client.get(reverse(LIST)).content.decode()

    assert "/new/" not in html
    with pytest.raises(NoReverseMatch):
        reverse("medborgarbudget_rounds:add")


def test_a_round_that_has_lost_its_page_gets_it_again(editor):
    page = make_round_page(title="Granhyltan")
    round = page.round
    make_proposal_page(page)
    page.delete()
    again = reverse("medborgarbudget_rounds:page_again", args=[round.pk])
    assert again in editor.get(reverse(LIST)).content.decode()

    response = editor.post(again, {"parent": make_home().pk})

    new = round.pages.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[new.pk])
    assert (new.title, new.live, new.translation_key) == ("Granhyltan", False, round.key)
    assert Round.objects.count() == 1


def test_a_round_with_a_page_is_not_given_another(editor):
    round = make_round()

    editor.post(
        reverse("medborgarbudget_rounds:page_again", args=[round.pk]), {"parent": make_home().pk}
    )

    assert round.pages.count() == 1


def test_the_history_tells_who_changed_the_facts(editor):
    round = make_round()
    change(editor, round, name="Nytt namn")

    response = editor.get(reverse("medborgarbudget_rounds:history", args=[round.pk]))

    assert [entry.action for entry in response.context["object_list"]] == ["wagtail.edit"]


def test_moving_the_dates_moves_the_step_in_the_list(editor):
    round = make_round(step=Step.IDEAS)

    set_calendar(round, step=Step.BUILD)

    assert str(STEP_LABELS[Step.BUILD]) in editor.get(reverse(LIST)).content.decode()
