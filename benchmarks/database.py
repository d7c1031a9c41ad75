"""From 200 000 stored ballots to an outcome, on SQLite."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from .measuring import ROOT, measure
from .tables import Row

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
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.models import Vote
print(len(count(Vote.objects.get()).funded))
"""
PASS = f"""
{START}
from wagtail_medborgarbudget.models import Ballot
for text in Ballot.objects.values_list("choices", flat=True).iterator():
    for _choice in text.split():
        pass
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
        one_pass = measure(PASS, **settings).over(started)
        used = measure(COUNT, **settings).over(started)
        label = f"{BALLOTS:,} stored ballots, 100 proposals: most votes".replace(",", " ")
        yield Row(label, used, one_pass, "2 s")
