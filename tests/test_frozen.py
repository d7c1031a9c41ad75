"""What decides a vote stays while residents have a ballot, whichever way somebody tries."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, Period, Proposal, Round, Vote
from wagtail_medborgarbudget.models.frozen import (
    DECIDING,
    WRITTEN_ONCE,
    BallotIsFixed,
    past_the_freeze,
)

from .builders import (
    in_swedish,
    make_eligible,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    put_in_box,
)
from .forms import filled_in
from .results import decide
from .sealing import fresh

pytestmark = pytest.mark.django_db

MODELS = {model.__name__: model for model in (Vote, Round, Area, Period, Proposal)}
# One other value for every deciding field of every model; a test sees that none is missing.
OTHER = {
    "Vote": {
        "method": "points",
        "most": 9,
        "least": 2,
        "least_percent": 50,
        "points": 9,
        "most_points": 2,
        "places": [9, 1],
        "most_areas": 1,
        "rule": "no_skip",
        "tie_break": "lot",
        "threshold": 7,
        "threshold_percent": 3,
        "cost_threshold_percent": 3,
        "leftovers": True,
        "utility": "cardinality",
        "completion": "none",
        "start": "integral",
        "greedy_completion": False,
        "comparison": True,
        "ways": ["email_code"],
        "voting_age": 16,
        "residence_codes": "0180",
        "opened_at": None,
        "rehearsal_since": timezone.now(),
        "sealed": {},
        "lot": [4, 3, 2, 1],
        "lot_seed": "annat",
        "key_fingerprint": "annat",
    },
    "Round": {"common_pot": 9, "common_running_cap": 9},
    "Area": {"name": {"sv": "Annat"}, "pot": 9, "running_cap": 9},
    "Period": {
        "step": "build",
        "first": timezone.localdate() - timedelta(days=90),
        "last": timezone.localdate() + timedelta(days=90),
    },
    "Proposal": {
        "area": None,
        "cost": 9,
        "running_cost": 9,
        "exclusive_group": "torget",
        "ballot_number": None,
    },
}
EACH = [(model, name) for model, fields in DECIDING.items() for name in fields]
# Another round is tried on its own below; a box is closed once, and cannot be opened again.
TRIED = [each for each in EACH if each[1] not in ("round", *WRITTEN_ONCE)]


def row_of(vote, model):
    """A row of the model that the vote holds."""
    return {
        "Vote": lambda: fresh(vote),
        "Round": lambda: fresh(vote.round),
        "Area": lambda: vote.round.areas.get_queryset().get(),
        "Period": lambda: Period.objects.get(round=vote.round, step=Step.VOTE),
        "Proposal": lambda: Proposal.objects.get(round=vote.round, ballot_number=1),
    }[model]()


def said(refusal) -> str:
    return " ".join(refusal.value.messages)


def save(row, name, value):
    setattr(row, name, value)
    row.save()


def save_only(row, name, value):
    setattr(row, name, value)
    row.save(update_fields=[name])


def update(row, name, value):
    type(row).objects.filter(pk=row.pk).update(**{name: value})


def bulk_update(row, name, value):
    setattr(row, name, value)
    type(row).objects.bulk_update([row], [name])


def test_every_deciding_field_is_tried():
    assert {(model, name) for model, fields in OTHER.items() for name in fields} == set(TRIED)


def test_every_deciding_field_is_one_of_the_model():
    for model, name in EACH:
        MODELS[model]._meta.get_field(name)


WAYS = pytest.mark.parametrize("way", [save, save_only, update, bulk_update])


@WAYS
def test_no_deciding_field_can_be_written_while_the_ballot_is_fixed(way):
    vote = make_open_vote("Bänkar").vote
    for model, name in TRIED:
        row = row_of(vote, model)
        before = getattr(row, name)

        with pytest.raises(BallotIsFixed) as refusal:
            way(row, name, OTHER[model][name])

        assert refusal.value.names == (name,)
        assert refusal.value.code == "ballot_is_fixed"
        assert getattr(fresh(row), name) == before


@WAYS
def test_what_is_written_as_it_was_passes(way):
    vote = make_open_vote("Bänkar").vote
    for model, name in TRIED:
        row = row_of(vote, model)

        way(row, name, getattr(row, name))

        assert getattr(fresh(row), name) == getattr(row, name)


@WAYS
def test_everything_can_be_written_before_the_ballot_is_fixed(way):
    round_page = make_round_page(step=Step.VOTE)
    make_eligible(round_page, "Bänkar", 100_000, ballot_number=1)
    vote = make_voting_page(round_page).vote
    for model, name in TRIED:
        if name in ("opened_at", "ballot_number", "step"):
            continue
        row = row_of(vote, model)

        way(row, name, OTHER[model][name])

        assert getattr(fresh(row), name) == OTHER[model][name]


def test_nothing_that_decides_can_be_deleted():
    vote = make_open_vote("Bänkar").vote
    for model in ("Vote", "Area", "Period", "Proposal"):
        row = row_of(vote, model)

        with pytest.raises(BallotIsFixed):
            row.delete()
        with pytest.raises(BallotIsFixed):
            type(row).objects.filter(pk=row.pk).delete()

        assert fresh(row)


def test_a_row_whose_number_was_taken_away_in_memory_cannot_be_deleted_either():
    proposal = row_of(make_open_vote("Bänkar").vote, "Proposal")
    proposal.ballot_number = None

    with pytest.raises(BallotIsFixed):
        proposal.delete()


def test_nothing_that_decides_can_be_added():
    vote = make_open_vote("Bänkar").vote

    with pytest.raises(BallotIsFixed):
        Area.objects.create(round=vote.round, name="Ny", pot=1)
    with pytest.raises(BallotIsFixed):
        Area.objects.bulk_create([Area(round=vote.round, name="Ny", pot=1)])
    with pytest.raises(BallotIsFixed):
        Proposal.objects.create(round=vote.round, ballot_number=99)


def test_nothing_that_decides_can_be_moved_to_another_round_or_from_it():
    vote, other = make_open_vote("Bänkar").vote, make_round_page(title="Annan").round

    for model in ("Area", "Period", "Proposal"):
        row = row_of(vote, model)
        row.round = other
        with pytest.raises(BallotIsFixed):
            row.save()
    moved = Proposal.objects.create(round=other, ballot_number=77)
    moved.round = vote.round
    with pytest.raises(BallotIsFixed):
        moved.save()


def test_an_expression_counts_as_a_change():
    vote = make_open_vote("Bänkar").vote

    with pytest.raises(BallotIsFixed):
        Proposal.objects.filter(round=vote.round).update(cost=F("cost"))


def test_a_closed_box_is_not_opened_again():
    vote = make_open_vote("Bänkar").vote
    vote.box_closed_at = timezone.now()
    vote.save()

    with pytest.raises(BallotIsFixed):
        Vote.objects.filter(pk=vote.pk).update(box_closed_at=None)


def test_what_does_not_decide_can_still_be_written():
    vote = make_open_vote("Bänkar").vote
    proposal = row_of(vote, "Proposal")

    save(row_of(vote, "Vote"), "who_may_vote", {"sv": "Alla som bor här."})
    save(row_of(vote, "Round"), "contact_phone", "0123-456")
    save(row_of(vote, "Period"), "note", {"sv": "Räkningen drar ut."})
    save(row_of(vote, "Area"), "population", 4_000)
    save(proposal, "responsible", "Gatukontoret")
    Proposal.objects.create(round=vote.round)
    Period.objects.filter(round=vote.round, step=Step.BUILD).delete()


def test_a_round_with_no_fixed_ballot_is_not_held_by_another():
    make_open_vote("Bänkar")
    other = make_round_page(title="Annan").round

    Area.objects.filter(round=other).update(pot=1)

    assert Area.objects.get(round=other).pot == 1


def test_money_and_days_are_free_again_once_the_result_is_decided_but_not_the_votes_rules():
    page = make_open_vote("Bänkar", "Lampor")
    vote = page.vote
    put_in_box(vote, {"1": 2})
    vote.box_closed_at = timezone.now()
    vote.save()
    decide(page)

    save(row_of(vote, "Area"), "pot", 9)
    save(row_of(vote, "Proposal"), "cost", 9)

    with pytest.raises(BallotIsFixed):
        save(row_of(vote, "Vote"), "rule", "no_skip")


def test_a_rehearsal_is_held_too_and_says_how_to_end_it_and_can_be_taken_back():
    vote = make_open_vote("Bänkar").vote
    with past_the_freeze():
        save(vote, "rehearsal_since", timezone.now())

    with pytest.raises(BallotIsFixed) as refusal:
        save(row_of(vote, "Area"), "pot", 9)
    sentence = "A rehearsal goes on, so this cannot be changed: %(what)s. End the rehearsal first."
    assert in_swedish(sentence) in said(refusal)

    vote = fresh(vote)
    vote.opened_at = vote.rehearsal_since = None
    vote.sealed, vote.lot = {}, []
    vote.save()
    assert not fresh(vote).is_fixed


def test_the_way_past_ends_with_its_block_also_after_an_error():
    vote = make_open_vote("Bänkar").vote

    with pytest.raises(ZeroDivisionError), past_the_freeze():
        raise ZeroDivisionError

    with pytest.raises(BallotIsFixed):
        save(row_of(vote, "Area"), "pot", 9)


def test_fixing_a_ballot_asks_as_often_whatever_the_number_of_proposals(
    django_assert_max_num_queries,
):
    round_page = make_round_page(step=Step.VOTE)
    for number in range(12):
        make_eligible(round_page, f"Förslag {number}", 1_000)
    vote = make_voting_page(round_page, ways=["declaration"]).vote
    with django_assert_max_num_queries(60):
        open_vote(vote, make_user())


def test_the_rounds_form_keeps_the_voting_days_and_lets_other_days_be_moved(client):
    vote = make_open_vote("Bänkar").vote
    client.force_login(make_user())
    url = reverse("medborgarbudget_rounds:edit", args=[vote.round_id])
    shown = client.get(url)
    rows = shown.context["form"].formsets["periods"].forms
    voting = next(form for form in rows if form.instance.step == Step.VOTE)
    other = next(form for form in rows if form.instance.step == Step.FOLLOW_UP)
    later = str(other.instance.last + timedelta(days=9))

    moved = client.post(url, filled_in(shown, **{f"{voting.prefix}-last": "2031-01-01"}))
    client.post(url, filled_in(shown, **{f"{voting.prefix}-DELETE": "on"}))
    client.post(url, filled_in(shown, **{f"{other.prefix}-last": later}))

    said = str(moved.context["form"].formsets["periods"].errors)
    assert in_swedish("The ballot is fixed, so the voting days stay as they are.") in said
    assert fresh(voting.instance).last == voting.instance.last
    assert str(fresh(other.instance).last) == later
