"""A process of its own for each figure: its processor time and peak memory as the system counts."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

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
    runs = [_run_once([python, "-c", code, *arguments], environment) for _ in range(times)]
    return Used(
        median(run.seconds for run in runs),
        median(run.megabytes for run in runs),
        runs[-1].printed,
    )


def _run_once(command: list[str], environment: dict[str, str]) -> Used:
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    )
    printed = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise ChildFailed(" ".join(command[:2])[:200])
    # Linux counts kilobytes, macOS bytes.
    peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Used(used.ru_utime + used.ru_stime, peak, printed.strip())
