"""What the processes of a stress test do. Each can be killed at any moment, as a web worker can.

``python -m tests.stress.processes`` starts them: a line ["begin", file, verb, …] is answered with a
process number, ["wait", number] with how it ended. What a voter was shown stands in a diary beside,
one line for each thing, written before the next thing is done.
"""

import itertools
import json
import os
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

import django

TITLES = [f"Proposal {number}" for number in range(1, 9)]


def prepare():
    """Make the tables and an open vote. Prints its key."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    new_vote()


def new_vote():
    """Another open vote. Prints its key."""
    from tests import builders
    from tests.conftest import make_what_wagtail_begins_with

    # Addresses that no earlier process has given to a page.
    builders.numbers = itertools.count(time.time_ns())
    make_what_wagtail_begins_with()
    print(builders.make_open_vote(*TITLES, most=3).vote.pk)


def cast(vote_pk, diary, at, *voters):
    """Send a ballot for each voter, in order, from the moment ``at`` (seconds since 1970).

    The diary gets "begins voter" before, then "receipt voter code" or "refused voter why".
    """
    from django.db import InterfaceError, OperationalError, connection

    from tests.builders import vote_as
    from wagtail_medborgarbudget.actions.vote_refusals import VoteRefused
    from wagtail_medborgarbudget.models import Vote

    vote = Vote.objects.get(pk=vote_pk)
    day = vote.round.calendar.windows["vote"].first
    with Path(diary).open("a", buffering=1) as lines:
        time.sleep(max(0.0, float(at) - time.time()))
        for voter in voters:
            print("begins", voter, file=lines)
            try:
                print(
                    "receipt", voter, vote_as(vote, voter, *choices_of(voter), day=day), file=lines
                )
            except VoteRefused as refusal:
                print("refused", voter, refusal.code, file=lines)
            except (InterfaceError, OperationalError) as gone:
                # The database has gone. A web worker would answer with an error, and live on.
                print("error", voter, type(gone).__name__, file=lines)
                connection.close()
                time.sleep(0.05)


def choices_of(voter):
    """The same choices for the same voter every time: one to three of the eight."""
    seed = int(voter.rpartition("-")[2])
    return sorted({seed % 8 + 1, seed // 8 % 8 + 1, seed // 64 % 8 + 1})


def close(vote_pk, at):
    """Let the days be over at the moment ``at``, and close the box. Prints what was counted."""
    from tests.builders import end_voting
    from wagtail_medborgarbudget.actions.closing import close_box
    from wagtail_medborgarbudget.models import Vote

    vote = Vote.objects.get(pk=vote_pk)
    time.sleep(max(0.0, float(at) - time.time()))
    close_box(vote, day=end_voting(vote).round.calendar.windows["vote"].last + timedelta(days=1))
    report(vote_pk)


def report(vote_pk):
    """Print what the database holds of the vote, as JSON."""
    from wagtail_medborgarbudget.models import Vote

    vote = Vote.objects.get(pk=vote_pk)
    facts = {
        "marks": vote.marks.count(),
        "ballots": vote.ballots.count(),
        "choices": dict(vote.grouped_ballots()),
        "receipts": list(vote.counted_receipts.values_list("sha256", flat=True))
        or list(vote.marks.values_list("receipt_hash", flat=True)),
        "turnout": sum(row["voters"] for row in vote.turnout),
    }
    print(json.dumps(facts))


VERBS = {each.__name__: each for each in (prepare, new_vote, cast, close, report)}


def begin(out, verb, *arguments):
    """Fork a process that does something, with what it prints in a file. Prints its number."""
    pid = os.fork()
    if pid:
        print(pid, flush=True)
        return
    status = 1
    try:
        with Path(out).open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            VERBS[verb](*arguments)
            sys.stdout.flush()
            status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def wait(pid):
    """Wait for a process. Prints how it ended."""
    _pid, status = os.waitpid(int(pid), 0)
    print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    # Django is started once; each process after that begins in a moment, with nothing connected.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.stress.settings")
    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        asked, *arguments = json.loads(line)
        {"begin": begin, "wait": wait}[asked](*arguments)
