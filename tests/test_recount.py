"""recount.py, the second implementation: it agrees with the kernel, and finds what was changed."""

import ast
import json
import random
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from wagtail_medborgarbudget import recount
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.pabulib import About, areas_of, write
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import draw_lot

PROGRAM = Path(recount.__file__)
MOST_VOTES = {"misfit": ["skip", "stop", "stretch"], "stretch": [Fraction(4, 5), Fraction(1, 2)]}
EQUAL_SHARES = {
    "kind": ["equal-shares"],
    "utility": ["cost", "cardinality", "points"],
    "completion": ["none", "add1", "add1-exhaustive"],
    "start": ["exact", "integral"],
    "greedy_completion": [True, False],
    "comparison": [True, False, False],
}
OF_EVERY_RULE = {
    "threshold": [None, 2, Fraction(1, 5)],
    "cost_threshold": [None, None, Fraction(1, 3)],
    "ties": [("cost", "votes", "lot"), ("lot",), ("id",)],
    "leftovers": [True, False],
}
ABOUT = About("En omgång", "Tallköping", "2026", date(2026, 11, 1), date(2026, 11, 9), {})


def random_contest(seed, parameters):
    """Few voters and small costs, so that ties, full pots and excluded groups are everywhere."""
    dice = random.Random(seed)
    ids = [str(number) for number in range(1, dice.randint(2, 12))]
    areas = dice.choice([["a"], ["a"], ["a", "b"], ["a", "b", "c"]])
    common = dice.choice([None, None, Pot(dice.randint(0, 10) * 10, dice.choice([None, 5]))])
    where = [*areas, COMMON] if common else areas
    candidates = [
        Candidate(
            id,
            dice.randint(0, 6) * 10,
            dice.choice(where),
            running=dice.randint(0, 3),
            group=dice.choice(["", "", "school", "park"]),
        )
        for id in ids
    ]
    points = dice.choice([[1], [1, 2, 3]])
    ballots = [
        ({id: dice.choice(points) for id in dice.sample(ids, dice.randint(0, min(3, len(ids))))}, n)
        for n in dice.choices([1, 2, 3], k=dice.randint(0, 15))
    ]
    chosen = {name: dice.choice(values) for name, values in (OF_EVERY_RULE | parameters).items()}
    pots = {area: Pot(dice.randint(0, 12) * 10, dice.choice([None, None, 4])) for area in areas}
    lot = draw_lot(ids, str(seed))
    return Contest(candidates, Profile.of(ids, ballots), pots, Rule(**chosen), lot, common)


def publish(contest, folder, seed):
    """Write the files of a result into a folder; returns their paths, the outcome first."""
    outcome, facts = contest.count(), contest.facts()
    published = outcome.as_json() | {
        "candidates": facts["candidates"],
        "lot": {"order": facts["lot"], "seed": str(seed), "drawn": True},
        "proposals": {one["id"]: {"titles": {"sv": "Bänkar"}} for one in facts["candidates"]},
        "inputs_hash": contest.hash(),
    }
    (folder / "outcome.json").write_text(json.dumps(published))
    paths = [folder / "outcome.json"]
    for name, part in {"all": contest, **areas_of(contest, outcome)}.items():
        paths.append(folder / f"{name.replace(COMMON, 'common')}.pb")
        paths[-1].write_bytes(write(part, outcome, ABOUT))
    return [str(path) for path in paths]


def differences(paths):
    outcome, *files = paths
    found, _notes = recount.check(
        recount.read_outcome(outcome), {path: recount.read_pb(path) for path in files}
    )
    return [english for english, _swedish in found]


@pytest.mark.parametrize("start", range(0, 400, 20))
def test_most_votes_come_out_the_same_in_every_variant(start, tmp_path):
    for seed in range(start, start + 20):
        paths = publish(random_contest(seed, MOST_VOTES), tmp_path, seed)

        assert differences(paths) == [], seed


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_the_payments_of_equal_shares_add_up(start, tmp_path):
    for seed in range(start, start + 20):
        paths = publish(random_contest(seed, EQUAL_SHARES), tmp_path, seed)

        assert differences(paths) == [], seed


@pytest.fixture
def paths(tmp_path):
    """Benches and lamps are equal but for the lot; the gym has the common pot's help."""
    candidates = [
        Candidate("1", 100, "norr"),
        Candidate("2", 100, "norr"),
        Candidate("3", 150, "soder", group="torget"),
        Candidate("4", 60, COMMON, running=5),
    ]
    ballots = [(("1", "2"), 3), (("1", "3"), 2), (("2", "4"), 2), (("3", "4"), 1)]
    contest = Contest(
        candidates,
        Profile.of("1234", ballots),
        {"norr": Pot(150), "soder": Pot(150)},
        Rule(ties=("cost", "votes", "lot")),
        draw_lot("1234", "frö"),
        Pot(60, 10),
    )
    return publish(contest, tmp_path, "frö")


def edited(path, change):
    data = json.loads(Path(path).read_text())
    change(data)
    Path(path).write_text(json.dumps(data))


def run(*arguments, cwd=None):
    """As a stranger runs it: no site packages, nothing of ours in reach."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


def test_it_says_same_in_both_languages_and_names_the_winners(paths):
    done = run(*paths)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SAME. 8 ballots read.\n")
    assert "LIKA. 8 röstsedlar lästa." in done.stdout
    assert "- förslag 3, Bänkar" in done.stdout


def test_without_names_it_takes_the_files_where_it_stands(paths):
    done = run(cwd=Path(paths[0]).parent)

    assert done.returncode == 0


def test_one_changed_ballot_is_found(paths):
    file = Path(paths[1])
    file.write_text(file.read_text().replace("\n7;2", "\n7;1"))

    found = differences(paths)

    assert run(*paths).returncode == 1
    assert "proposal 2, Bänkar, votes: counted again 4, published 5" in found
    assert any(line.startswith("the fingerprint") for line in found)


def test_a_ballot_that_was_taken_away_is_found(paths):
    file = Path(paths[1])
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))

    assert any("num_votes" in line for line in differences(paths))


def test_a_changed_cost_is_found_in_either_place(paths):
    file = Path(paths[1])
    file.write_text(file.read_text().replace("\n3;150", "\n3;140"))

    assert differences(paths) == [
        f"proposal 3, cost in {file}: counted again 140, published 150",
    ]
    edited(paths[0], lambda outcome: outcome["candidates"][2].update(cost=140))
    found = differences(paths)
    assert "proposal 3, Bänkar, cost, kr: counted again 140, published 150" in found
    assert any(line.startswith("the fingerprint") for line in found)


def test_another_winner_in_the_ballot_file_is_found(paths):
    file = Path(paths[1])
    text = file.read_text()
    row = next(row for row in text.splitlines() if row.startswith("1;100"))
    file.write_text(text.replace(row, row[:-1] + "1"))

    assert differences(paths) == [
        f"proposal 1, gets money in {file}: counted again True, published False"
    ]


def test_another_winner_is_found_by_name(paths):
    lines = json.loads(Path(paths[0]).read_text())["lines"]
    loser = next(place for place, line in enumerate(lines) if line["reason"] != "funded")
    edited(paths[0], lambda outcome: outcome["lines"][loser].update(reason="funded"))

    name = f"proposal {lines[loser]['id']}, Bänkar"
    found = differences(paths)
    assert f"{name}, what happened: counted again over_budget, published funded" in found
    assert any("gets money in" in line for line in found)


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("funded", ["1"], "who gets money"),
        ("reserves", ["4"], "the reserves"),
        ("total_cost", 1, "total cost"),
        ("left", {"norr": 1, "soder": 0, COMMON: 0}, "left in pot norr"),
        ("ballots", 9, "the fingerprint"),
    ],
)
def test_every_part_of_the_outcome_is_held_against_the_count(paths, key, value, place):
    edited(paths[0], lambda outcome: outcome.update({key: value}))

    assert [line.split(":")[0] for line in differences(paths)] == [place]


def test_a_proposal_that_was_left_out_of_the_outcome_is_found(paths):
    edited(paths[0], lambda outcome: outcome["lines"].pop(0))

    done = run(*paths)

    assert done.returncode == 1
    assert "what happened" in done.stdout


def test_a_lot_that_the_seed_does_not_give_is_found(paths):
    edited(paths[0], lambda outcome: outcome["lot"]["order"].reverse())

    assert any(line.startswith("the lot: ") for line in differences(paths))


def test_another_seed_is_found(paths):
    edited(paths[0], lambda outcome: outcome["lot"].update(seed="mitt eget"))

    assert [line.split(":")[0] for line in differences(paths)] == ["the lot"]


def test_an_areas_ballots_alone_are_counted_and_the_rest_is_said_to_be_missing(paths):
    norr = next(path for path in paths if path.endswith("norr.pb"))

    done = run(paths[0], norr)

    assert done.returncode == 0
    assert "7 ballots read" in done.stdout
    assert "no fingerprint; votes taken from the outcome of: 3, 4." in done.stdout


def test_an_areas_changed_ballot_is_found_too(paths):
    norr = Path(next(path for path in paths if path.endswith("norr.pb")))
    norr.write_text(norr.read_text().replace("\n7;2", "\n7;1"))

    assert "proposal 2, Bänkar, votes: counted again 4, published 5" in differences(
        [paths[0], str(norr)]
    )


def test_an_order_that_was_not_drawn_is_said_to_be_none(paths):
    edited(paths[0], lambda outcome: outcome["lot"].update(drawn=False))

    assert "not drawn by lot" in run(*paths).stdout


@pytest.mark.parametrize(
    "content", ["", "META\nkey;value\n", "\xff", "META\nPROJECTS\nVOTES\nvoter_id;vote\n1;1\n"]
)
def test_a_broken_file_ends_with_two(paths, content):
    Path(paths[1]).write_bytes(content.encode("latin-1"))

    done = run(*paths)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_an_outcome_that_is_none_ends_with_two(paths):
    Path(paths[0]).write_text("[]")

    assert run(*paths).returncode == 2
    assert run(paths[1]).returncode == 2


def test_it_runs_on_python_3_9_with_the_standard_library_alone():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))

    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
