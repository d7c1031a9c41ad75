"""How long it takes to make 50 000 voting codes, and to work them out again for the export."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from .measuring import ROOT, ChildFailed, Used, measure
from .tables import Row, grouped

CODES = 50_000
MAKE_VOTE = "from tests.codes import make_codes_vote; make_codes_vote()"
START = "import django; django.setup()"
WORK = """
import time
from wagtail_medborgarbudget.actions.code_runs import make_codes, run_making
from wagtail_medborgarbudget.actions.codes import export_codes
from wagtail_medborgarbudget.models import CodeBatch, Vote
"""
MAKE = f"""
{START}{WORK}
from django.db import transaction
with transaction.atomic():
    batch = make_codes(Vote.objects.get(), "letter", {CODES})
    transaction.get_connection().run_on_commit.clear()
began = time.process_time()
run_making(batch.pk)
print(time.process_time() - began, batch.codes.count())
"""
EXPORT = f"""
{START}{WORK}
batch = CodeBatch.objects.filter(exported_at=None).first()
began = time.process_time()
codes = export_codes(batch, "csv", list)
print(time.process_time() - began, len(codes))
"""


def rows() -> Iterator[Row]:
    """Make and export them in a database of their own, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"EXAMPLE_SITE_VAR": folder, "DJANGO_SETTINGS_MODULE": "example_site.settings"}
        for command in (["migrate", "-v0"], ["shell", "-v0", "-c", MAKE_VOTE]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=os.environ | settings,
                check=True,
            )
        started = measure(START, **settings)
        label = f"{grouped(CODES)} voting codes: "
        yield Row(
            label + "make and store", _within(measure(MAKE, **settings), started), None, "60 s"
        )
        yield Row(
            label + "work out for the export",
            _within(measure(EXPORT, **settings), started),
            None,
            "10 s",
        )


def _within(child: Used, started: Used) -> Used:
    """What the child says that the work took, without Django's start."""
    seconds, codes = child.printed.split()
    if int(codes) != CODES:
        raise ChildFailed(f"there were {codes} codes, not {CODES}")
    return Used(float(seconds), child.over(started).megabytes)


if __name__ == "__main__":
    for row in rows():
        print(row)
