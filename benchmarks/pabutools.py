"""The same count by pabutools, the field's own library, in the environment of ``make oracle``."""

from pathlib import Path

from .measuring import ROOT, ChildFailed, Used, measure

PYTHON = ROOT / ".venv-oracle" / "bin" / "python"
START = "import scripts.oracle, pabutools.election"
READ = f"""
{START}
import sys
instance, profile = pabutools.election.parse_pabulib(sys.argv[1])
"""
COUNT = f"""{READ}
from pabutools.rules import method_of_equal_shares
from pabutools.election import Cost_Sat
winners = method_of_equal_shares(
    instance,
    profile.as_multiprofile(),
    sat_class=Cost_Sat,
    voter_budget_increment=1,
    tie_breaking=scripts.oracle.BY_ID,
)
print(*sorted(project.name for project in winners))
"""


def count(file: Path, winners: str) -> Used | None:
    """Measure equal shares with Add1, over its start; None where it is not installed.

    Raises ChildFailed when its winners are not ``winners``, sorted ids.
    """
    if not PYTHON.exists():
        return None
    used = measure(COUNT, str(file), python=str(PYTHON), times=1)
    if used.printed != winners:
        raise ChildFailed(f"pabutools funds {used.printed}")
    return used.over(measure(START, python=str(PYTHON)))
