"""From 200 000 stored ballots to an outcome, on SQLite."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from .measuring import ROOT, ChildFailed, Used, measure
from .tables import Row, grouped

BALLOTS = 200_000
MAKE = f"""
import random
from tests.builders import make_closed_vote, make_home
from wagtail_medborgarbudget.models import Ballot
dice = random.Random(2026)
costs = {{f"Proposal {{n}}": dice.randint(20, 400) * 500 for n in range(100)}}
vote = make_closed_vote(costs, {{}}, most=8).vote
for _ in range({BALLOTS} // 5000):
    Ballot.objects.bulk_create(
        Ballot(
            vote=vote,
            choices=vote.ballot_method.canonical(dice.sample(range(1, 101), dice.randint(1, 8))),
        )
        for _ in range(5000)
    )
"""
START = "import django; django.setup()"
COUNT = f"""
{START}
import time
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.models import Vote
began = time.process_time()
outcome = count(Vote.objects.get())
print(time.process_time() - began, outcome.ballots)
"""
PASS = f"""
{START}
import time
from wagtail_medborgarbudget.models import Ballot
began, ballots = time.process_time(), 0
for text in Ballot.objects.values_list("choices", flat=True).iterator():
    ballots += 1
    for _choice in text.split():
        pass
print(time.process_time() - began, ballots)
"""


def rows() -> Iterator[Row]:
    """Make the ballots in a database of their own, and count them by most votes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"EXAMPLE_SITE_VAR": folder, "DJANGO_SETTINGS_MODULE": "example_site.settings"}
        environment = os.environ | settings
        for command in (["migrate", "-v0"], ["shell", "-v0", "-c", MAKE]):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
            )
        started = measure(START, **settings)
        one_pass, used = (_within(measure(code, **settings), started) for code in (PASS, COUNT))
        label = f"{grouped(BALLOTS)} stored ballots, 100 proposals: most votes"
        yield Row(label, used, one_pass, "2 s")


def _within(child: Used, started: Used) -> Used:
    """What the child says that the work took, without Django's start."""
    seconds, ballots = child.printed.split()
    if int(ballots) != BALLOTS:
        raise ChildFailed(f"{ballots} ballots were counted, not {BALLOTS}")
    return Used(float(seconds), child.over(started).megabytes)
