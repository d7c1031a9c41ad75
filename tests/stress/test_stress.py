"""The ballot box when everybody comes at once, and when the machine fails in the middle.

The short form runs with every test; ``make stress`` runs the same with the numbers of a large vote.
"""

import random
import time

import pytest

from wagtail_medborgarbudget.actions.receipts import receipt_hash

from .processes import choices_of
from .world import FULL, World, durable_postgres, in_parts, kill_database, soon

PRESSES, PROCESSES = (50, 10) if FULL else (12, 4)
WHILE_CLOSING = 200 if FULL else 40
# Voters while workers, and then the database, are killed again and again.
MANY, KILLS = (10_000, 20) if FULL else (240, 3)

pytestmark = pytest.mark.stress


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def world(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stress")
    if request.param == "sqlite":
        yield from ended_after(World(folder, f"sqlite:///{folder / 'stress.sqlite3'}"))
        return
    with durable_postgres() as server:
        yield from ended_after(World(folder, server.get_uri(), server))


def ended_after(world):
    yield world
    world.end()


def test_one_voter_in_many_places_at_the_same_moment_has_one_ballot(world):
    vote, at = world.run("new_vote"), soon()

    places = [world.cast(vote, ["voter-7"] * (PRESSES // PROCESSES), at) for _ in range(PROCESSES)]
    for place in places:
        place.process.end()

    shown = [code for place in places for _voter, code in place.lines("receipt")]
    held = world.report(vote)
    assert len(shown) == PRESSES // PROCESSES * PROCESSES, "somebody met an error"
    assert (held["marks"], held["ballots"]) == (1, 1)
    assert held["receipts"][0] in map(receipt_hash, shown)


def test_closing_while_many_vote_loses_nobody_with_a_receipt_and_lets_nobody_in_after(world):
    vote, at = world.run("new_vote"), soon()
    voters = [f"voter-{number}" for number in range(WHILE_CLOSING)]

    places = [world.cast(vote, part, at) for part in in_parts(voters, PROCESSES)]
    closing = world.begin("close", vote, at + 0.15)
    closing.end()
    for place in places:
        place.process.end()

    shown = {voter: code for place in places for voter, code in place.receipts.items()}
    refused = [line for place in places for line in place.lines("refused")]
    held = world.report(vote)
    assert {why for _voter, why in refused} <= {"box_closed"}
    assert len(shown) + len(refused) == WHILE_CLOSING
    assert sorted(held["receipts"]) == sorted(map(receipt_hash, shown.values()))
    assert held["ballots"] == held["turnout"] == len(shown)
    assert held["choices"] == tally(shown)


def test_workers_that_are_killed_lose_no_ballot_that_was_receipted(world):
    vote = world.run("new_vote")
    dice = random.Random(2026)
    waiting = [f"voter-{number}" for number in range(MANY)]
    places, shown = [], {}

    for _ in range(KILLS):
        crew = [world.cast(vote, part) for part in in_parts(waiting, 2)]
        wait_for_ballots(crew, min(MANY // (KILLS + 1), len(waiting)))
        for place in dice.sample(crew, len(crew)):
            place.process.kill()
        places += crew
        shown |= receipts_of(crew)
        # Who was shown nothing presses again, once there is a worker.
        waiting = [voter for voter in waiting if voter not in shown]
    shown |= all_the_rest(world, vote, waiting)

    assert_the_count_is_what_was_shown(world, vote, shown)


def test_a_database_that_is_killed_keeps_every_ballot_that_was_receipted(world):
    if world.server is None:
        pytest.skip("SQLite has no server to kill; its workers are killed above")
    vote = world.run("new_vote")
    waiting = [f"voter-{number}" for number in range(MANY)]
    shown = {}

    for _ in range(KILLS):
        crew = [world.cast(vote, part) for part in in_parts(waiting, 2)]
        wait_for_ballots(crew, min(MANY // (KILLS + 1), len(waiting)))
        kill_database(world.server)
        for place in crew:
            place.process.kill()
        shown |= receipts_of(crew)
        waiting = [voter for voter in waiting if voter not in shown]
    shown |= all_the_rest(world, vote, waiting)

    assert_the_count_is_what_was_shown(world, vote, shown)


def wait_for_ballots(crew, how_many):
    """Until these processes have told so many voters together how it went."""
    for _ in range(3000):
        told = (len(place.lines(kind)) for place in crew for kind in ("receipt", "error"))
        if sum(told) >= how_many:
            return
        time.sleep(0.02)
    raise AssertionError("nobody gets through to the ballot box")


def receipts_of(places):
    return {voter: code for place in places for voter, code in place.receipts.items()}


def all_the_rest(world, vote, waiting):
    crew = [world.cast(vote, part) for part in in_parts(waiting, 2) if part]
    for place in crew:
        place.process.end()
    return receipts_of(crew)


def assert_the_count_is_what_was_shown(world, vote, shown):
    world.run("close", vote, 0)
    held = world.report(vote)
    assert len(shown) == MANY
    assert sorted(held["receipts"]) == sorted(map(receipt_hash, shown.values()))
    assert held["ballots"] == held["turnout"] == MANY
    assert held["choices"] == tally(shown)


def tally(shown):
    """What the count must hold: each voter's choices, grouped."""
    counted = {}
    for voter in shown:
        text = " ".join(map(str, choices_of(voter)))
        counted[text] = counted.get(text, 0) + 1
    return counted
