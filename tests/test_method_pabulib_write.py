"""What we write is read back exactly, and passes the checker of the format, winners included."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.pabulib import (
    About,
    Unwritable,
    areas_of,
    parse,
    read,
    rule_of,
    write,
)
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import draw_lot
from wagtail_medborgarbudget.method.verifying import verify_election

from .pabulib_checker import faults

DATA = Path(__file__).parent / "data" / "pabulib"
ABOUT = About(
    description="Medborgarbudget Granhyltan",
    unit="Tallköping",
    instance="2026",
    begins=date(2026, 11, 16),
    ends=date(2026, 12, 6),
    titles={"1": 'Bänkar; "långa" bänkar', "2": "Ljus\nvid\x07 sjön", "3": "Gungor"},
)
LOT_LAST = ("cost", "votes", "lot")


def make_contest(costs, ballots, rule, *, pot=500, **facts):
    candidates = [Candidate(id, cost) for id, cost in costs.items()]
    profile = Profile.of(costs, ballots.items() if isinstance(ballots, dict) else ballots)
    lot = draw_lot(costs, "a seed")
    return Contest(candidates, profile, {"": Pot(pot)}, rule, lot, **facts)


def written(contest, about=ABOUT):
    return write(contest, contest.count(), about)


def read_again(contest, about=ABOUT):
    election = parse(written(contest, about))
    return election.contest(rule_of(election))


def rule_named(contest, about=ABOUT):
    return parse(written(contest, about)).meta["rule"]


THREE = {"1": 300, "2": 200, "3": 100}
BALLOTS = {("1", "2"): 3, ("3",): 2, ("2",): 1}


def test_a_file_says_what_people_look_for():
    election = parse(written(make_contest(THREE, BALLOTS, Rule())))

    assert election.meta["country"] == "Sweden"
    assert election.meta["currency"] == "SEK"
    assert (election.meta["date_begin"], election.meta["date_end"]) == ("16.11.2026", "06.12.2026")
    assert election.meta["rule"] == "greedy"
    assert election.selected == {"1", "2"}
    assert {p.id: p.name for p in election.projects} == {
        "1": 'Bänkar; "långa" bänkar',
        "2": "Ljus vid sjön",
        "3": "Gungor",
    }


def test_the_order_in_which_ballots_came_in_is_gone():
    one_way = make_contest(THREE, [(("3",), 2), (("2", "1"), 3), (("2",), 1)], Rule())
    other_way = make_contest(THREE, [(("2",), 1), (("1", "2"), 3), (("3",), 2)], Rule())

    assert written(one_way) == written(other_way)
    votes = written(one_way).decode().partition("VOTES\n")[2].splitlines()
    assert votes == ["voter_id;vote", "1;1,2", "2;1,2", "3;1,2", "4;2", "5;3", "6;3"]


@pytest.mark.parametrize(
    ("rule", "ballots", "name"),
    [
        (Rule(), BALLOTS, "greedy"),
        (Rule(threshold=2), BALLOTS, "greedy-threshold"),
        (Rule(threshold=Fraction(1, 3)), BALLOTS, "greedy-threshold"),
        (Rule(), {("1",): 1}, "greedy-threshold"),
        (Rule(misfit="stop"), BALLOTS, "greedy-no-skip"),
        (Rule(misfit="stretch"), BALLOTS, "greedy-custom"),
        (Rule(cost_threshold=Fraction(1, 3)), BALLOTS, "greedy-custom"),
        (Rule(kind="equal-shares", completion="none", greedy_completion=False), BALLOTS,
         "equalshares"),
    ],
)  # fmt: skip
def test_the_rule_has_the_word_that_is_true_of_it(rule, ballots, name):
    contest = make_contest(THREE, ballots, rule)

    assert rule_named(contest) == name
    assert faults(written(contest)) == {}


def test_a_rule_by_which_greedy_completion_changed_the_winners_has_no_word():
    contest = make_contest(
        {"1": 300, "2": 200, "3": 90},
        {("1",): 3, ("2",): 2, ("3",): 1},
        Rule(kind="equal-shares", completion="none"),
        pot=310,
    )

    assert contest.count().funded == ("1",)
    assert rule_named(contest) == "unknown"


def test_proposals_of_a_group_make_the_rule_exclusive():
    contest = make_contest(THREE, BALLOTS, Rule())
    candidates = [Candidate("1", 300, group="lake"), Candidate("2", 200, group="lake"),
                  Candidate("3", 100)]  # fmt: skip
    contest = Contest(candidates, contest.profile, contest.pots, contest.rule, contest.lot)

    assert contest.count().funded == ("2", "3")
    assert rule_named(contest) == "greedy-exclusive"
    assert faults(written(contest)) == {}


def test_a_proposal_helped_from_the_common_pot_is_marked_as_poznan_does():
    contest = make_contest(THREE, BALLOTS, Rule(misfit="stretch"), pot=470, common=Pot(100))
    election = parse(written(contest))

    assert {p.id: p.columns["selected"] for p in election.projects} == {
        "2": "1",
        "1": "2",
        "3": "0",
    }
    assert election.budget == 470
    assert faults(written(contest)) == {}


def test_blank_ballots_are_told_though_the_format_has_none():
    contest = make_contest(THREE, {("1",): 2, (): 5}, Rule(threshold=Fraction(1, 7)))

    again = read_again(contest)

    assert again.profile.voters == 7
    assert again.hash() == contest.hash()
    assert faults(written(contest)) == {}


def test_each_area_has_a_file_of_its_own():
    candidates = [Candidate("1", 300, "north"), Candidate("2", 200, "south"),
                  Candidate("3", 100, "south")]  # fmt: skip
    pots = {"north": Pot(400), "south": Pot(250)}
    profile = Profile.of(THREE, BALLOTS.items())
    contest = Contest(candidates, profile, pots, Rule(), draw_lot(THREE, "s"))

    outcome = contest.count()
    parts = areas_of(contest, outcome)
    files = {area: write(part, outcome, ABOUT) for area, part in parts.items()}

    north, south = parse(files["north"]), parse(files["south"])
    assert (north.budget, north.num_votes - north.settings.blank) == (400, 3)
    assert (south.budget, south.num_votes - south.settings.blank) == (250, 6)
    assert south.selected == {"2"}
    assert {area: faults(file) for area, file in files.items()} == {"north": {}, "south": {}}
    recount = [parse(file).contest(contest.rule).count() for file in files.values()]
    assert [line for one in recount for line in one.lines] == list(outcome.lines)


def test_what_an_area_got_from_the_common_pot_is_marked_as_other_money():
    candidates = [Candidate("1", 300, "north"), Candidate("2", 200, "south"),
                  Candidate("3", 100, "south")]  # fmt: skip
    pots = {"north": Pot(350), "south": Pot(250)}
    profile = Profile.of(THREE, BALLOTS.items())
    contest = Contest(candidates, profile, pots, Rule(leftovers=True), draw_lot(THREE, "s"))

    outcome = contest.count()
    south = write(areas_of(contest, outcome)["south"], outcome, ABOUT)

    selected = {p.id: p.columns["selected"] for p in parse(south).projects}
    assert selected == {"2": "1", "3": "3"}
    assert faults(south) == {}


@pytest.mark.parametrize("id", ["a,b", "a b", "", "votes", "a;b"])
def test_an_id_that_would_break_the_file_is_refused(id):
    contest = make_contest({id: 100}, {(id,): 1}, Rule())

    with pytest.raises(Unwritable):
        written(contest)


def test_points_cannot_be_written_as_approval():
    contest = make_contest(THREE, [({"1": 3}, 1)], Rule())

    with pytest.raises(Unwritable):
        written(contest, About(**vars(ABOUT) | {"vote_type": "approval"}))


def test_the_settings_must_make_sense():
    good = written(make_contest(THREE, BALLOTS, Rule()))

    for old, new in [
        (b'""blank"":0', b'""blanks"":0'),
        (b'""blank"":0', b'""blank"":-2000000000'),
        (b'""cost"",', b'""price"",'),
        (b'""candidates"":{}', b'""candidates"":{""1"":{""colour"":""red""}}'),
        (b'""candidates"":{}', b'""candidates"":{""1"":{""running"":-1}}'),
        (b'""candidates"":{}', b'""candidates"":{""9"":{""running"":1}}'),
        (b'""money"":500', b'""money"":-500'),
        (b'""candidates"":{}', b'""candidates"":{""1"":{""running"":0.5}}'),
        (b'""candidates"":{}', b'""candidates"":{""1"":{""group"":[]}}'),
        (b'""candidates"":{}', b'""candidates"":' + 20_000 * b'{""1"":'),
        (b'""money"":500', b'""money"":""much""'),
        (b'""money"":500', b'""money"":499.5'),
        (b'""money"":500', b'""money"":Infinity'),
    ]:
        assert old in good
        with pytest.raises(ValueError, match=r"line \d+: comment"):
            parse(good.replace(old, new))


def test_an_outcome_is_verified_against_the_rule_and_the_lot_of_the_file():
    contest = make_contest(THREE, BALLOTS, Rule(ties=("lot",)))
    other = replace(contest, rule=Rule(threshold=5), pots={"": Pot(600)})
    election = parse(written(contest))

    assert verify_election(election, contest.count().as_json()) == []

    found = verify_election(election, other.count().as_json())
    assert any("rule" in difference for difference in found)
    assert any("pots" in difference for difference in found)


@pytest.mark.parametrize(
    "name",
    [
        "France_Toulouse_2019",
        "Netherlands_Amsterdam_588",
        "Netherlands_Assen_2024",
        "Poland_Gdynia_2022_Kamienna_Gora__small",
        "Poland_Katowice_2025_Zarzecze",
        "Poland_Krakow_2018_Wzgorza_Krzeslawickie",
        "Poland_Poznan_2024_9_-_Stare_Miasto__large",
        "Poland_Warszawa_2019_Targowek_Mieszkaniowy",
    ],
)
def test_a_real_election_can_be_written_again(name):
    election = read(DATA / f"{name}.pb")
    contest = election.contest(rule_of(election))
    about = replace(
        ABOUT,
        titles={project.id: project.name for project in election.projects},
        vote_type=election.vote_type,
        limits={limit: value for limit, value in vars(election.limits).items() if value},
    )

    again = parse(written(contest, about))

    assert again.contest(rule_of(again)).hash() == contest.hash()
    assert again.limits == election.limits
    assert again.meta["rule"] == election.meta["rule"]
    assert faults(written(contest, about)) == {}


MONEY = st.integers(1, 60)
TIES = st.sampled_from([LOT_LAST, ("lot",), ("votes", "cost", "id"), ("natural-id",)])


@st.composite
def rules(draw):
    threshold = draw(st.sampled_from([None, 0, 1, 3, Fraction(1, 4)]))
    return Rule(
        kind=draw(st.sampled_from(["most-votes", "equal-shares"])),
        threshold=threshold,
        threshold_in_points=isinstance(threshold, int) and draw(st.booleans()),
        ties=draw(TIES),
        leftovers=draw(st.booleans()),
        misfit=draw(st.sampled_from(["skip", "stop", "stretch"])),
        utility=draw(st.sampled_from(["cost", "cardinality"])),
        completion=draw(st.sampled_from(["none", "add1", "add1-exhaustive"])),
        start=draw(st.sampled_from(["exact", "integral"])),
        greedy_completion=draw(st.booleans()),
        comparison=draw(st.booleans()),
    )


@st.composite
def contests(draw):
    ids = [str(number) for number in range(1, draw(st.integers(2, 6)) + 1)]
    areas = draw(st.sampled_from([[""], [""], ["north", "south"]]))
    has_common = draw(st.booleans())
    homes = areas + [COMMON] * has_common
    ceiling = draw(st.sampled_from([None, None, 20]))
    candidates = [
        Candidate(
            id,
            draw(MONEY),
            draw(st.sampled_from(homes)),
            draw(st.integers(0, 9)),
            draw(st.sampled_from(["", "", "lake"])),
        )
        for id in ids
    ]
    points = st.integers(1, 3) if draw(st.booleans()) else st.just(1)
    ballot = st.dictionaries(st.sampled_from(ids), points, max_size=4)
    ballots = draw(st.lists(st.tuples(ballot, st.integers(1, 4)), max_size=8))
    pots = {area: Pot(draw(st.integers(60, 120)), ceiling) for area in areas}
    common = Pot(draw(st.integers(60, 90))) if has_common else None
    lot = draw(st.permutations(ids))
    return Contest(candidates, Profile.of(ids, ballots), pots, draw(rules()), lot, common)


@given(contests())
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back_exactly(contest):
    again = read_again(contest)

    assert again.facts() == contest.facts()
    assert again.hash() == contest.hash()
    assert again.count() == contest.count()


@given(contests())
@settings(max_examples=300, deadline=None)
def test_what_is_written_passes_the_checker(contest):
    outcome = contest.count()

    assert faults(write(contest, outcome, ABOUT)) == {}
    for part in areas_of(contest, outcome).values():
        assert faults(write(part, outcome, ABOUT)) == {}


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_simple_election_passes_the_checker_under_the_rule_that_residents_read(data):
    ids = [str(number) for number in range(1, data.draw(st.integers(3, 7)) + 1)]
    ballot = st.sets(st.sampled_from(ids), min_size=1, max_size=4).map(tuple)
    ballots = data.draw(st.lists(ballot, min_size=3, max_size=12))
    costs = {id: data.draw(st.integers(5, 100)) for id in ids}
    assume(sum(costs.values()) > 100)
    grouped = [(each, 1) for each in ballots]
    contest = make_contest(costs, grouped, data.draw(rules()), pot=100)

    assert faults(written(contest)) == {}
