"""Real elections from Pabulib, counted as their cities published them."""

import gzip
import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from wagtail_medborgarbudget.method.certificates import certify
from wagtail_medborgarbudget.method.pabulib import (
    BrokenFile,
    UnknownRule,
    parse,
    read,
    rule_of,
    votes,
)
from wagtail_medborgarbudget.method.pabulib.rules import threshold_of
from wagtail_medborgarbudget.method.rules import Completion, Kind, Misfit, Rule, Start

DATA = Path(__file__).parent / "data" / "pabulib"
LODZ = "Poland_Lodz_2022.pb"
TARGOWEK = "Poland_Warszawa_2019_Targowek_Mieszkaniowy.pb"
WIELICZKA = "Poland_Wieliczka_2023_Green_Budget.pb"
SWIECIE = "Poland_Swiecie_2023.pb"
ASSEN = "Netherlands_Assen_2024.pb"
POZNAN = "Poland_Poznan_2024_9_-_Stare_Miasto__large.pb"
KRAKOW = "Poland_Krakow_2018_Wzgorza_Krzeslawickie.pb"
KATOWICE = "Poland_Katowice_2025_Zarzecze.pb"
EXPECTED = json.loads((DATA / "expected.json").read_text())
BY_ID = ("id",)

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
    return {name: packed if name == LODZ else read(DATA / name) for name in EXPECTED}


def count(election, *ties, **rule):
    return election.contest(Rule(**threshold_of(election), ties=ties, **rule)).count()


def count_as_the_file_says(election, **changes):
    return election.contest(replace(rule_of(election), **changes)).count()


def expected(*keys):
    """Each file that has one of the keys, with the key."""
    return [(name, key) for name, facts in EXPECTED.items() for key in keys if key in facts]


def cases_of_equal_shares():
    """Each count by equal shares that two others made: file, parameters, winners in order."""
    for name, facts in EXPECTED.items():
        for key, parameters in {
            "equal_shares_no_completion": ("none", "exact", False),
            "equal_shares_add1_exhaustive_stop": ("add1-exhaustive", "exact", False),
            "equal_shares_add1_exhaustive_stop_then_greedy": ("add1-exhaustive", "exact", True),
        }.items():
            if key in facts:
                yield pytest.param(name, parameters, facts[key], id=f"{name} {key}")
        for key, variant in facts.get("variants", {}).items():
            completion = "add1-exhaustive" if "exhaustive" in key else "add1"
            start = "integral" if "integral" in key else "exact"
            for greedy, winners in (False, "winners"), (True, "plus_U"):
                parameters = (completion, start, greedy)
                yield pytest.param(name, parameters, variant[winners], id=f"{name} {key} {winners}")


@pytest.mark.parametrize(
    ("name", "key"), expected("greedy_votes_with_skip", "greedy_points_with_skip")
)
def test_a_real_election_has_the_winners_that_others_have_counted(elections, name, key):
    outcome = count(elections[name], "id")

    assert list(outcome.funded) == EXPECTED[name][key]


@pytest.mark.parametrize(("name", "parameters", "winners"), list(cases_of_equal_shares()))
def test_equal_shares_have_the_winners_that_others_have_counted(
    elections, name, parameters, winners
):
    completion, start, greedy = parameters
    rule = Rule(
        kind="equal-shares",
        ties=BY_ID,
        completion=completion,
        start=start,
        greedy_completion=greedy,
    )

    outcome = elections[name].contest(rule).count()

    assert list(outcome.funded) == winners


def test_lodz_has_the_share_that_others_have_counted(elections):
    rule = Rule(kind="equal-shares", ties=BY_ID, completion="add1-exhaustive")

    (share,) = elections[LODZ].contest(rule).count().shares

    assert str(share.final) == EXPECTED[LODZ]["final_share_per_voter"]


def test_wieliczka_gives_its_published_winners_by_the_rule_in_its_file(elections):
    outcome = count_as_the_file_says(elections[WIELICZKA])

    assert outcome.rule["completion"] == "add1"
    assert outcome.rule["comparison"]
    assert set(outcome.funded) == elections[WIELICZKA].selected


def test_assen_gives_its_published_winners_by_the_rule_in_its_file(elections):
    outcome = count_as_the_file_says(elections[ASSEN])

    assert not outcome.rule["greedy_completion"]
    assert set(outcome.funded) == elections[ASSEN].selected


def test_swiecie_gives_its_published_winners_under_its_statute(elections):
    outcome = count_as_the_file_says(
        elections[SWIECIE], comparison=True, threshold=3, cost_threshold=Fraction(1, 3)
    )

    assert set(outcome.funded) == elections[SWIECIE].selected


def test_poznan_adds_the_rest_of_what_its_pot_covers_to_four_fifths(elections):
    assert count_as_the_file_says(elections[POZNAN]).funded == ("RD-IX.1",)
    richer = replace(elections[POZNAN], budget=800_000 + 424_000)
    poorer = replace(elections[POZNAN], budget=800_000 + 423_999)

    helped = count_as_the_file_says(richer)

    assert helped.funded == ("RD-IX.1", "RD-IX.2")
    assert helped.lines[1].borrowed == helped.common.money == 106_000
    assert count_as_the_file_says(poorer).funded == ("RD-IX.1",)


def test_krakows_rankings_give_three_two_and_one_points(elections):
    krakow = elections[KRAKOW]

    assert krakow.vector == (3, 2, 1)
    assert {p.id: int(p.columns["score"]) for p in krakow.projects} == krakow.profile.scores


def test_other_points_can_be_declared_for_rankings():
    krakow = read(DATA / KRAKOW, vector=(1,))

    assert krakow.vector == (1,)
    assert sum(krakow.profile.scores.values()) == krakow.num_votes == 755


def test_katowices_threshold_is_in_points(elections):
    katowice = elections[KATOWICE]

    outcome = count_as_the_file_says(katowice)

    assert outcome.rule["threshold"] == 50
    assert katowice.profile.votes["L20/06/XII"] == 45
    assert "L20/06/XII" in outcome.funded
    contest = katowice.contest(rule_of(katowice))
    assert not any(proof.holds is False for proof in certify(contest, outcome))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (LODZ, {"kind": Kind.MOST_VOTES, "misfit": Misfit.SKIP, "threshold": 100}),
        ("Poland_Gdynia_2022_Kamienna_Gora__small.pb", {"misfit": Misfit.STOP, "threshold": 50}),
        (POZNAN, {"misfit": Misfit.STRETCH, "stretch": Fraction(4, 5)}),
        (KATOWICE, {"threshold": 50, "threshold_in_points": True}),
        (KRAKOW, {"points_vector": (3, 2, 1), "threshold_in_points": False}),
        (
            WIELICZKA,
            {
                "kind": Kind.EQUAL_SHARES,
                "completion": Completion.ADD1,
                "start": Start.EXACT,
                "greedy_completion": False,
                "comparison": True,
            },
        ),
        (ASSEN, {"kind": Kind.EQUAL_SHARES, "comparison": False}),
    ],
)
def test_the_rule_is_the_one_that_the_file_names(elections, name, rule):
    named = rule_of(elections[name])

    assert {key: getattr(named, key) for key in rule} == rule


@pytest.mark.parametrize("name", ["Hungary_Veszprem_2025.pb", "Switzerland_Zurich_D10.pb"])
def test_a_file_that_names_no_rule_has_none(elections, name):
    with pytest.raises(UnknownRule) as refusal:
        rule_of(elections[name])

    assert refusal.value.name == "unknown"


def test_a_rule_in_words_is_no_rule_outside_poznan(elections):
    elsewhere = replace(elections[POZNAN], meta=elections[POZNAN].meta | {"unit": "Gniezno"})

    with pytest.raises(UnknownRule):
        rule_of(elsewhere)


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

    counted = {line.id: line.votes for line in count(election, "id").lines}

    assert counted == {p.id: int(p.columns["votes"]) for p in election.projects}


def test_a_small_file_is_read_whole():
    election = parse(SMALL.encode())

    assert election.budget == 500
    assert election.threshold is None
    assert election.vote_type == "approval"
    assert (election.limits.min_length, election.limits.max_length) == (1, 2)
    assert election.meta["description"] == "A small town"
    assert [(p.id, p.cost, p.name) for p in election.projects] == [
        ("1", 300, "Lights"),
        ("2", 200, 'A "long"; bench'),
        ("3", 100, "3"),
    ]
    assert election.projects[1].columns["target"] == "children"
    assert election.selected == {"1", "2"}


def ballots_of(election):
    return {tuple(sorted(worth.items())): count for worth, count in election.profile.rows()}


def test_equal_ballots_are_one_group_whatever_their_order():
    election = parse(SMALL.encode())

    assert ballots_of(election) == {(("1", 1), ("2", 1)): 2, (("1", 1),): 1, (("3", 1),): 1}
    assert election.num_votes == 4


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
    read, usual = parse(written.encode()), parse(SMALL.encode())

    assert ballots_of(read) == ballots_of(usual)
    assert replace(read, profile=usual.profile) == usual


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

    assert ballots_of(parse(blank.encode()))[()] == 1


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
    "unknown vote type": (lambda s: s.replace("approval", "dotted"), 7, "'dotted'"),
    "points without a column": (
        lambda s: s.replace("approval", "cumulative"),
        15,
        "column points is missing",
    ),
    "unknown points for places": (
        lambda s: s.replace("max_length;2", "scoring_fn;Dowdall"),
        8,
        "scoring_fn 'Dowdall'",
    ),
    "points for those not named": (
        lambda s: s.replace("max_length;2", "default_score;1"),
        8,
        "default_score of 0",
    ),
    "too dear a vote": (
        lambda s: s.replace("max_length;2", "max_sum_cost;499"),
        16,
        "500 in costs in one vote, not 0 to 499",
    ),
    "too cheap a vote": (
        lambda s: s.replace("max_length;2", "min_sum_cost;200"),
        19,
        "100 in costs in one vote, not 200 or more",
    ),
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


POINTS = """\
META
key;value
num_projects;3
num_votes;3
budget;500
vote_type;cumulative
max_points;3
max_sum_points;4
PROJECTS
project_id;cost
1;300
2;200
3;100
VOTES
voter_id;vote;points
v1;1,2;3,1
v2;2,1;1,3
v3;3,2;2,0
"""


def test_points_are_read_and_none_is_no_support():
    election = parse(POINTS.encode())

    assert ballots_of(election) == {(("1", 3), ("2", 1)): 2, (("3", 2),): 1}
    assert election.profile.votes == {"1": 2, "2": 2, "3": 1}


def test_more_points_than_can_be_added_up_are_refused():
    ballots = "".join(f"v{voter};1;{10**15 - 1}\n" for voter in range(20))
    huge = POINTS.replace("max_points;3\nmax_sum_points;4\n", "").replace(
        "num_votes;3", "num_votes;20"
    )

    with pytest.raises(BrokenFile, match="points or more together"):
        parse((huge[: huge.index("v1;")] + ballots).encode())


def test_no_ranking_has_more_places_than_there_are_projects():
    ranked = SMALL.replace("approval", "ordinal").replace("max_length;2", f"max_length;{10**12}")

    assert parse(ranked.encode()).vector == (3, 2, 1)


def test_rankings_may_say_their_points():
    ranked = POINTS.replace("cumulative", "ordinal")

    assert ballots_of(parse(ranked.encode())) == ballots_of(parse(POINTS.encode()))
    assert parse(ranked.encode(), vector=(2,)).profile.scores == {"1": 2, "2": 2, "3": 2}


BROKEN_POINTS = {
    "points in words": ("v1;1,2;3,1", "v1;1,2;3,one", "points is 'one'"),
    "half a point": ("v1;1,2;3,1", "v1;1,2;3,0.5", "points is '0.5'"),
    "points below zero": ("v1;1,2;3,1", "v1;1,2;3,-1", "points is '-1'"),
    "points for fewer": ("v1;1,2;3,1", "v1;1,2;3", "points for 1 projects in a vote for 2"),
    "no points": ("v1;1,2;3,1", "v1;1,2;", "points for 0 projects in a vote for 2"),
    "too many on one": ("v1;1,2;3,1", "v1;1;4", "4 points for one project in one vote, not 0 to 3"),
    "too many": ("v1;1,2;3,1", "v1;1,2;3,2", "5 points in one vote, not 0 to 4"),
}


@pytest.mark.parametrize("fault", BROKEN_POINTS)
def test_points_that_break_the_rules_are_refused_with_line_and_reason(fault):
    good, bad, reason = BROKEN_POINTS[fault]

    with pytest.raises(BrokenFile) as refusal:
        parse(POINTS.replace(good, bad).encode())

    assert reason in refusal.value.reason
    assert refusal.value.line == 16


def quoted(text):
    """The same file as another program writes it, so that it must be read row by row."""
    head, votes = text.split("VOTES\n")
    rows = ['"' + row.replace(";", '";"') + '"' for row in votes.splitlines()]
    return head + "VOTES\n" + "\n".join(rows)


@pytest.mark.parametrize("text", [SMALL, POINTS, POINTS.replace("cumulative", "ordinal")])
def test_votes_read_row_by_row_are_those_read_in_pieces(text):
    in_pieces, by_row = parse(text.encode()), parse(quoted(text).encode())

    assert list(in_pieces.profile.rows()) == list(by_row.profile.rows())


@pytest.mark.parametrize("piece", [1, 7, 100])
def test_the_size_of_the_pieces_does_not_matter(monkeypatch, piece):
    whole = parse(POINTS.encode())
    monkeypatch.setattr(votes, "PIECE", piece)

    read = parse(POINTS.replace("\n", "\r\n").encode())

    assert list(read.profile.rows()) == list(whole.profile.rows())


def test_a_voter_who_comes_back_in_a_later_piece_is_refused(monkeypatch):
    monkeypatch.setattr(votes, "PIECE", 1)

    with pytest.raises(BrokenFile) as refusal:
        parse(POINTS.replace("v3;", "v1;").encode())

    assert (refusal.value.line, refusal.value.reason) == (18, "voter v1 is there twice")


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
    damaged = bytearray(dice.choice([SMALL, POINTS]).encode())
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
