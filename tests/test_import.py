"""Real elections from Pabulib become rounds, and count to what their cities published."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from wagtail_medborgarbudget.actions.imports import ballot_numbers
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.pabulib import UnknownRule, parse, read, rule_of, write
from wagtail_medborgarbudget.method.pabulib.rules import TIES, threshold_of
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.models import (
    Ballot,
    BallotMethod,
    CountingRule,
    Proposal,
    ProposalPage,
    Round,
    Vote,
    VotingPage,
)

from .builders import make_home
from .test_method_pabulib_write import ABOUT

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data" / "pabulib"
TARGOWEK = DATA / "Poland_Warszawa_2019_Targowek_Mieszkaniowy.pb"
KRAKOW = DATA / "Poland_Krakow_2018_Wzgorza_Krzeslawickie.pb"
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


SMALL_FILES = sorted(DATA.glob("*.pb"))


def rule_in(election) -> Rule:
    try:
        return rule_of(election)
    except UnknownRule:
        return Rule(**threshold_of(election), ties=TIES)


@pytest.mark.parametrize("path", SMALL_FILES, ids=lambda path: path.stem)
def test_the_site_counts_as_the_file_does(path):
    election = read(path)

    by_the_site = count(import_file(path))

    by_the_file = election.contest(rule_in(election)).count()
    numbers = {id: str(number) for id, number in ballot_numbers(election).items()}
    assert by_the_site.funded == tuple(numbers[id] for id in by_the_file.funded)
    points = [line.points for line in by_the_site.lines]
    assert points == [line.points for line in by_the_file.lines]


@pytest.mark.parametrize(
    ("name", "fields", "ballot"),
    [
        (
            "France_Toulouse_2019.pb",
            {"method": BallotMethod.POINTS, "points": 7, "most_points": 3},
            "10:1 15:2 22:2 25:2",
        ),
        (
            "Poland_Krakow_2018_Wzgorza_Krzeslawickie.pb",
            {"method": BallotMethod.RANKED, "places": [3, 2, 1], "least": 3},
            "1>4>2",
        ),
        (
            "Netherlands_Amsterdam_588.pb",
            {"method": BallotMethod.KNAPSACK, "rule": CountingRule.SKIP},
            "1 6 7 10 11",
        ),
        (
            "Poland_Katowice_2025_Zarzecze.pb",
            {"method": BallotMethod.POINTS, "points": 3, "most_points": None, "threshold": 0},
            "1:3",
        ),
        (
            "Poland_Wieliczka_2023_Green_Budget.pb",
            {
                "rule": CountingRule.EQUAL_SHARES,
                "completion": "add1",
                "start": "exact",
                "greedy_completion": False,
                "comparison": True,
            },
            "1 10 11 13 50",
        ),
        (
            "Poland_Poznan_2024_9_-_Stare_Miasto__large.pb",
            {"method": BallotMethod.SINGLE, "rule": CountingRule.STRETCH},
            "2",
        ),
    ],
)
def test_a_vote_has_the_ballots_and_the_rule_of_its_file(name, fields, ballot):
    vote = import_file(DATA / name)

    assert {field: getattr(vote, field) for field in fields} == fields
    assert vote.ballots.filter(choices=ballot).exists()
    assert vote.remark.startswith(f"Importerad från {name}.")


@pytest.mark.parametrize("name", ["France_Toulouse_2019.pb", KRAKOW.name, GDYNIA.name])
def test_the_voting_page_of_an_imported_vote_can_be_read(client, name):
    page = import_file(DATA / name).pages.get()

    assert client.get(page.get_url()).status_code == 200


def test_a_file_that_names_no_rule_is_counted_by_most_votes_and_says_so():
    vote = import_file(DATA / "Hungary_Veszprem_2025.pb")

    assert vote.rule == CountingRule.SKIP
    assert "står inte hur" in vote.remark


def test_a_file_of_ours_becomes_the_round_that_it_was(tmp_path):
    candidates = [
        Candidate("1", 300, "Norr", running=20),
        Candidate("2", 200, "Söder", group="badet"),
        Candidate("3", 100, "Söder", group="badet"),
        Candidate("4", 90, COMMON),
    ]
    profile = Profile.of("1234", [(("1", "2"), 3), (("3", "2"), 2), (("4",), 4), ((), 1)])
    pots = {"Norr": Pot(350, 25), "Söder": Pot(250)}
    rule = Rule(kind="equal-shares", ties=("cost", "votes", "lot"), leftovers=True)
    contest = Contest(candidates, profile, pots, rule, ("3", "1", "4", "2"), Pot(100))
    path = tmp_path / "ours.pb"
    path.write_bytes(write(contest, contest.count(), ABOUT))

    vote = import_file(path)

    assert [(area.pot, area.running_cap) for area in vote.round.areas.all()] == [
        (350, 25),
        (250, None),
    ]
    assert vote.round.common_pot == 100
    assert vote.counting_rule == rule
    counted, expected = count(vote), contest.count()
    assert counted.funded == expected.funded
    assert counted.ballots == 10
    assert [line.reason for line in counted.lines] == [line.reason for line in expected.lines]


def test_a_vote_is_counted_by_what_no_setting_says_and_remarks_on_it(tmp_path):
    candidates = [Candidate("1", 300), Candidate("2", 200)]
    profile = Profile.of("12", [(("1", "2"), 3)])
    rule = Rule(kind="equal-shares", step=7)
    contest = Contest(candidates, profile, {"": Pot(400)}, rule, ("1", "2"))
    path = tmp_path / "ours.pb"
    path.write_bytes(write(contest, contest.count(), ABOUT))

    vote = import_file(path)

    assert count(vote).rule["step"] == 7
    assert "visas inte här" in vote.remark


def test_a_threshold_in_points_is_counted_and_remarked_on():
    vote = import_file(DATA / "Poland_Katowice_2025_Zarzecze.pb")

    assert count(vote).rule["threshold"] == 50
    assert count(vote).rule["threshold_in_points"]
    assert "visas inte här" in vote.remark


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
