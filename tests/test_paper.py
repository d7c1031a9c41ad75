"""Ballots on paper are read twice by two people, and counted like any other."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.paper import drop_batch
from wagtail_medborgarbudget.actions.paper_closing import sheet_code
from wagtail_medborgarbudget.actions.paper_entries import (
    Sheet,
    correct_line,
    enter_line,
    finish_reading,
    remove_last_line,
)
from wagtail_medborgarbudget.actions.paper_refusals import (
    AlreadyDropped,
    LineTaken,
    NoPaper,
    NoReasonToDrop,
    NoSuchLine,
    NotAllAnswered,
    NotBeingRead,
    NothingEntered,
    NothingToSettle,
    OthersReading,
    PaperUnsettled,
    PileDiffers,
    SameReader,
)
from wagtail_medborgarbudget.actions.paper_settling import FIRST, SECOND, differences, settle
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed, NotVotingDay
from wagtail_medborgarbudget.method.ballots import Points, Ranked, TooManyChoices, UnknownChoice
from wagtail_medborgarbudget.models import (
    BallotMethod,
    BatchState,
    PaperBatch,
    PaperEntry,
    Proposal,
    Reading,
)
from wagtail_medborgarbudget.views.results import Shown

from .builders import end_voting, force, make_open_vote, make_user, vote_as
from .counted import counted
from .paper import enter, make_batch, make_paper_vote, make_settled, read_by
from .threads import at_once, needs_postgres

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(db):
    return make_paper_vote()


@pytest.fixture
def anna(db):
    return make_user()


@pytest.fixture
def bo(db):
    return make_user()


def entered(batch, reading):
    rows = batch.entries.filter(reading=reading).order_by("line")
    return [one.invalid or one.choices for one in rows]


def test_batches_are_numbered_within_their_vote(vote):
    other = make_paper_vote()

    numbers = [make_batch(one).number for one in (vote, other, vote)]

    assert numbers == [1, 1, 2]


def test_a_batch_is_handed_in_on_a_voting_day_in_a_vote_that_takes_paper(vote):
    with pytest.raises(NotVotingDay):
        make_batch(vote, day=timezone.localdate() - timedelta(days=40))
    with pytest.raises(NoPaper):
        make_batch(make_open_vote().vote)


def test_two_people_who_read_the_same_settle_the_batch(vote, anna, bo):
    batch = make_batch(vote, pile=3)

    read_by(batch, anna, "3 1", "2", "blank")
    settled = read_by(batch, bo, "1 3", "2", "blank")

    assert settled.state == BatchState.SETTLED
    assert (settled.first_reader, settled.second_reader) == (anna, bo)
    assert settled.totals == {"valid": 2, "invalid": {"blank": 1}}
    assert entered(batch, Reading.SETTLED) == ["1 3", "2", "blank"]


def test_whoever_read_first_may_not_read_the_second_time(vote, anna):
    batch = make_batch(vote, pile=1)
    read_by(batch, anna, "1")

    with pytest.raises(SameReader):
        enter(batch, anna, "1")
    with pytest.raises(SameReader):
        finish_reading(batch, anna)


def test_one_person_makes_a_reading_to_its_end(vote, anna, bo):
    batch = make_batch(vote)
    enter(batch, anna, "1")

    with pytest.raises(OthersReading):
        enter(batch, bo, "2")
    with pytest.raises(NothingEntered):
        finish_reading(make_batch(vote), bo)


def test_a_sheet_that_breaks_the_rules_is_not_entered(vote, anna):
    batch = make_batch(vote)

    with pytest.raises(TooManyChoices):
        enter(batch, anna, "1 2 3 4")
    with pytest.raises(UnknownChoice):
        enter(batch, anna, "9")

    assert not batch.entries.exists()


def test_the_same_sheet_sent_twice_is_entered_once(vote, anna):
    batch = make_batch(vote)
    enter_line(batch, anna, 1, Sheet([1]))

    with pytest.raises(LineTaken):
        enter_line(batch, anna, 1, Sheet([1]))

    assert batch.entries.count() == 1


def test_ones_own_lines_can_be_corrected_and_the_last_one_taken_back(vote, anna):
    batch = make_batch(vote)
    enter(batch, anna, "1", "2", "3")

    correct_line(batch, anna, 2, Sheet(invalid="unclear"))
    remove_last_line(batch, anna, 3)

    assert entered(batch, Reading.FIRST) == ["1", "unclear"]
    with pytest.raises(NoSuchLine):
        correct_line(batch, anna, 3, Sheet([1]))
    with pytest.raises(NoSuchLine):
        remove_last_line(batch, anna, 1)


def test_lines_of_a_finished_reading_stay(vote, anna, bo):
    batch = make_batch(vote, pile=1)
    read_by(batch, anna, "1")

    with pytest.raises(SameReader):
        correct_line(batch, anna, 1, Sheet([2]))
    read_by(batch, bo, "1")
    with pytest.raises(NotBeingRead):
        enter(batch, bo, "1")

    assert entered(batch, Reading.FIRST) == ["1"]


def test_differences_are_found_line_by_line(vote, anna, bo):
    batch = make_batch(vote, pile=3)
    read_by(batch, anna, "1", "2", "blank")
    read_by(batch, bo, "1", "3", "blank")

    batch.refresh_from_db()
    (found,) = differences(batch)

    assert batch.state == BatchState.DIFFERENCES
    assert (found.first.line, found.first.choices, found.second.choices) == (2, "2", "3")


def test_a_skipped_sheet_is_one_difference_and_does_not_shift_the_rest(vote, anna, bo):
    batch = make_batch(vote, pile=5)
    read_by(batch, anna, "1", "2", "3", "4", "1 2")
    read_by(batch, bo, "1", "3", "4", "1 2")

    (found,) = differences(batch)

    assert (found.first.choices, found.second) == ("2", None)


def test_a_person_says_which_reading_is_right_or_enters_the_sheet_anew(vote, anna, bo):
    leader = make_user()
    batch = make_batch(vote, pile=4)
    read_by(batch, anna, "1", "2", "3", "4")
    read_by(batch, bo, "1 2", "2 3", "1 3", "4")

    settled = settle(batch, leader, {0: SECOND, 1: FIRST, 2: Sheet([1, 4])}, pile=4)

    assert (settled.state, settled.settled_by) == (BatchState.SETTLED, leader)
    assert entered(batch, Reading.SETTLED) == ["1 2", "2", "1 4", "4"]


def test_settling_needs_every_answer_and_a_pile_that_agrees(vote, anna, bo):
    batch = make_batch(vote, pile=3)
    read_by(batch, anna, "1", "2", "3")
    read_by(batch, bo, "1", "3")

    with pytest.raises(NotAllAnswered):
        settle(batch, anna, {}, pile=3)
    with pytest.raises(PileDiffers):
        settle(batch, anna, {0: SECOND}, pile=3)
    settled = settle(batch, anna, {0: FIRST}, pile=3)

    assert settled.totals["valid"] == 3
    with pytest.raises(NothingToSettle):
        settle(batch, anna, {0: FIRST}, pile=3)


def test_readings_that_agree_but_not_with_the_pile_are_settled_by_a_person(vote, anna, bo):
    batch = make_batch(vote, pile=5)
    read_by(batch, anna, "1", "2")
    read_by(batch, bo, "1", "2")

    batch.refresh_from_db()
    assert (batch.state, differences(batch)) == (BatchState.DIFFERENCES, [])
    assert settle(batch, anna, {}, pile=2).pile == 2


def test_a_batch_is_dropped_for_a_reason_and_keeps_no_sheets(vote, anna):
    batch = make_settled(vote, "1", "2")

    with pytest.raises(NoReasonToDrop):
        drop_batch(batch, anna, "  ")
    drop_batch(batch, anna, "Samma hög som bunt 2")

    batch.refresh_from_db()
    assert (batch.state, batch.totals) == (BatchState.DROPPED, {})
    assert not batch.entries.exists()
    with pytest.raises(AlreadyDropped):
        drop_batch(batch, anna, "Igen")
    entry = ModelLogEntry.objects.get(action="medborgarbudget.paper_dropped")
    assert (entry.user, entry.data["reason"]) == (anna, "Samma hög som bunt 2")


def test_the_box_stays_open_while_a_batch_is_neither_settled_nor_dropped(vote, anna):
    make_settled(vote, "1")
    batch = make_batch(vote)
    vote = end_voting(vote)

    with pytest.raises(PaperUnsettled) as refused:
        close_box(vote)
    assert refused.value.batches == "2"

    drop_batch(batch, anna, "Tom låda")
    assert close_box(vote).is_box_closed


def test_ballots_turnout_and_receipts_are_equally_many_in_all_and_on_paper(vote):
    for name in ("cia", "dan"):
        vote_as(vote, name, 4)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_settled(vote, "1 2", "blank", "3", day=yesterday)
    make_settled(vote, "1 2", "too_many")
    drop_batch(make_settled(vote, "4", "4", "4"), None, "Dubblett")

    vote = close_box(end_voting(vote))

    paper = [row for row in vote.turnout if row["channel"] == "paper"]
    assert [(row["day"], row["voters"]) for row in paper] == [
        (yesterday.isoformat(), 2),
        (timezone.localdate().isoformat(), 1),
    ]
    assert len(counted(vote)["paper"]) == 3
    voters = sum(row["voters"] for row in vote.turnout)
    assert voters == vote.counted_receipts.count() == vote.ballots.count() == 5
    assert list(vote.grouped_ballots()) == [("1 2", 2), ("3", 1), ("4", 2)]


def test_each_valid_sheet_can_be_found_among_what_was_counted(vote):
    make_settled(vote, "1", "blank", "2")

    vote = close_box(end_voting(vote))

    hashes = sorted(receipt_hash(sheet_code(1, line)) for line in (1, 3))
    assert counted(vote) == {"paper": hashes}


def test_no_two_sheets_have_the_same_code():
    codes = [sheet_code(batch, line) for batch in range(1, 120) for line in range(1, 120)]

    assert len(set(map(receipt_hash, codes))) == len(codes)


def test_what_was_entered_is_wiped_at_the_closing_and_the_totals_stay(vote):
    other = make_paper_vote()
    make_settled(other, "1")
    make_settled(vote, "1", "marked")

    close_box(end_voting(vote))

    assert set(PaperEntry.objects.values_list("vote", flat=True)) == {other.pk}
    batch = PaperBatch.objects.get(vote=vote)
    assert batch.totals == {"valid": 1, "invalid": {"marked": 1}}


def test_nothing_is_done_with_paper_when_the_box_is_closed(vote, anna):
    batch = make_settled(vote, "1")
    vote = close_box(end_voting(vote))

    with pytest.raises(BoxClosed):
        make_batch(vote)
    with pytest.raises(BoxClosed):
        drop_batch(batch, anna, "För sent")


@pytest.mark.parametrize(
    ("method", "text", "stored"),
    [
        (BallotMethod.SINGLE, "3", "3"),
        (BallotMethod.APPROVAL, "3, 1", "1 3"),
        (BallotMethod.KNAPSACK, "3 1", "1 3"),
        (BallotMethod.RANKED, "4 1 2", "4>1>2"),
        (BallotMethod.POINTS, "4:2 1", "1:1 4:2"),
    ],
)
def test_every_kind_of_ballot_can_be_entered(vote, anna, method, text, stored):
    force(type(vote).objects.filter(pk=vote.pk), method=method)
    force(Proposal.objects, cost=1000)
    vote.refresh_from_db()
    batch = make_batch(vote)

    enter(batch, anna, text)

    assert entered(batch, Reading.FIRST) == [stored]
    assert type(vote.ballot_method) in (Ranked, Points) or ">" not in stored


def test_what_is_logged_of_paper_holds_no_choices(vote, anna, bo):
    batch = make_batch(vote, pile=2, user=anna)
    read_by(batch, anna, "1 2", "3")
    read_by(batch, bo, "1 2", "4")
    settle(batch, anna, {0: FIRST}, pile=2)

    entries = ModelLogEntry.objects.filter(action__startswith="medborgarbudget.paper")
    assert [(entry.action.rpartition(".")[2], entry.data) for entry in entries.order_by("pk")] == [
        ("paper_opened", {"batch": 1, "pile": 2}),
        ("paper_read", {"batch": 1, "reading": 1, "sheets": 2}),
        ("paper_read", {"batch": 1, "reading": 2, "sheets": 2}),
        ("paper_settled", {"batch": 1, "differences": 1, "pile_first": 2, "pile": 2}),
    ]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_line_sent_by_many_at_once_is_entered_once(vote, anna):
    batch = make_batch(vote)

    answers = at_once(*[lambda: enter_line(batch, anna, 1, Sheet([1]))] * 8)

    assert batch.entries.count() == 1
    assert sum(isinstance(answer, LineTaken) for answer in answers) == 7


def test_invalid_sheets_are_told_by_reason_beside_the_result(vote):
    vote_as(vote, "cia", 1)
    make_settled(vote, "1", "blank", "too_many", "blank")
    drop_batch(make_settled(vote, "marked"), None, "Dubblett")
    result = count_vote(close_box(end_voting(vote)), make_user())

    with override("sv"):
        shown = Shown(result)
        html = render_to_string(
            "wagtail_medborgarbudget/components/invalid_paper.html",
            {"invalid": shown.invalid_paper},
        )

    assert shown.invalid_paper == [
        ("Inget är kryssat", 2),
        ("Fler är kryssade än tillåtet", 1),
    ]
    assert shown.voters == 2
    assert dict(shown.channels)["På papper"] == 1
    assert "Inget är kryssat: 2" in html
