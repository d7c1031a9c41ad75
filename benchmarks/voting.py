"""Voting over HTTP, on PostgreSQL and gunicorn, beside a bare INSERT and empty pages."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from statistics import median
from urllib.parse import urlencode

from tests.stress.world import durable_postgres, in_parts

from .measuring import ROOT, ChildFailed
from .tables import grouped

PROPOSALS, VOTES, AT_ONCE, SECONDS = 12, 150, 4, 15
BALLOTS, PROCESSES = 6_000, 4
MAKE = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0, run_syncdb=True)
import json
from tests import builders
from tests.conftest import make_what_wagtail_begins_with
from benchmarks.site.models import FormPage
from example_site.models import PlainPage
make_what_wagtail_begins_with()
titles = [f"Proposal {{number}}" for number in range({PROPOSALS})]
page = builders.make_open_vote(*titles, most=3)
home = builders.make_home()
empty = home.add_child(instance=PlainPage(title="Empty", slug="empty"))
form = home.add_child(instance=FormPage(title="Form", slug="form"))
steps = {{name: page.url + page.reverse_subpage(name) for name in ("ballot", "identify", "review")}}
print(json.dumps(steps | {{"empty": empty.url, "form": form.url, "vote": page.vote.pk}}))
"""
CAST = """
import sys
vote_pk, first, last = map(int, sys.argv[1:])
import django; django.setup()
from time import perf_counter
from tests.builders import vote_as
from wagtail_medborgarbudget.models import Vote
vote = Vote.objects.get(pk=vote_pk)
vote_as(vote, f"warm {first}", 1)
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, last):
    vote_as(vote, f"voter {number}", number % 8 + 1)
"""


@dataclass
class Browser:
    """One voter's browser: cookies, and how long the server took for each request."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def open(self, path: str, **form: object) -> str:
        """GET, or POST a form; milliseconds in the server go to ``took``. Returns what came."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            form["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form, doseq=True) if form else None
        connection.request("POST" if form else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:
            raise ChildFailed(f"{path} answered {answer.status}")
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                cookie, _, _ = value.partition(";")
                self.cookies |= dict([cookie.split("=", 1)])
        self.took.append(float(answer.headers["Server-Timing"].partition("dur=")[2]))
        connection.close()
        return answer.headers["Location"] or text

    def vote(self, steps: dict[str, str], number: int) -> None:
        """The six requests of a whole vote, by declaration."""
        choices = sorted({number % PROPOSALS + 1, number // 5 % PROPOSALS + 1})
        self.open(steps["ballot"])
        self.open(steps["ballot"], choices=choices, next="1")
        self.open(steps["identify"])
        self.open(steps["identify"], declared="on")
        self.open(steps["review"])
        if not self.open(steps["review"], choices=choices).endswith("kvitto/"):
            raise ChildFailed("the vote was not taken")


@contextmanager
def served() -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
    """The site on two workers: its port, the addresses of the steps, and the environment."""
    with durable_postgres() as server, tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": server.get_uri(),
            "DJANGO_SETTINGS_MODULE": "benchmarks.site.settings",
            "EXAMPLE_SITE_VAR": folder,
        }
        steps = json.loads(manage(environment, "shell", "-v0", "-c", MAKE).splitlines()[-1])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        gunicorn = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "example_site.wsgi", "--workers=2"),
                *(f"--bind=127.0.0.1:{port}", "--log-level=error"),
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_for(port)
            yield port, steps, environment
        finally:
            gunicorn.terminate()
            gunicorn.wait(20)


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise ChildFailed(done.stderr)
    return done.stdout


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise ChildFailed("the site did not start")


def lines() -> Iterator[str]:
    """Rows of a table: what was measured, the figure, beside what, and what it must keep."""
    with served() as (port, steps, environment):
        yield from one_at_a_time(port, steps)
        yield many_at_once(port, steps)
        yield at_the_box(steps["vote"], environment)


def one_at_a_time(port: int, steps: dict[str, str]) -> Iterator[str]:
    """Votes, INSERTs and empty pages in turn, so that all meet the same machine."""
    votes, views, forms, pages = [], [], [], []
    for number in range(-10, VOTES):
        voter, other = Browser(port), Browser(port)
        voter.vote(steps, number)
        other.cookies = voter.cookies
        other.open("/insert/", word=f"voter {number}")
        other.open(steps["form"], word=f"voter {number}")
        for _ in range(6):
            other.open(steps["empty"])
        if number >= 0:  # the first ones warm it up
            votes.append(voter.took)
            views.append(other.took[0])
            forms.append(other.took[1])
            pages.append(sum(other.took[2:]))
    sending, whole = median(took[-1] for took in votes), median(map(sum, votes))
    yield compared("The POST that sends a vote", sending, "a page that stores one row", forms, 5)
    yield compared("The same", sending, "a view beside Wagtail that stores one row", views)
    yield compared("A whole vote, six requests", whole, "six empty pages", pages, 2)


def compared(label: str, took: float, other: str, others: list[float], most: int = 0) -> str:
    beside = median(others)
    must = f"at most {most} times" if most else ""
    ratio = f"{took / beside:.1f} times"
    return f"| {label} | {took:.1f} ms | {other}: {beside:.1f} ms | {ratio} | {must} |"


def many_at_once(port: int, steps: dict[str, str]) -> str:
    """Whole votes from some browsers at a time, for a while."""
    numbers, until = count(1000), time.monotonic() + SECONDS

    def go_on(_browser: int) -> int:
        done = 0
        while time.monotonic() < until:
            Browser(port).vote(steps, next(numbers))
            done += 1
        return done

    with ThreadPoolExecutor(AT_ONCE) as pool:
        votes = sum(pool.map(go_on, range(AT_ONCE)))
    return (
        f"| Whole votes, {AT_ONCE} browsers at a time | {votes / SECONDS:.0f} a second "
        f"| the browsers share the two cores | | |"
    )


def at_the_box(vote: str, environment: dict[str, str]) -> str:
    """``cast_ballot`` alone, from several processes."""
    parts = in_parts(range(BALLOTS), PROCESSES)
    crew = [
        subprocess.Popen(
            [sys.executable, "-c", CAST, str(vote), *edges(number, len(part))],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, part in enumerate(parts)
    ]
    for each in crew:
        if each.stdout.readline().strip() != "ready":
            raise ChildFailed("a process that casts did not start")
    began = time.perf_counter()
    for each in crew:
        each.stdin.write("\n")
        each.stdin.flush()
    if any(each.wait() for each in crew):
        raise ChildFailed("a process that casts failed")
    rate = BALLOTS / (time.perf_counter() - began)
    return (
        f"| `cast_ballot()`, {PROCESSES} processes | {grouped(rate)} a second | | "
        "| at least 300 a second |"
    )


def edges(number: int, size: int) -> tuple[str, str]:
    return str(1_000_000 * (number + 1)), str(1_000_000 * (number + 1) + size)
