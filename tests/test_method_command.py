"""The method from a terminal, in a fresh interpreter."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "pabulib"
TARGOWEK = DATA / "Poland_Warszawa_2019_Targowek_Mieszkaniowy.pb"
GDYNIA = DATA / "Poland_Gdynia_2022_Kamienna_Gora__small.pb"
SWIECIE = DATA / "Poland_Swiecie_2023.pb"
KRAKOW = DATA / "Poland_Krakow_2018_Wzgorza_Krzeslawickie.pb"
POZNAN = DATA / "Poland_Poznan_2024_9_-_Stare_Miasto__large.pb"
ASSEN = DATA / "Netherlands_Assen_2024.pb"
ZURICH = DATA / "Switzerland_Zurich_D10.pb"
COMMAND = [sys.executable, "-m", "wagtail_medborgarbudget.method"]


def run(*arguments):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def counted(*arguments):
    finished = run(*arguments, "--json")
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_the_method_needs_neither_django_nor_wagtail():
    modules = sorted(
        f"wagtail_medborgarbudget.method.{path.stem}"
        for path in (ROOT / "wagtail_medborgarbudget" / "method").glob("*.py")
    )
    program = (
        f"import sys, {', '.join(modules)}\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "wagtail_medborgarbudget.method.greedy" in modules
    assert finished.stdout.strip() == "[]"


def test_lodz_is_counted_from_its_file_alone(tmp_path):
    lodz = tmp_path / "Łódź 2022.pb"
    lodz.write_bytes(gzip.decompress((DATA / "Poland_Lodz_2022.pb.gz").read_bytes()))

    outcome = counted(lodz, "--rule", "most-votes")

    assert len(outcome["funded"]) == 16
    assert outcome["total_cost"] == 6_112_868
    assert outcome["rule"]["threshold"] == 100
    assert len(outcome["lines"]) == 160


def test_the_order_of_ties_can_be_chosen():
    naturally = counted(TARGOWEK, "--ties", "natural-id")
    cheaper_first = counted(TARGOWEK, "--ties", "cost,votes,id")

    assert len(naturally["funded"]) == 9
    assert len(cheaper_first["funded"]) == 11
    assert counted(TARGOWEK)["funded"] == cheaper_first["funded"]


def test_the_threshold_of_the_file_can_be_replaced():
    assert counted(GDYNIA)["rule"]["threshold"] == 50
    assert len(counted(GDYNIA)["funded"]) == 2
    assert len(counted(GDYNIA, "--threshold", "60")["funded"]) == 1
    assert counted(GDYNIA, "--threshold", "0")["rule"]["threshold"] == 0


def test_without_skip_the_count_stops():
    reasons = [line["reason"] for line in counted(TARGOWEK, "--no-skip")["lines"]]

    assert reasons[:10] == ["funded"] * 10
    assert reasons[10] == "over_budget"
    assert set(reasons[11:]) == {"stopped"}


def test_people_get_a_table():
    finished = run(TARGOWEK, "--no-skip", "--threshold", "100")

    assert finished.returncode == 0
    assert "Oświetlenie dojścia" in finished.stdout
    assert "does not fit, 53 283 missing; tie with 1159, 845" in finished.stdout
    assert "counting stopped at 797" in finished.stdout
    assert "fewer than 100 votes" in finished.stdout
    assert "10 of 21 proposals funded by 623 ballots: 388 783 of 400 000" in finished.stdout


def test_equal_shares_say_who_paid_what_and_what_was_left():
    finished = run(ASSEN, "--rule", "file")

    assert finished.returncode == 0
    assert "funded; 13 paid 363.33 each, 1 what they had left" in finished.stdout
    assert "its supporters had 35 085.24 left together" in finished.stdout
    assert "Each of 84 voters had 1 190.48 at first and 2 033.48 at last" in finished.stdout
    assert "the next raise would overspend" in finished.stdout


def test_the_rule_of_the_file_can_be_changed():
    published = {"c1", "c2", "c3", "c4", "c5", "c7", "c9", "c10", "c11", "c12", "c13", "c14",
                 "c17", "c18", "c19", "c20", "c21"}  # fmt: skip

    outcome = counted(
        SWIECIE, "--rule", "file", "--comparison", "--threshold", 3, "--cost-threshold", "1/3"
    )

    assert outcome["rule"]["cost_threshold"] == "1/3"
    assert outcome["comparisons"][0]["switched"] is False
    assert set(outcome["funded"]) == published


def test_every_parameter_of_equal_shares_can_be_given():
    rule = counted(
        *[ASSEN, "--rule", "equal-shares", "--utility", "cardinality", "--start", "integral"],
        *["--completion", "add1-exhaustive", "--step", "5", "--greedy-completion"],
        *["--comparison", "--threshold", "1/20"],
    )["rule"]

    assert rule["utility"] == "cardinality"
    assert (rule["completion"], rule["start"], rule["step"]) == ("add1-exhaustive", "integral", 5)
    assert rule["greedy_completion"]
    assert rule["comparison"]
    assert rule["threshold"] == "1/20"


def test_a_proposal_that_almost_fits_gets_the_rest_from_the_common_pot():
    reserve = counted(TARGOWEK, "--stretch", "1/6")
    common = counted(TARGOWEK, "--stretch", "1/6", "--common", 60_000)
    too_little = counted(TARGOWEK, "--stretch", "1/6", "--common", 53_282)

    assert reserve["common"]["money"] == 53_283
    assert {"797"} == set(reserve["funded"]) - set(too_little["funded"])
    assert common["common"]["money"] == 60_000
    assert "797" in common["funded"]


def test_points_for_places_can_be_declared():
    plain = counted(KRAKOW, "--points-vector", "1")
    borda = counted(KRAKOW, "--points-vector", "borda")

    assert sum(line["points"] for line in plain["lines"]) == 755
    assert sum(line["points"] for line in borda["lines"]) == 6 * 755
    assert borda["rule"]["points_vector"] == [3, 2, 1]


def test_points_have_a_column_of_their_own():
    heading = run(KRAKOW).stdout.splitlines()[0]

    assert heading.split() == ["votes", "points", "cost", "id", "proposal", "why"]


@pytest.fixture
def outcome_file(tmp_path):
    path = tmp_path / "outcome.json"
    path.write_text(run(TARGOWEK, "--rule", "equal-shares", "--json").stdout)
    return path


def test_an_outcome_is_verified(outcome_file):
    finished = run(TARGOWEK, "--verify", outcome_file)

    assert finished.returncode == 0
    assert finished.stdout == f"{outcome_file}: equal to the recount of 623 ballots\n"


def test_an_outcome_that_is_not_so_is_told_where(outcome_file):
    outcome = json.loads(outcome_file.read_text())
    lines = {line["id"]: line for line in outcome["lines"]}
    lines["84"] |= {"votes": 365, "reason": "no_votes", "funded": False}
    outcome_file.write_text(json.dumps(outcome))

    finished = run(TARGOWEK, "--verify", outcome_file)

    assert finished.returncode == 1
    assert finished.stdout.splitlines() == [
        f"{outcome_file}: not equal to the recount of 623 ballots",
        "  proposal 84: votes: 365 there, 364 by the recount",
        "  proposal 84: reason: no_votes there, funded by the recount",
        "  proposal 84: funded: False there, True by the recount",
    ]


def test_an_outcome_of_another_election_differs_in_more_than_is_told(outcome_file):
    finished = run(GDYNIA, "--verify", outcome_file)

    assert finished.returncode == 1
    assert finished.stdout.splitlines()[-1].startswith("  and ")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"rule": {"kind": "coin"}}', pytest.param("[" * 100_000, id="deep")]
)
def test_what_is_no_outcome_ends_with_one_line(tmp_path, text):
    path = tmp_path / "outcome.json"
    path.write_text(text)

    assert_refused(run(TARGOWEK, "--verify", path), "not an outcome")


@pytest.mark.parametrize(
    "beside",
    [
        {"candidates": [{"colour": "red"}]},
        {"lot": 5},
        {"lot": {"order": ["84"], "drawn": True}},
        {"proofs": ["true"]},
    ],
    ids=str,
)
def test_what_an_outcome_should_not_have_beside_it_ends_with_one_line(outcome_file, beside):
    outcome_file.write_text(json.dumps(json.loads(outcome_file.read_text()) | beside))

    assert_refused(run(TARGOWEK, "--verify", outcome_file), "not an outcome")


def assert_refused(finished, *words):
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert len(finished.stderr.splitlines()) == 1
    for word in words:
        assert word in finished.stderr


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "line 1: the file is empty"),
        (b"\xff\xfe\x00", "line 1: not UTF-8"),
        (b"<!doctype html>\n<p>Not found", "line 1: the file does not begin with META"),
        (
            GDYNIA.read_bytes().replace(b";9000;", b";-9000;"),
            "line 26: project 2022/KAG/0002: cost is '-9000'",
        ),
        (GDYNIA.read_bytes()[:-40], "fields where there should be 5"),
        (GDYNIA.read_bytes().replace(b"\r\n28;", b"\r\n31;"), "voter 31 is there twice"),
        (GDYNIA.read_bytes().replace(b"budget;24022\r\n", b""), "META: budget is missing"),
    ],
    ids=["empty", "binary", "web page", "negative cost", "cut off", "voter twice", "no budget"],
)
def test_a_broken_file_ends_with_one_line(tmp_path, data, complaint):
    broken = tmp_path / "broken.pb"
    broken.write_bytes(data)

    assert_refused(run(broken, "--json"), str(broken), complaint)


def test_a_missing_file_ends_with_one_line(tmp_path):
    assert_refused(run(tmp_path / "gone.pb"), "gone.pb: No such file or directory")


def test_a_folder_ends_with_one_line(tmp_path):
    assert_refused(run(tmp_path), f"{tmp_path}: Is a directory")


def test_a_rule_that_the_file_does_not_say_ends_with_one_line():
    assert_refused(run(ZURICH, "--rule", "file"), "the file's rule is 'unknown'")


def test_points_for_places_without_rankings_end_with_one_line():
    assert_refused(run(GDYNIA, "--points-vector", "3,2,1"), "are not rankings")


def test_a_lot_that_the_file_does_not_have_ends_with_one_line():
    assert_refused(run(GDYNIA, "--ties", "lot"), "the lot does not name proposal")


def test_a_tie_order_that_decides_nothing_ends_with_one_line():
    assert_refused(run(GDYNIA, "--ties", "cost"), "tie order cost must end in lot or an id")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "required: FILE.pb"),
        ([GDYNIA, "--ties", "cost,age"], "'cost,age' is not made of cost, votes, lot, id"),
        ([GDYNIA, "--rule", "coin"], "invalid choice: 'coin'"),
        ([GDYNIA, "--threshold", "many"], "'many' is not a share like 1/20"),
        ([GDYNIA, "--threshold", "3/2"], "3/2 is not a number of votes nor a share"),
        ([GDYNIA, "--points-vector", "3,2,x"], "'3,2,x' is not points like 3,2,1"),
        ([GDYNIA, "--common", "-5"], "the cost is -5, below zero"),
        ([GDYNIA, "--bogus"], "unrecognized arguments: --bogus"),
    ],
)
def test_a_bad_option_ends_with_one_line(arguments, complaint):
    assert_refused(run(*arguments), complaint)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--utility", "cost"], "--utility changes nothing without --rule equal-shares"),
        (["--no-greedy-completion"], "--greedy-completion changes nothing"),
        (["--rule", "equal-shares", "--no-skip"], "nothing without --rule most-votes"),
        (["--rule", "equal-shares", "--stretch", "4/5"], "--stretch changes nothing"),
    ],
)
def test_an_option_of_another_rule_is_refused_and_not_passed_over(arguments, complaint):
    assert_refused(run(ASSEN, *arguments), complaint)


def test_names_do_not_stop_a_plain_terminal():
    finished = subprocess.run(
        [*COMMAND, str(TARGOWEK)],
        cwd=ROOT,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert finished.returncode == 0
    assert b"O\\u015bwietlenie" in finished.stdout
