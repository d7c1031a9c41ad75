"""How long it takes to read and count Łódź 2022, and how much memory: ``make bench`` runs it.

python -m benchmarks.counting [FILE.pb]
"""

import gzip
import resource
import sys
import time
from pathlib import Path

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Pot
from wagtail_medborgarbudget.method.pabulib import parse
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule

LODZ = Path(__file__).parent.parent / "tests" / "data" / "pabulib" / "Poland_Lodz_2022.pb.gz"


def main(path: Path) -> None:
    """Print seconds of processor time and peak memory, beside one pass over the same votes."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    before = _peak_megabytes()

    started = time.process_time()
    election = parse(data)
    read = time.process_time()
    rule = Rule(threshold=election.threshold, ties=("cost", "votes", "id"))
    profile = Profile.of([one.id for one in election.candidates], election.ballots.items())
    outcome = Contest(election.candidates, profile, {"": Pot(election.budget)}, rule).count()
    counted = time.process_time()
    for choices in election.each_ballot():
        for _ in choices:
            pass
    passed = time.process_time()

    print(f"{path.name}: {outcome.ballots} ballots, {len(outcome.funded)} funded")
    print(f"read      {read - started:6.3f} s  {outcome.ballots / (read - started):,.0f} a second")
    print(f"count     {counted - read:6.3f} s")
    print(f"one pass  {passed - counted:6.3f} s")
    print(f"memory    {_peak_megabytes():6.0f} MB at the peak, {before:.0f} MB before reading")


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LODZ)
