"""What is kept of where votes come from and when, and for how long."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_medborgarbudget.actions import watching
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.patterns import (
    DEVICE,
    NETWORK,
    group_of,
    mark_as_seen,
    parts_of,
    patterns_of,
)
from wagtail_medborgarbudget.actions.watching import Traces, forget_once_a_day, forget_traces
from wagtail_medborgarbudget.method.bursts import TEN_MINUTES, slot_of
from wagtail_medborgarbudget.models import BallotFlow, SeenPatterns, VoterMark

from .builders import end_voting, make_open_vote, make_user, vote_as
from .linking import database_rows
from .threads import at_once, needs_postgres
from .voters import vote_through

NETWORK_OF_LIBRARY = "192.0.2.0/24"
LIBRARY = Traces(NETWORK_OF_LIBRARY, "Mozilla/5.0 sv-SE")


@pytest.fixture
def vote(db):
    return make_open_vote(ways=["declaration", "email_code"]).vote


def several(vote, how_many, traces=LIBRARY, way="declaration", **kwargs):
    start = VoterMark.objects.count()
    for n in range(start, start + how_many):
        cast_ballot(vote, Identified(f"voter {n}", way), [1], traces=traces, **kwargs)


def test_a_mark_keeps_where_it_came_from_as_salted_hashes_only(vote):
    other = make_open_vote().vote
    for each in (vote, other):
        several(each, 1)

    here, there = VoterMark.objects.order_by("pk")

    assert len(here.network) == len(here.device) == 16
    assert {here.network, here.device}.isdisjoint({there.network, there.device})
    rows = "\n".join(database_rows())
    assert NETWORK_OF_LIBRARY not in rows
    assert "Mozilla" not in rows


def test_the_device_is_kept_under_declaration_only(vote):
    several(vote, 1, way="email_code")

    mark = VoterMark.objects.get()

    assert mark.network
    assert not mark.device


def test_the_same_device_elsewhere_is_another(vote):
    several(vote, 1)
    several(vote, 1, Traces("198.51.100.0/24", LIBRARY.device))

    assert len(set(VoterMark.objects.values_list("device", flat=True))) == 2


def test_a_vote_sent_without_traces_leaves_none(vote):
    vote_as(vote, "anna", 1)

    assert VoterMark.objects.values_list("network", "device").get() == ("", "")


def test_voting_through_the_pages_leaves_the_same_traces_for_the_same_place(client, db):
    page = make_open_vote()
    for _voter in range(2):
        client.cookies.clear()
        vote_through(client, page, 1)

    ((network, device),) = set(VoterMark.objects.values_list("network", "device"))
    assert network
    assert device


# For two weeks


@pytest.mark.parametrize(("ago", "kept"), [(13, True), (14, False), (20, False)])
def test_traces_are_emptied_fourteen_days_after_the_day_of_the_vote(vote, ago, kept):
    several(vote, 1)
    VoterMark.objects.update(day=timezone.localdate() - timedelta(days=ago))

    forget_traces()

    mark = VoterMark.objects.get()
    assert (bool(mark.network), bool(mark.device)) == (kept, kept)


def test_whoever_votes_sees_to_it_that_old_traces_go(vote, django_capture_on_commit_callbacks):
    several(vote, 1)
    VoterMark.objects.update(day=timezone.localdate() - timedelta(days=14))

    with django_capture_on_commit_callbacks(execute=True):
        vote_as(vote, "somebody else", 1)

    assert not VoterMark.objects.exclude(network="").exists()


def test_it_is_done_once_a_day(vote, monkeypatch):
    done = []
    monkeypatch.setattr(watching, "forget_traces", done.append)

    for _time in range(3):
        forget_once_a_day(vote)

    assert done == [[vote]]


def test_a_command_empties_old_traces_of_every_vote(vote):
    several(vote, 2)
    VoterMark.objects.update(day=timezone.localdate() - timedelta(days=15))
    said = StringIO()

    call_command("medborgarbudget_forget", stdout=said)

    assert said.getvalue() == "Emptied the traces of 2 votes.\n"
    assert not VoterMark.objects.exclude(network="", device="").exists()


# Counters


def test_votes_are_counted_by_way_and_ten_minutes_apart_from_marks_and_ballots(vote):
    several(vote, 3)
    several(vote, 2, way="email_code")

    counted = {channel: count for _vote, channel, _slot, count in BallotFlow.counted([vote])}

    assert counted == {"declaration": 3, "email_code": 2}
    assert {field.name for field in BallotFlow._meta.fields} == {
        "id", "vote", "channel", "slot", "shard", "count"
    }  # fmt: skip
    assert all(slot.minute % 10 == slot.second == 0 for *_rest, slot, _count in counted_rows(vote))


def counted_rows(vote):
    return list(BallotFlow.counted([vote]))


def test_a_cast_asks_the_database_a_fixed_number_of_times(vote, monkeypatch):
    monkeypatch.setattr(watching.secrets, "randbelow", lambda _below: 0)
    several(vote, 1)
    with CaptureQueriesContext(connection) as asked:
        several(vote, 1)

    named = [query["sql"].split(" ")[0].strip('"').lower() for query in asked]
    assert named.count("insert") == 2
    assert named.count("update") == 1
    # One of them is the test's own.
    assert named.count("select") - 1 <= 4


def test_closing_erases_counters_and_what_was_looked_at(vote):
    several(vote, 12)
    mark_as_seen(vote, make_user())
    other = make_open_vote().vote
    several(other, 1)

    close_box(end_voting(vote))

    assert set(BallotFlow.objects.values_list("vote", flat=True)) == {other.pk}
    assert not SeenPatterns.objects.exists()


# Patterns


def patterns(vote):
    return patterns_of([vote])[vote.pk]


def test_ten_votes_from_one_network_are_a_pattern_and_nine_are_not(vote):
    several(vote, 9, Traces("192.0.2.0/24", ""))
    assert patterns(vote).networks == []

    several(vote, 1, Traces("192.0.2.0/24", ""), day=timezone.localdate() - timedelta(days=1))

    (group,) = patterns(vote).networks
    assert (group.kind, group.votes) == (NETWORK, 10)
    parts = parts_of(vote, [group])[group.token]
    assert [(part.channel, part.votes) for part in parts] == [
        ("declaration", 1),
        ("declaration", 9),
    ]


def test_in_a_large_vote_ten_from_one_network_are_nothing(vote):
    several(vote, 10, Traces("192.0.2.0/24", ""))
    VoterMark.objects.bulk_create(
        VoterMark(vote=vote, voter_key=f"{n}", day=timezone.localdate(), channel="email_code")
        for n in range(991)
    )

    assert patterns(vote).networks == []


def test_three_declarations_from_one_device_are_a_pattern(vote):
    several(vote, 2)
    assert patterns(vote).devices == []

    several(vote, 1)

    (group,) = patterns(vote).devices
    assert (group.kind, group.votes) == (DEVICE, 3)


def test_a_pattern_is_named_by_what_cannot_be_turned_back(vote):
    several(vote, 10)

    (group,) = patterns(vote).networks

    assert group_of(vote, group.token) == group
    assert group.value not in f"{group.token} {group.label}"
    assert len(group.label) == 3
    assert group_of(vote, group.value) is None


def test_votes_that_come_all_at_once_are_a_pattern(vote):
    now = slot_of(timezone.now())
    rows = {now - step * TEN_MINUTES: 1 for step in range(1, 60)} | {now: 60}
    BallotFlow.objects.bulk_create(
        BallotFlow(vote=vote, channel="declaration", slot=slot, shard=count % 2, count=count)
        for slot, count in rows.items()
    )

    (found,) = patterns(vote).bursts

    assert (found.channel, found.burst.votes) == ("declaration", 60)
    assert isinstance(found.burst.first, datetime)


def test_what_somebody_has_looked_at_is_new_again_when_it_has_doubled(vote):
    several(vote, 10, Traces("192.0.2.0/24", ""))
    assert len(patterns(vote).new) == 1

    mark_as_seen(vote, make_user())
    assert patterns(vote).new == []
    several(vote, 2, Traces("192.0.2.0/24", ""))
    assert patterns(vote).new == []
    several(vote, 7, Traces("192.0.2.0/24", ""))

    assert len(patterns(vote).new) == 1


def test_many_votes_are_asked_about_as_often_as_one(vote):
    votes = [vote, make_open_vote().vote, make_open_vote().vote]
    several(vote, 10)
    with CaptureQueriesContext(connection) as of_one:
        patterns_of(votes[:1])
    with CaptureQueriesContext(connection) as of_three:
        patterns_of(votes)

    assert len(of_one) == len(of_three) == 5


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_forty_votes_at_once_are_forty_in_the_counters():
    vote = make_open_vote().vote

    given = at_once(*[lambda n=n: vote_as(vote, f"voter {n}", 1) for n in range(40)])

    assert not [each for each in given if isinstance(each, Exception)]
    assert sum(count for *_rest, count in BallotFlow.counted([vote])) == 40
