"""What decides the counting, as staff set it: on the vote, on the round, and on a proposal."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from wagtail_medborgarbudget.actions.proposals import BallotIsFixed, edit_proposal
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER
from wagtail_medborgarbudget.admin.vote_form import EQUAL_SHARES
from wagtail_medborgarbudget.method.rules import Kind, Misfit, Utility
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, CountingRule, Round, Vote

from .builders import (
    force,
    make_eligible,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
)
from .forms import filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def leader(client):
    client.force_login(make_user(LEADER))


@pytest.fixture
def as_editor(client):
    client.force_login(make_user(EDITOR))


def make_ready_vote(*, pots=None, common_pot=0, **facts) -> Vote:
    round_page = make_round_page(step=Step.VOTE, pots=pots, common_pot=common_pot)
    make_eligible(round_page, "Utegym", 100_000, area=round_page.round.areas.first())
    return make_voting_page(round_page, ways=["declaration"], **facts).vote


def edit_url(record) -> str:
    return reverse(f"medborgarbudget_{record._meta.model_name}s:edit", args=[record.pk])


def change(client, record, **changes):
    """Open the record's form, change something, save."""
    url = edit_url(record)
    data = filled_in(client.get(url), **{"ways": ["declaration"]} | changes)
    return client.post(url, {name: value for name, value in data.items() if value != "off"})


def errors(response) -> dict[str, str]:
    form = response.context["form"]
    return {name: found[0].code for name, found in form.errors.as_data().items()}


def test_every_part_of_the_rule_is_set_on_the_vote(client):
    vote = make_ready_vote()

    change(
        client,
        vote,
        rule="equal_shares",
        tie_break="lot",
        threshold_percent="2.5",
        cost_threshold_percent="33",
        leftovers="on",
        utility="cardinality",
        completion="add1-exhaustive",
        start="integral",
        greedy_completion="off",
        comparison="on",
    )

    rule = Vote.objects.get().counting_rule
    assert rule.kind is Kind.EQUAL_SHARES
    assert rule.utility is Utility.CARDINALITY
    assert (rule.completion, rule.start) == ("add1-exhaustive", "integral")
    assert (rule.greedy_completion, rule.comparison, rule.leftovers) == (False, True, True)
    assert (str(rule.threshold), str(rule.cost_threshold)) == ("1/40", "33/100")
    assert rule.ties == ("lot",)


@pytest.mark.parametrize(("language", "written"), [("sv", "2,5"), ("en", "2.5")])
def test_a_share_is_written_as_numbers_are_in_the_readers_language(client, language, written):
    vote = make_ready_vote()

    with override(language):
        change(client, vote, threshold_percent=written)
    shown = client.get(edit_url(vote)).context["form"]["threshold_percent"]

    with override(language):
        assert f'value="{written}0"' in str(shown)
    assert str(Vote.objects.get().threshold_to_meet) == "1/40"


def test_what_matters_only_under_equal_shares_is_folded_away_and_explained(client):
    vote = make_ready_vote()

    with override("en"):
        form = client.get(edit_url(vote)).context["form"]
        page = client.get(edit_url(vote)).content.decode()

    assert "collapsed" in page
    for name in EQUAL_SHARES:
        assert form.fields[name]
        assert f"id_{name}" in page


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"threshold": "10", "threshold_percent": "5"}, {"threshold_percent": "two_thresholds"}),
        ({"threshold_percent": "101"}, {"threshold_percent": "impossible_threshold"}),
        ({"cost_threshold_percent": "-1"}, {"cost_threshold_percent": "impossible_threshold"}),
        ({"rule": "stretch"}, {"rule": "nothing_to_stretch_with"}),
        ({"rule": "stretch", "leftovers": "on"}, {"rule": "nothing_to_stretch_with"}),
        ({"rule": "equal_shares", "utility": "points"}, {"utility": "no_points"}),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_beside_its_field(client, sent, wrong):
    vote = make_ready_vote()

    response = change(client, vote, **sent)

    assert errors(response) == wrong
    assert Vote.objects.get().rule == CountingRule.SKIP


@pytest.mark.parametrize(
    "money",
    [{"common_pot": 50_000}, {"pots": {"Norr": 300_000, "Söder": 300_000}, "leftovers": True}],
)
def test_stretching_is_possible_with_a_common_pot_or_with_what_areas_leave(client, money):
    vote = make_ready_vote(**money)

    change(client, vote, rule="stretch")

    assert Vote.objects.get().counting_rule.misfit is Misfit.STRETCH


def test_both_kinds_of_threshold_can_go_together(client):
    vote = make_ready_vote()

    change(client, vote, threshold="10", cost_threshold_percent="33.33")

    rule = Vote.objects.get().counting_rule
    assert (rule.threshold, str(rule.cost_threshold)) == (10, "3333/10000")


def test_every_ballot_can_be_chosen(client):
    vote = make_ready_vote()

    offered = dict(client.get(edit_url(vote)).context["form"].fields["method"].choices)
    change(client, vote, method="points")

    assert set(offered) == {"approval", "single", "knapsack", "ranked", "points"}
    assert Vote.objects.get().method == "points"


def test_another_ballot_that_came_with_an_import_is_kept_and_shown_but_not_to_be_changed(client):
    vote = make_open_vote().vote
    force(Vote.objects.all(), method="ranked")

    form = client.get(edit_url(vote)).context["form"]
    client.post(edit_url(vote), {"method": "single", "who_may_vote_sv": "Alla."})

    assert form.fields["method"].disabled
    assert form["method"].value() == "ranked"
    assert "ranked" in dict(form.fields["method"].choices)
    assert Vote.objects.get().method == "ranked"


def test_a_copy_of_such_a_vote_can_be_given_a_ballot_that_residents_can_use(client):
    vote = make_ready_vote(method="ranked")

    change(client, vote, method="single")

    assert Vote.objects.get().method == "single"


def test_once_the_ballot_is_fixed_no_part_of_the_rule_can_be_changed(client):
    vote = make_open_vote().vote

    response = client.post(
        edit_url(vote),
        {
            "rule": "equal_shares",
            "cost_threshold_percent": "10",
            "leftovers": "on",
            "utility": "cardinality",
            "completion": "none",
            "start": "integral",
            "comparison": "on",
        },
    )

    assert set(errors(response).values()) == {"ballot_is_fixed"}
    assert {"rule", "leftovers", "utility", "completion", "start", "comparison"} <= set(
        errors(response)
    )
    assert Vote.objects.get().counting_rule == vote.counting_rule


def test_words_of_a_fixed_vote_can_be_changed_though_its_rule_would_be_refused_today(client):
    vote = make_open_vote().vote
    force(Vote.objects.all(), rule="stretch", threshold=1, threshold_percent=2)

    client.post(edit_url(vote), {"who_may_vote_sv": "Alla i Granhyltan."})

    assert str(Vote.objects.get().who_may_vote) == "Alla i Granhyltan."


def test_a_rounds_common_pot_and_ceilings_are_set_beside_its_areas(client, as_editor):
    round = make_round_page(step=Step.IDEAS).round

    change(
        client,
        round,
        **{"common_pot": "90000", "common_running_cap": "7000", "areas-0-running_cap": "30000"},
    )

    after = Round.objects.get()
    assert (after.common_pot, after.common_running_cap, after.money) == (90_000, 7_000, 590_000)
    assert after.areas.get().running_cap == 30_000


@pytest.mark.parametrize(
    "sent",
    [
        {"common_pot": "90000"},
        {"common_running_cap": "1"},
        {"areas-0-pot": "1"},
        {"areas-0-running_cap": "1"},
        {"areas-0-DELETE": "on"},
        {
            "areas-TOTAL_FORMS": "2",
            "areas-1-id": "",
            "areas-1-name_sv": "Ekhult",
            "areas-1-name_en": "",
            "areas-1-pot": "1",
            "areas-1-ORDER": "2",
        },
    ],
)
def test_once_the_ballot_is_fixed_the_money_stays(client, as_editor, sent):
    vote = make_open_vote().vote
    before = list(Area.objects.values())

    response = change(client, vote.round, **sent)

    with override("sv"):
        assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert list(Area.objects.values()) == before
    assert (Round.objects.get().common_pot, Round.objects.get().common_running_cap) == (0, None)


def test_once_the_ballot_is_fixed_other_facts_of_a_round_can_still_be_changed(client, as_editor):
    vote = make_open_vote().vote

    response = change(
        client, vote.round, contact_phone="0123-456 78", **{"areas-0-population": "900"}
    )

    assert response.status_code == 302
    assert Round.objects.get().contact_phone == "0123-456 78"
    assert Area.objects.get().population == 900


def test_an_area_that_was_to_be_removed_is_on_the_screen_again(client, as_editor):
    vote = make_open_vote().vote

    response = change(client, vote.round, **{"areas-0-DELETE": "on"})

    assert response.context["form"].formsets["areas"].forms[0]["DELETE"].value() == ""


def test_proposals_that_exclude_each_other_share_a_word(client, as_editor):
    proposal = make_eligible(make_round_page(step=Step.REVIEW), "Bastu", 1)

    change(client, proposal, exclusive_group="Torget")

    proposal.refresh_from_db()
    assert proposal.exclusive_group == "Torget"


def test_what_excludes_what_stays_once_the_ballot_is_fixed(client, as_editor):
    vote = make_open_vote("Bastu").vote
    proposal = vote.round.proposals.get()

    change(client, proposal, exclusive_group="Torget", responsible="Park")
    with pytest.raises(BallotIsFixed):
        edit_proposal(proposal, ["exclusive_group"])

    proposal.refresh_from_db()
    assert (proposal.exclusive_group, proposal.responsible) == ("", "Park")
