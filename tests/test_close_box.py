"""When the ballot box is closed, nothing joins a voter with a ballot any more."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from wagtail_medborgarbudget.actions import ballot_box
from wagtail_medborgarbudget.actions.ballot_box import (
    WHO_VOTED,
    destroy_the_link,
    overwrite_what_was,
)
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.email_codes import send_code
from wagtail_medborgarbudget.actions.keys import Identified, voter_of
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed, NotFixed, StillVoting
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot, EmailChallenge, VoterMark, VoteSalt

from .builders import (
    end_voting,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    vote_as,
)
from .counted import counted


def a_vote_with(voters, **facts):
    vote = make_open_vote(*(f"Förslag {n}" for n in range(voters)), most=3, **facts).vote
    codes = [vote_as(vote, f"voter {n}", n + 1) for n in range(voters)]
    return vote, codes


@pytest.mark.django_db
def test_after_closing_nothing_joins_a_voter_with_a_ballot():
    vote, _codes = a_vote_with(20)
    send_code(vote, "anna@example.se")
    keys_before = set(vote.ballots.values_list("pk", flat=True))

    close_box(end_voting(vote))

    assert not VoterMark.objects.exists()
    assert not VoteSalt.objects.exists()
    assert not EmailChallenge.objects.exists()
    assert not Ballot.objects.exclude(handle=None).exists()
    assert not keys_before & set(Ballot.objects.values_list("pk", flat=True))
    with pytest.raises(VoteSalt.DoesNotExist):
        voter_of(vote, Identified("voter 1", "declaration"))


@pytest.mark.django_db
def test_the_ballots_are_the_same_in_another_order():
    vote, _codes = a_vote_with(40)
    before = in_stored_order()

    close_box(end_voting(vote))

    assert sorted(in_stored_order()) == sorted(before)
    assert in_stored_order() != before


def in_stored_order():
    in_order = {
        "postgresql": "select choices from wagtail_medborgarbudget_ballot order by ctid",
        "sqlite": "select choices from wagtail_medborgarbudget_ballot order by rowid",
    }
    with connection.cursor() as cursor:
        cursor.execute(in_order[connection.vendor])
        return [choices for (choices,) in cursor.fetchall()]


@pytest.mark.django_db
def test_another_vote_keeps_its_marks_handles_and_salt():
    vote, _codes = a_vote_with(3)
    other, _codes = a_vote_with(4)
    ballots = set(other.ballots.values_list("pk", "handle", "choices"))
    marks = set(other.marks.values_list("pk", "voter_key", "day", "channel", "receipt_hash"))

    close_box(end_voting(vote))

    assert set(other.ballots.values_list("pk", "handle", "choices")) == ballots
    assert (
        set(other.marks.values_list("pk", "voter_key", "day", "channel", "receipt_hash")) == marks
    )
    vote_as(other, "voter 1", 3)
    vote_as(other, "somebody else", 3)
    assert (other.ballots.count(), other.marks.count()) == (5, 5)


@pytest.mark.django_db
def test_how_many_voted_each_day_is_kept_with_the_vote():
    vote = make_open_vote().vote
    today = timezone.localdate()
    vote_as(vote, "anna", 1, day=today - timedelta(days=1))
    for name in ("bo", "cia"):
        vote_as(vote, name, 1, day=today)

    closed = close_box(end_voting(vote))

    assert closed.turnout == [
        {"day": (today - timedelta(days=1)).isoformat(), "channel": "declaration", "voters": 1},
        {"day": today.isoformat(), "channel": "declaration", "voters": 2},
    ]


@pytest.mark.django_db
def test_the_receipts_are_kept_as_sorted_hashes():
    vote, codes = a_vote_with(5)

    closed = close_box(end_voting(vote))

    assert counted(closed) == {"declaration": sorted(map(receipt_hash, codes))}
    by_key = closed.counted_receipts.order_by("pk").values_list("sha256", flat=True)
    assert list(by_key) == sorted(by_key), "their keys follow the hashes and not the votes"


@pytest.mark.django_db
def test_the_box_stays_open_while_residents_may_vote():
    vote = make_open_vote().vote
    last = vote.round.calendar.windows[Step.VOTE].last

    with pytest.raises(StillVoting):
        close_box(vote, day=last)

    assert close_box(vote, day=last + timedelta(days=1)).is_box_closed


@pytest.mark.django_db
def test_a_box_is_closed_once_and_only_when_the_ballot_was_fixed():
    vote = close_box(end_voting(make_open_vote().vote))
    never = make_voting_page(make_round_page(step=Step.VOTE)).vote

    with pytest.raises(BoxClosed):
        close_box(vote)
    with pytest.raises(NotFixed):
        close_box(end_voting(never))


@pytest.mark.django_db
def test_the_closing_is_logged_with_the_one_who_did_it():
    from wagtail.models import ModelLogEntry

    user = make_user()
    vote, _codes = a_vote_with(2)

    close_box(end_voting(vote), user)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.close_box")
    assert (entry.user, entry.data) == (user, {"ballots": 2})


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what SQLite leaves in its file")
@pytest.mark.django_db
def test_on_sqlite_the_file_is_written_anew_when_the_closing_is_committed(
    django_capture_on_commit_callbacks,
):
    vote, _codes = a_vote_with(2)

    with django_capture_on_commit_callbacks() as callbacks:
        close_box(end_voting(vote))

    assert overwrite_what_was in callbacks


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="what PostgreSQL leaves in its tables"
)
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_every_ballot_was_written_by_the_closing():
    vote, _codes = a_vote_with(20)

    close_box(end_voting(vote))

    with connection.cursor() as cursor:
        cursor.execute("select count(distinct xmin::text) from wagtail_medborgarbudget_ballot")
        assert cursor.fetchone() == (1,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the statistics of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_postgresql_never_samples_who_voted_for_its_statistics():
    a_vote_with(20)
    make_open_vote()

    with connection.cursor() as cursor:
        cursor.execute("analyze")
        cursor.execute(
            "select tablename, attname from pg_stats where tablename = any(%s)",
            [[model._meta.db_table for model in (*WHO_VOTED, Ballot)]],
        )
        sampled = {column for _table, column in cursor.fetchall()}

    assert sampled == {"vote_id", "day", "channel", "choices"}


@pytest.fixture
def ballot_file(tmp_path, monkeypatch, db):
    """The four tables in an SQLite file of their own."""
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "votes.sqlite3")}
    database = ConnectionHandler({"default": options})["default"]
    with database.cursor() as cursor:
        cursor.execute("pragma journal_mode=wal")
    with database.schema_editor() as editor:
        for model in (*WHO_VOTED, Ballot):
            editor.create_model(model)
    database.disable_constraint_checking()
    monkeypatch.setattr(ballot_box, "connection", database)
    yield database
    database.close()


def test_an_sqlite_file_holds_nothing_of_the_marks_after_closing(ballot_file, tmp_path):
    with ballot_file.cursor() as cursor:
        for number in range(500):
            cursor.execute(
                "insert into wagtail_medborgarbudget_votermark"
                " (vote_id, voter_key, day, channel, receipt_hash, network, device)"
                " values (1, %s, '', '', '', '', '')",
                [f"key-of-voter-{number}"],
            )
    files = sorted(tmp_path.iterdir())
    assert b"key-of-voter" in b"".join(file.read_bytes() for file in files)

    ballot_file.set_autocommit(False)
    destroy_the_link(SimpleNamespace(pk=1))
    ballot_file.commit()
    ballot_file.set_autocommit(True)
    overwrite_what_was()

    assert b"key-of-voter" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
