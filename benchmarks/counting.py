"""Reading and counting without Django: each figure a process of its own, beside one pass."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import pabutools
from .elections import LODZ, LODZ_BALLOTS, Synthetic, unpacked
from .measuring import Used, measure
from .tables import Row, grouped

START = "import numpy"
READ = """
import sys
from pathlib import Path
from wagtail_medborgarbudget.method.pabulib import parse
election = parse(Path(sys.argv[1]).read_bytes())
"""
COUNT_FILE = (
    READ
    + """
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Pot
from wagtail_medborgarbudget.method.rules import Rule
rule = Rule(**eval(sys.argv[2]), threshold=election.threshold, ties=("id",))
pots = {"": Pot(election.budget)}
print(*sorted(Contest(election.candidates, election.profile, pots, rule).count().funded))
"""
)
PASS_FILE = (
    READ
    + """
visited = 0
for choices, count in election.profile.rows():
    for _ in range(count):
        for _choice in choices:
            visited += 1
"""
)
LOAD_MADE = """
import sys
from benchmarks.elections import contest, one_pass
from wagtail_medborgarbudget.method.rules import Rule
"""
GROUP_MADE = f"{LOAD_MADE}contest(sys.argv[1], Rule(ties=('id',)))"
COUNT_MADE = f"""{LOAD_MADE}
rule = Rule(**eval(sys.argv[2]), ties=("id",))
print(len(contest(sys.argv[1], rule).count().funded))
"""
PASS_MADE = f"{LOAD_MADE}one_pass(sys.argv[1])"

GREEDY = "{}"
ONE_RUN = "{'kind': 'equal-shares', 'completion': 'none', 'greedy_completion': False}"
EXHAUSTIVE = "{'kind': 'equal-shares', 'completion': 'add1-exhaustive', 'greedy_completion': False}"
ADD1 = "{'kind': 'equal-shares', 'completion': 'add1', 'greedy_completion': False}"


def rows() -> Iterator[Row]:
    """Measure everything; what is over the interpreter with numpy is what a row says."""
    started = measure(START)
    with tempfile.TemporaryDirectory() as folder:
        yield from _lodz(Path(folder), started)
        for size, limits in (
            (Synthetic(100_000, 100), {GREEDY: "0.15 s", ONE_RUN: "0.3 s", ADD1: "8 s"}),
            (Synthetic(1_000_000, 500), {ADD1: "150 s, 600 MB"}),
        ):
            yield from _made(Path(folder), size, limits, started)


def _lodz(folder: Path, started: Used) -> Iterator[Row]:
    file = folder / LODZ.name.removesuffix(".gz")
    file.write_bytes(unpacked(LODZ))
    read = measure(READ, str(file))
    one_pass = measure(PASS_FILE, str(file)).over(read)
    reading = read.over(started)
    speed = f"{grouped(LODZ_BALLOTS / reading.seconds)} ballots a second"
    yield Row("Łódź 2022: read the file", reading, one_pass, "400 000 ballots a second", speed)
    votes, shares = (measure(COUNT_FILE, str(file), rule) for rule in (GREEDY, EXHAUSTIVE))
    yield Row("Łódź 2022: read, and count most votes", votes.over(started), one_pass, "")
    label = "Łódź 2022: read, and equal shares with Add1"
    yield Row(label, shares.over(started), one_pass, "0.8 s, 80 MB")
    if theirs := pabutools.count(file, shares.printed):
        yield Row(f"{label}, by pabutools 1.2.3 (the same winners)", theirs, one_pass, "")


def _made(folder: Path, size: Synthetic, limits: dict[str, str], started: Used) -> Iterator[Row]:
    file = folder / f"{size.voters}x{size.proposals}.npz"
    size.make(file)
    name = f"{grouped(size.voters)} ballots, {size.proposals} proposals"
    times = 3 if size.voters <= 100_000 else 1
    one_pass = measure(PASS_MADE, str(file), times=times).over(started)
    yield Row(
        f"{name}: load and group",
        measure(GROUP_MADE, str(file), times=times).over(started),
        one_pass,
        "",
    )
    for rule, limit in limits.items():
        label = {
            GREEDY: "most votes",
            ONE_RUN: "equal shares, one run",
            ADD1: "equal shares with Add1",
        }
        used = measure(COUNT_MADE, str(file), rule, times=times).over(started)
        yield Row(f"{name}: load, group, {label[rule]}", used, one_pass, limit)
