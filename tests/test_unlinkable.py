"""After the box is closed, everything in hand links voters and ballots no better than chance.

The attacker and the bounds stand in ``linking.py``. While the box is open the same attacker
succeeds, which shows that the test can fail.
"""

import random
from itertools import combinations

import pytest
from django.db import connection
from django.utils import timezone

from wagtail_medborgarbudget.actions.ballot_box import WHO_VOTED
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.codes import voter_with_code
from wagtail_medborgarbudget.actions.email_codes import send_code
from wagtail_medborgarbudget.actions.followers import follow
from wagtail_medborgarbudget.actions.inclusion import box_sums
from wagtail_medborgarbudget.actions.invalidating import confirm, propose_receipt
from wagtail_medborgarbudget.actions.keys import Identified, handle_of, keyed_hash, voter_of
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.patterns import mark_as_seen
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.actions.stations import give_start_code, use_start_code
from wagtail_medborgarbudget.actions.watching import Traces
from wagtail_medborgarbudget.method.codes import read_code
from wagtail_medborgarbudget.models import (
    Ballot,
    BallotFlow,
    CodeBatch,
    CodeKind,
    CountedReceipt,
    EmailChallenge,
    StartCode,
    Vote,
    VoteFollower,
    VoterMark,
    VoteSalt,
    VotingCode,
)

from .builders import end_voting, make_open_vote, make_user
from .codes import codes_of, make_batch
from .linking import (
    HITS,
    agreement,
    ballot_orders,
    database_files,
    database_rows,
    hits,
    is_linked,
    is_somewhere,
    neighbours,
    pairings,
    tau_bound,
)
from .paper import make_settled
from .rehearsals import make_ready_page
from .ways import make_station

VOTERS = 200
# Two digits each, and four on each ballot, so that no ballot is a part of another.
NUMBERS = range(10, 21)
NUMBERS_AND_BEFORE = range(1, NUMBERS[-1] + 1)


class Election:
    """Voters who vote in a known order, each in a way of their own; some change their minds."""

    def __init__(self, voters=VOTERS):
        self.vote = make_open_vote(*(f"Förslag {n:02}" for n in NUMBERS_AND_BEFORE), most=4).vote
        dice = random.Random(2026)
        ballots = dice.sample(list(combinations(NUMBERS, 4)), voters + voters // 5)
        self.voters = [f"voter {n:03}" for n in dice.sample(range(1000), voters)]
        self.truth, self.codes = {}, {}
        changing = dice.sample(self.voters, voters // 5)
        for voter, choices in zip([*self.voters, *changing], ballots, strict=True):
            self.cast(voter, choices)

    def cast(self, voter, choices):
        self.truth[voter] = " ".join(map(str, choices))
        traces = Traces("192.0.2.0/24", f"browser of {voter}")
        who = Identified(voter, "declaration")
        self.codes[voter] = cast_ballot(self.vote, who, choices, traces=traces)

    def invalidate_one(self):
        """The new tables are used too: a pattern looked at, a vote taken out."""
        voter = self.voters.pop()
        mark_as_seen(self.vote, make_user())
        reason = {"sv": "Koden var stulen."}
        proposal = propose_receipt(self.vote, self.codes.pop(voter), reason, make_user())
        confirm(proposal, make_user())
        del self.truth[voter]

    def voter_orders(self):
        """What the attacker knows of the voters, in every order that could mean something."""
        by_hash = {receipt_hash(code): voter for voter, code in self.codes.items()}
        counted = self.vote.counted_receipts.order_by("pk").values_list("sha256", flat=True)
        return {
            "counted receipt": [by_hash[hashed] for hashed in counted],
            "when they voted": self.voters,
            "identifier": sorted(self.voters),
            "receipt": sorted(self.voters, key=lambda voter: receipt_hash(self.codes[voter])),
        }

    def pairings(self):
        return pairings(
            self.voter_orders(), ballot_orders(self.vote, self.truth.values()), self.truth
        )

    def secrets(self):
        """What must be nowhere afterwards."""
        salt = bytes(VoteSalt.objects.get(vote=self.vote).value)
        people = [voter_of(self.vote, Identified(one, "declaration")) for one in self.voters]
        marks = VoterMark.objects.filter(vote=self.vote)
        return {
            "salt": [salt],
            "voter keys": [voter.key for voter in people],
            "handles": [handle_of(self.vote, voter) for voter in people],
            "networks": list(set(marks.values_list("network", flat=True))),
            "devices": list(marks.values_list("device", flat=True)),
            "identifiers": self.voters,
        }


@pytest.mark.django_db(transaction=True)
def test_while_the_box_is_open_the_same_attacker_links_everybody(settings):
    election = Election(60)

    salt = VoteSalt.objects.get(vote=election.vote).value
    secret = settings.MEDBORGARBUDGET_BALLOT_KEY.encode() + bytes(salt)
    boxed = dict(Ballot.objects.values_list("handle", "choices"))
    found = {}
    for voter in election.voters:
        key = keyed_hash(secret, "roll", "declaration", voter)
        found[voter] = boxed[keyed_hash(secret, "ballot", key)]

    assert found == election.truth
    as_written = {"sqlite": "rowid", "postgresql": "xmin"}[connection.vendor]
    assert is_linked(election.pairings()["when they voted", as_written])
    files = database_files()
    kept = election.secrets()
    for name in ("salt", "voter keys", "handles", "networks", "devices"):
        assert all(is_somewhere(each, files) for each in kept[name]), name
    assert not any(is_somewhere(each, files) for each in kept["identifiers"])


def sample_everything():
    """What a nightly job, or PostgreSQL by itself, does: values for the planner's statistics."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


@pytest.mark.django_db(transaction=True)
def test_after_closing_nothing_links_better_than_chance():
    election = Election()
    election.invalidate_one()
    kept = election.secrets()
    before = set(Ballot.objects.values_list("pk", flat=True))
    left = sorted(election.truth.values())

    sample_everything()
    close_box(end_voting(election.vote), make_user())

    # The ballots are all there, and nothing else of those who sent them.
    assert sorted(Ballot.objects.values_list("choices", flat=True)) == left
    assert not VoterMark.objects.exists()
    assert not BallotFlow.objects.exists()
    for pairing, order in election.pairings().items():
        assert sorted(order) == list(range(VOTERS - 1)), f"{pairing}: not all ballots were found"
        assert not is_linked(order), (
            f"{pairing}: {hits(order)} hits, {neighbours(order)} neighbours,"
            f" agreement {agreement(order):.2f}"
        )
    files, rows = database_files(), [row.encode() for row in database_rows()]
    for name, secrets in {**kept, "ballots' old keys": [key.hex for key in before]}.items():
        assert not any(is_somewhere(each, files) for each in secrets), f"{name} in the files"
        assert not any(is_somewhere(each, rows) for each in secrets), f"{name} in the rows"


def vote_in_every_way():
    """One voter or more in each, and everything begun that a closing finds in the box."""
    ways = ["declaration", "email_code", "voting_code", "school", "assisted", "paper"]
    titles = [f"Förslag {n:02}" for n in NUMBERS_AND_BEFORE]
    page = make_ready_page(*titles, ways=ways, most=4)
    letter = codes_of(page.vote, 5)
    # Made, and never exported: its secret is still there.
    make_batch(page.vote, 4, kind=CodeKind.SCHOOL)
    vote = open_vote(page.vote)
    for number, code in letter.items():
        who = voter_with_code(vote, read_code(code), [CodeKind.LETTER])
        cast_ballot(vote, who, [10, 11, 12, 12 + number], traces=Traces("198.51.100.0/24", ""))
    mailed = [send_code(vote, f"rut{n}@exempel.se") for n in range(4)]
    for voter in mailed[:2]:
        cast_ballot(vote, voter, [10, 12, 13, 14])
    desk = make_station(vote)
    for number in range(3):
        cast_ballot(vote, use_start_code(vote, give_start_code(desk, f"480302{number:04}")), [15])
    give_start_code(desk, "5903031234")
    for number in range(3):
        mark_on_roll(vote, Identified(f"370404{number:04}", "assisted"))
    make_settled(vote, "11 13 15", "11 14 16", "12 14 15", "blank")
    follow(vote, "rut0@exempel.se", "sv")
    mark_as_seen(vote, make_user())
    return vote


def kept_of_persons(vote):
    """Every value in the tables that a closing empties: kind → values."""
    marks = VoterMark.objects.filter(vote=vote)
    tables = (VotingCode, EmailChallenge, StartCode)
    return {
        "salt": [bytes(VoteSalt.objects.get(vote=vote).value)],
        "voter keys": [
            *marks.values_list("voter_key", flat=True),
            *EmailChallenge.objects.values_list("voter_key", flat=True),
            *StartCode.objects.values_list("voter_key", flat=True),
        ],
        "hashes": [
            each for table in tables for each in table.objects.values_list("code_hash", flat=True)
        ],
        "networks": [each for each in marks.values_list("network", flat=True).distinct() if each],
        "handles": list(Ballot.objects.values_list("handle", flat=True)),
        "roll": list(marks.filter(channel="paper").values_list("receipt_hash", flat=True)),
        "addresses": list(VoteFollower.objects.values_list("veiled_address", flat=True)),
        "secrets of codes": [
            bytes(each)
            for each in CodeBatch.objects.exclude(secret=None).values_list("secret", flat=True)
        ],
    }


@pytest.mark.django_db(transaction=True)
def test_of_every_way_of_voting_nothing_of_a_person_is_left():
    vote = vote_in_every_way()
    kept = kept_of_persons(vote)
    assert all(kept.values()), "each kind was there before the closing"
    ways = set(VoterMark.objects.values_list("channel", flat=True))
    assert ways == {"email_code", "voting_code", "assisted", "paper"}
    before = len(kept["handles"])

    sample_everything()
    close_box(end_voting(vote), make_user())

    files, rows = database_files(), [row.encode() for row in database_rows()]
    # PostgreSQL leaves the former row in the file; without the salt it gives no code.
    in_rows_only = {"secrets of codes"} if connection.vendor == "postgresql" else set()
    for name, secrets in kept.items():
        assert not any(is_somewhere(each, rows) for each in secrets), f"{name} in the rows"
        if name not in in_rows_only:
            assert not any(is_somewhere(each, files) for each in secrets), f"{name} in the files"
    vote = Vote.objects.get(pk=vote.pk)
    assert box_sums(vote).agrees
    assert vote.ballots.count() == before + 3
    for model in WHO_VOTED:
        assert not model.objects.filter(vote=vote).exists(), model


def test_every_table_with_a_column_of_a_person_is_emptied_by_the_closing():
    """A new table that points at a vote, and at nobody, says so here."""
    of_nobody = {
        # Pages, staff's own work, public facts and counters.
        "VotingPage", "Ballot", "Result", "CountRun", "CodeBatch", "SealedText", "VoteChange",
        "AnswerCount", "VoteAlarm", "Station", "PaperBatch", "Invalidation",
        "CountedReceipt",
    }  # fmt: skip
    pointing = {
        field.related_model.__name__
        for field in Vote._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
    }

    assert pointing == of_nobody | {model.__name__ for model in WHO_VOTED}


def test_a_counted_receipt_has_a_way_and_nothing_that_a_ballot_has():
    columns = {field.name for field in CountedReceipt._meta.concrete_fields}
    shared = columns & {field.name for field in Ballot._meta.concrete_fields}

    assert columns == {"id", "vote", "way", "sha256"}
    assert shared == {"id", "vote"}
    assert not CountedReceipt._meta.related_objects, "and nothing points at it"


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_the_closing_and_no_time_of_any_vote():
    election = Election(25)
    close_box(end_voting(election.vote), make_user())

    vote = Vote.objects.get(pk=election.vote.pk)

    assert vote.turnout == [
        {"day": timezone.localdate().isoformat(), "channel": "declaration", "voters": 25}
    ]
    texts = set(election.truth.values())
    holding = {row.split(" ")[0] for row in database_rows() if any(text in row for text in texts)}
    assert holding == {Ballot._meta.db_table}


# The attacker's own arithmetic


def test_the_bounds_catch_what_is_linked_and_let_chance_be():
    dice = random.Random(1)
    same = list(range(VOTERS))
    shifted = same[1:] + same[:1]
    roughly = sorted(same, key=lambda place: place + dice.uniform(0, 80))

    assert is_linked(same)
    assert is_linked(same[::-1])
    assert is_linked(shifted)
    assert hits(roughly) < HITS
    assert is_linked(roughly)
    assert not any(is_linked(dice.sample(same, VOTERS)) for _trial in range(300))
    assert 0.5 < tau_bound(VOTERS) < 0.6
