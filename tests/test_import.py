"""Real elections from Pabulib become rounds, and count to what their cities published."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from wagtail_medborgarbudget.actions.imports import ballot_numbers
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.method.pabulib import parse
from wagtail_medborgarbudget.models import Ballot, Proposal, ProposalPage, Round, Vote, VotingPage

from .builders import make_home

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data" / "pabulib"
TARGOWEK = DATA / "Poland_Warszawa_2019_Targowek_Mieszkaniowy.pb"
GDYNIA = DATA / "Poland_Gdynia_2022_Kamienna_Gora__small.pb"
EXPECTED = json.loads((DATA / "expected.json").read_text())


def import_file(path, **options) -> Vote:
    call_command("medborgarbudget_import", str(path), parent=make_home().pk, verbosity=0, **options)
    return Vote.objects.get()


def winners(vote: Vote, path: Path) -> list[str]:
    """The funded projects by the city's own ids, in order of funding."""
    numbers = ballot_numbers(parse(path.read_bytes()))
    project = {str(number): id for id, number in numbers.items()}
    return [project[number] for number in count(vote).funded]


def test_an_imported_round_has_pages_records_and_ballots(capsys):
    vote = import_file(TARGOWEK)

    page = vote.round.main_page
    assert page.live
    assert page.get_parent().specific == make_home()
    assert ProposalPage.objects.child_of(page).live().count() == 21
    assert VotingPage.objects.child_of(page).get().vote == vote
    assert vote.ballots.count() == 623
    assert vote.is_box_closed
    assert not vote.ballots.exclude(handle=None).exists()
    lights = ProposalPage.objects.get(title__startswith="Oświetlenie dojścia").proposal
    assert (lights.cost, str(lights.category)) == (35_000, "public transit and roads")
    assert "623 of 623 ballots" in capsys.readouterr().out


def test_targowek_has_its_nine_published_winners_when_ties_go_by_natural_id():
    vote = import_file(TARGOWEK, ties="natural-id")

    assert sorted(winners(vote, TARGOWEK)) == sorted(EXPECTED[TARGOWEK.name]["published_winners"])


def test_targowek_has_eleven_other_winners_when_the_cheaper_goes_first():
    vote = import_file(TARGOWEK, ties="cost,votes,id")

    chosen = winners(vote, TARGOWEK)
    assert len(chosen) == 11
    assert set(chosen) != set(EXPECTED[TARGOWEK.name]["published_winners"])


def test_lodz_counts_to_its_sixteen_published_winners(tmp_path):
    path = tmp_path / "Poland_Lodz_2022.pb"
    path.write_bytes(gzip.decompress((DATA / f"{path.name}.gz").read_bytes()))

    vote = import_file(path)

    assert vote.threshold == 100
    assert vote.ballots.count() == 90_494
    published = EXPECTED[path.name]["published_winners"]
    assert len(published) == 16
    assert sorted(winners(vote, path)) == sorted(published)


def test_a_file_can_be_imported_twice_side_by_side():
    first = import_file(GDYNIA)

    call_command("medborgarbudget_import", str(GDYNIA), parent=make_home().pk, verbosity=0)

    second = Vote.objects.exclude(pk=first.pk).get()
    assert second.round.main_page.slug == f"{first.round.main_page.slug}-2"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("24022", "many"), r"line \d+: .*budget"),
        (lambda text: text.replace("VOTES", "BALLOTS"), r"line \d+"),
        (lambda text: "", "line 1: the file is empty"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason_and_leaves_nothing(
    tmp_path, change, complaint
):
    broken = tmp_path / "broken.pb"
    broken.write_text(change(GDYNIA.read_text()))

    with pytest.raises(CommandError, match=complaint):
        import_file(broken)

    assert not Round.objects.exists()
    assert not Proposal.objects.exists()
    assert not Ballot.objects.exists()


def test_a_fault_half_way_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(Ballot.objects.__class__, "bulk_create", lambda *args, **kw: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        import_file(GDYNIA)

    assert not Round.objects.exists()
    assert not Page.objects.filter(title__icontains="Gdynia").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"parent": 999_999}, "no page with id 999999"),
        ({"ties": "coin"}, "--ties coin"),
        ({"ties": "cost"}, "--ties cost"),
    ],
)
def test_a_wrong_option_is_refused_in_one_sentence(options, complaint):
    options = {"parent": make_home().pk, "verbosity": 0} | options

    with pytest.raises(CommandError, match=complaint):
        call_command("medborgarbudget_import", str(GDYNIA), **options)


def test_a_round_cannot_be_imported_under_a_proposal():
    page = import_file(GDYNIA).round.main_page
    proposal = ProposalPage.objects.child_of(page).first()

    with pytest.raises(CommandError, match="cannot stand under"):
        call_command("medborgarbudget_import", str(GDYNIA), parent=proposal.pk, verbosity=0)
