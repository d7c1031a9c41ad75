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


def test_another_kind_of_vote_ends_with_one_line():
    assert_refused(run(DATA / "Switzerland_Zurich_D10.pb"), "line 10: vote_type 'cumulative'")


def test_a_tie_order_that_decides_nothing_ends_with_one_line():
    assert_refused(run(GDYNIA, "--ties", "cost"), "tie order cost must end in lot or an id")


def test_an_unknown_tie_step_is_a_usage_error():
    finished = run(GDYNIA, "--ties", "cost,age")

    assert finished.returncode == 2
    assert "'age' is not one of cost, votes, id, natural-id" in finished.stderr


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
