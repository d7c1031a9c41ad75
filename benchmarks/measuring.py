"""A process of its own for each figure: its processor time and peak memory as the system counts."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# A child's peak begins at its parent's, so the parent has to be small.
LAUNCHER = """
import json, os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]), file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
ROOT = Path(__file__).parent.parent


class ChildFailed(RuntimeError):
    """What was to be measured did not run to its end."""


@dataclass(frozen=True)
class Used:
    """What a whole process used: ``seconds`` of processor time, ``megabytes`` at its peak."""

    seconds: float
    megabytes: float
    printed: str = ""

    def over(self, other: "Used") -> "Used":
        """What was used besides the other, never less than nothing."""
        seconds = max(0.0, self.seconds - other.seconds)
        return Used(seconds, max(0.0, self.megabytes - other.megabytes), self.printed)


def measure(
    code: str, *arguments: str, python: str = sys.executable, times: int = 3, **environment: str
) -> Used:
    """Run ``code`` some times; the median of each figure, and what the last run printed."""
    runs = [run([python, "-c", code, *arguments], environment) for _ in range(times)]
    return Used(
        median(run.seconds for run in runs),
        median(run.megabytes for run in runs),
        runs[-1].printed,
    )


def run(command: list[str], environment: dict[str, str]) -> Used:
    """Run a command once. Raises ChildFailed with what it complained of."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    *complaints, last = done.stderr.splitlines() or [""]
    if done.returncode:
        raise ChildFailed("\n".join([*complaints, last]))
    seconds, peak = json.loads(last)
    # Linux counts kilobytes, macOS bytes.
    megabytes = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Used(seconds, megabytes, done.stdout.strip())
