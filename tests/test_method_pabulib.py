"""Real elections from Pabulib, counted as their cities published them."""

import gzip
import json
import random
from pathlib import Path

import pytest

from wagtail_medborgarbudget.method.pabulib import BrokenFile, parse, read
from wagtail_medborgarbudget.method.rules import Rule

from .contests import count_votes

DATA = Path(__file__).parent / "data" / "pabulib"
LODZ = "Poland_Lodz_2022.pb"
TARGOWEK = "Poland_Warszawa_2019_Targowek_Mieszkaniowy.pb"
EXPECTED = json.loads((DATA / "expected.json").read_text())
NO_SELECTED_COLUMN = {"Netherlands_Amsterdam_588.pb"}

SMALL = """\
META
key;value
description;A small town
num_projects;3
num_votes;4
budget;500
vote_type;approval
max_length;2
PROJECTS
project_id;cost;name;target;selected
1;300;Lights;adults;1
2;200;"A ""long""; bench";children;1
3;100;;all;0
VOTES
voter_id;vote;sex
v1;1,2;F
v2;2,1;M
v3;1;F
v4;3;
"""


@pytest.fixture(scope="session")
def elections():
    packed = parse(gzip.decompress((DATA / f"{LODZ}.gz").read_bytes()))
    return (
        {LODZ: packed}
        | {path.name: read(path) for path in DATA.glob("Poland_[!L]*.pb")}
        | {name: read(DATA / name) for name in EXPECTED if not name.startswith("Poland")}
    )


def count(election, *ties, **rule):
    return count_votes(
        election.candidates,
        election.ballots.items(),
        {"": election.budget},
        Rule(threshold=election.threshold, ties=ties, **rule),
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_election_has_the_winners_that_others_have_counted(elections, name):
    outcome = count(elections[name], "id")

    assert list(outcome.funded) == EXPECTED[name]["greedy_votes_with_skip"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_published_winners_are_read_from_the_file(elections, name):
    published = EXPECTED[name]["published_winners"]

    assert elections[name].selected == (None if published is None else frozenset(published))


def test_lodz_gives_its_sixteen_published_winners(elections):
    lodz = elections[LODZ]

    outcome = count(lodz, "cost", "votes", "id")

    assert lodz.threshold == 100
    assert outcome.ballots == 90_494
    assert len(outcome.lines) == 160
    assert len(outcome.funded) == 16
    assert set(outcome.funded) == lodz.selected


def test_targowek_gives_its_nine_published_winners_in_natural_order(elections):
    outcome = count(elections[TARGOWEK], "natural-id")

    assert len(outcome.funded) == 9
    assert set(outcome.funded) == elections[TARGOWEK].selected


def test_targowek_gives_eleven_winners_when_the_cheaper_goes_first(elections):
    outcome = count(elections[TARGOWEK], "cost", "votes", "id")

    assert len(outcome.funded) == 11
    tied = {line.id: line.tie_with for line in outcome.lines if line.tie_with}
    assert tied["797"] == ("1159", "845")


def test_kamienna_gora_gives_its_winners_without_skip(elections):
    gdynia = elections["Poland_Gdynia_2022_Kamienna_Gora__small.pb"]

    assert gdynia.threshold == 50
    assert set(count(gdynia, "id", misfit="stop").funded) == gdynia.selected


@pytest.mark.parametrize("name", EXPECTED)
def test_the_votes_per_project_are_those_the_file_states(elections, name):
    election = elections[name]

    votes = {line.id: line.votes for line in count(election, "id").lines}

    assert votes == {p.id: int(p.columns["votes"]) for p in election.projects}


def test_a_small_file_is_read_whole():
    election = parse(SMALL.encode())

    assert election.budget == 500
    assert election.threshold is None
    assert (election.vote_type, election.min_length, election.max_length) == ("approval", 1, 2)
    assert election.meta["description"] == "A small town"
    assert [(p.id, p.cost, p.name) for p in election.projects] == [
        ("1", 300, "Lights"),
        ("2", 200, 'A "long"; bench'),
        ("3", 100, "3"),
    ]
    assert election.projects[1].columns["target"] == "children"
    assert election.selected == {"1", "2"}


def test_equal_ballots_are_one_group_whatever_their_order():
    election = parse(SMALL.encode())

    assert election.ballots == {("1", "2"): 2, ("1",): 1, ("3",): 1}
    assert election.num_votes == 4
    assert sorted(election.each_ballot()) == [("1",), ("1", "2"), ("1", "2"), ("3",)]


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("PROJECTS", "\nPROJECTS\n").replace("v3;", "\nv3;") + "\n\n",
        SMALL.replace("1,2", "1, 2").replace("num_votes;4", "num_votes; 4 "),
        SMALL.rstrip("\n"),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "spaces", "no last newline"],
)
def test_a_file_may_be_written_by_any_spreadsheet(written):
    assert parse(written.encode()) == parse(SMALL.encode())


def test_whole_kronor_may_be_written_with_decimals():
    assert parse(SMALL.replace(";200;", ";200.00;").encode()).projects[1].cost == 200


def test_a_quoted_field_may_run_over_several_lines():
    written = SMALL.replace("Lights", '"Lights\n\nand more"')

    assert parse(written.encode()).projects[0].name == "Lights\n\nand more"
    with pytest.raises(BrokenFile) as refusal:
        parse(written.replace("v3;1", "v3;9").encode())
    assert refusal.value.line == 20


def test_a_choice_of_one_is_one_project():
    single = SMALL.replace("approval", "choose-1").replace("max_length;2", "min_length;1")

    with pytest.raises(BrokenFile) as refusal:
        parse(single.encode())

    assert refusal.value.reason == "2 projects in one vote, not 1 to 1"


def test_blank_ballots_count_where_the_file_allows_them():
    blank = SMALL.replace("max_length;2", "min_length;0").replace("v4;3", "v4;")

    assert parse(blank.encode()).ballots[()] == 1


BROKEN = {
    "another text": (lambda s: "Dear all,\n" + s, 1, "does not begin with META"),
    "no META": (lambda s: s[s.index("PROJECTS") :], 1, "does not begin with META"),
    "no PROJECTS": (lambda s: s[: s.index("PROJECTS")], 8, "section PROJECTS is missing"),
    "no VOTES": (lambda s: s[: s.index("VOTES")], 13, "section VOTES is missing"),
    "nothing after VOTES": (lambda s: s[: s.index("voter_id")], 15, "voter_id is missing"),
    "META only": (lambda s: "META\n", 2, "column key is missing"),
    "projects before their section": (
        lambda s: s.replace("PROJECTS\n", ""),
        9,
        "5 fields where there should be 2",
    ),
    "votes before projects": (lambda s: s.replace("PROJECTS", "VOTES", 1), 9, "out of place"),
    "PROJECTS twice": (
        lambda s: s.replace("VOTES", "PROJECTS\nproject_id;cost\nVOTES"),
        14,
        "section PROJECTS is out of place",
    ),
    "no cost column": (lambda s: s.replace(";cost;", ";price;"), 10, "column cost is missing"),
    "two cost columns": (lambda s: s.replace("name;", "cost;"), 10, "column cost is twice"),
    "no vote column": (lambda s: s.replace("id;vote;", "id;choice;"), 15, "vote is missing"),
    "no voter_id column": (lambda s: s.replace("voter_id", "id"), 15, "voter_id is missing"),
    "no budget": (lambda s: s.replace("budget;500\n", ""), 1, "budget is missing"),
    "no vote_type": (lambda s: s.replace("vote_type;approval\n", ""), 1, "vote_type is missing"),
    "no num_votes": (lambda s: s.replace("num_votes;4\n", ""), 1, "num_votes is missing"),
    "no num_projects": (lambda s: s.replace("num_projects;3\n", ""), 1, "num_projects is missing"),
    "budget in words": (lambda s: s.replace("500", "half", 1), 6, "budget is 'half'"),
    "budget twice": (lambda s: s.replace("max_length;2", "budget;9"), 8, "budget is there twice"),
    "unknown vote type": (lambda s: s.replace("approval", "cumulative"), 7, "'cumulative'"),
    "threshold in words": (
        lambda s: s.replace("max_length;2", "min_project_score_threshold;many"),
        8,
        "min_project_score_threshold is 'many'",
    ),
    "a META row of three": (lambda s: s.replace("town", "town;Sweden"), 3, "3 fields"),
    "project twice": (lambda s: s.replace("\n3;100", "\n1;100"), 13, "project 1 is there twice"),
    "project without id": (lambda s: s.replace("\n3;100", "\n;100"), 13, "without project_id"),
    "cost in words": (lambda s: s.replace(";100;", ";cheap;"), 13, "cost is 'cheap'"),
    "negative cost": (lambda s: s.replace(";100;", ";-100;"), 13, "cost is '-100'"),
    "cost with öre": (lambda s: s.replace(";100;", ";100.50;"), 13, "cost is '100.50'"),
    "no cost": (lambda s: s.replace(";100;", ";;"), 13, "cost is ''"),
    "cost as Python writes it": (lambda s: s.replace(";100;", ";1_00;"), 13, "cost is '1_00'"),
    "project row too short": (lambda s: s.replace(";adults;1", ""), 11, "3 fields"),
    "one project too few": (lambda s: s.replace("3;100;;all;0\n", ""), 4, "is 3, but the file has"),
    "one vote too few": (lambda s: s.replace("v3;1;F\n", ""), 5, "is 4, but the file has 3"),
    "one vote too many": (lambda s: s + "v5;1;\n", 5, "is 4, but the file has 5"),
    "vote for nobody": (lambda s: s.replace("v3;1", "v3;9"), 18, "a vote for 9"),
    "vote with a comma too many": (lambda s: s.replace("v3;1", "v3;1,"), 18, "a vote for ,"),
    "empty vote": (lambda s: s.replace("v3;1", "v3;"), 18, "0 projects in one vote"),
    "same project twice": (lambda s: s.replace("v3;1", "v3;1,1"), 18, "project 1 is there twice"),
    "too many projects": (lambda s: s.replace("v3;1", "v3;1,2,3"), 18, "3 projects in one vote"),
    "too few projects": (
        lambda s: s.replace("max_length;2", "min_length;2"),
        18,
        "1 projects in one vote, not 2 to 3",
    ),
    "voter twice": (lambda s: s.replace("v3;", "v1;"), 18, "voter v1 is there twice"),
    "voter without id": (lambda s: s.replace("v3;", ";"), 18, "a vote without voter_id"),
    "vote row too short": (lambda s: s.replace("v3;1;F", "v3;1"), 18, "2 fields"),
    "vote row too long": (lambda s: s.replace("v3;1;F", "v3;1;F;M"), 18, "4 fields"),
    "cut off within a row": (lambda s: s[:-2], 19, "2 fields where there should be 3"),
    "quote never closed": (lambda s: s.replace("Lights", '"Lights'), 11, "not a table row"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_refused_with_line_and_reason(fault):
    breaking, line, reason = BROKEN[fault]
    broken = breaking(SMALL)

    with pytest.raises(BrokenFile) as refusal:
        parse(broken.encode())

    assert reason in refusal.value.reason
    assert refusal.value.line == line


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(BrokenFile) as refusal:
        parse(data)

    assert (refusal.value.line, refusal.value.reason) == (1, "the file is empty")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_in_another_encoding_is_refused_with_the_line(mark):
    with pytest.raises(BrokenFile) as refusal:
        parse(mark + SMALL.replace("Lights", "Lampor på gågatan").encode("latin-1"))

    assert (refusal.value.line, refusal.value.reason) == (11, "not UTF-8")


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(seed):
    dice = random.Random(seed)
    damaged = bytearray(SMALL.encode())
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(damaged))
        damaged[start : start + dice.randint(0, 9)] = dice.randbytes(dice.randint(0, 3))

    fault = fault_of(bytes(damaged))

    lines = damaged.count(b"\n") + damaged.count(b"\r") + 2
    assert fault is None or 1 <= fault.line <= lines


def fault_of(data):
    try:
        parse(data)
    except BrokenFile as refusal:
        return refusal
    return None
