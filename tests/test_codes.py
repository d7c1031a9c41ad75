"""Voting codes: exported once, one ballot each, taken back and replaced."""

import pytest
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_refusals import (
    CodesExported,
    CodesNotExported,
    CodesNotReady,
    CodesOfAnotherKey,
    CodesOver,
    NoSuchCode,
    UnknownCode,
)
from wagtail_medborgarbudget.actions.code_runs import (
    make_codes,
    withdraw_codes,
)
from wagtail_medborgarbudget.actions.codes import (
    export_codes,
    reissue_code,
    void_code,
)
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.preflight import NotReady, preflight
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed
from wagtail_medborgarbudget.models import (
    Ballot,
    CodeKind,
    Vote,
    VoterMark,
    VoteSalt,
    VotingCode,
)

from .builders import end_voting, make_user
from .codes import after, codes_of, hand_out, make_batch, make_codes_vote, who
from .threads import at_once, needs_postgres

pytestmark = pytest.mark.django_db

OTHER_KEY = "another key that is as long as it has to be"


@pytest.fixture
def vote():
    return make_codes_vote().vote


@pytest.fixture
def both():
    """A vote that takes codes from letters and from school."""
    return make_codes_vote(ways=["voting_code", "school"]).vote


# Exporting


def test_codes_are_exported_once(vote):
    batch = make_batch(vote)
    user = make_user()
    export_codes(batch, "xlsx", dict, user)

    with pytest.raises(CodesExported):
        export_codes(batch, "csv", dict, user)

    batch = after(batch)
    assert batch.secret is None
    assert (batch.exported_by, batch.exported_as) == (user, "xlsx")


def test_of_two_who_export_at_the_same_time_the_second_gets_nothing(vote):
    batch = make_batch(vote)

    def somebody_else_is_quicker(rows):
        export_codes(batch, "csv", dict)
        return rows

    with pytest.raises(CodesExported):
        export_codes(batch, "xlsx", somebody_else_is_quicker)

    assert after(batch).exported_as == "csv"


def test_a_file_that_could_not_be_written_can_be_tried_again(vote):
    batch = make_batch(vote)

    with pytest.raises(ZeroDivisionError):
        export_codes(batch, "pdf", lambda rows: 1 / 0)

    assert len(hand_out(batch)) == 3


def test_who_exported_what_stands_in_the_log_without_the_codes(vote):
    user = make_user()
    batch = make_batch(vote)

    handed_out = export_codes(batch, "csv", dict, user)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.codes_exported")
    assert (entry.user, entry.object_id) == (user, str(vote.pk))
    assert entry.data == {"batch": batch.pk, "format": "csv", "codes": 3}
    assert not any(code in str(ModelLogEntry.objects.values()) for code in handed_out.values())


def test_codes_are_not_exported_before_they_are_made_nor_under_another_key(vote, settings):
    waiting = make_codes(vote, CodeKind.LETTER, 3)
    batch = make_batch(vote)
    with pytest.raises(CodesNotReady):
        hand_out(waiting)
    settings.MEDBORGARBUDGET_BALLOT_KEY = OTHER_KEY

    with pytest.raises(CodesOfAnotherKey):
        hand_out(batch)

    assert not after(batch).is_exported


def test_a_code_stopped_before_the_export_is_left_out(vote):
    batch = make_batch(vote)

    void_code(batch, 2, "moved")

    assert sorted(hand_out(batch)) == [1, 3]


# One code, one ballot


def test_a_code_gives_one_ballot_that_can_be_changed(vote):
    code = codes_of(vote)[1]
    open_vote(vote)

    for choice in (1, 2):
        cast_ballot(vote, who(vote, code), [choice])

    assert Ballot.objects.get().choices == "2"


def test_a_new_code_for_a_lost_one_is_the_same_voter_and_the_old_one_stops(vote):
    batch = make_batch(vote)
    lost = hand_out(batch)[2]
    open_vote(vote)
    cast_ballot(vote, who(vote, lost), [1])

    new = reissue_code(batch, 2, "lost", make_user())

    cast_ballot(vote, who(vote, new), [2])
    assert (VoterMark.objects.count(), Ballot.objects.get().choices) == (1, "2")
    with pytest.raises(UnknownCode):
        who(vote, lost)
    assert after(batch).reissued == 1


def test_codes_with_one_number_in_two_batches_are_two_voters(vote):
    letter, slip = (codes_of(vote, 1, kind=kind)[1] for kind in CodeKind)

    assert who(vote, letter).identifier != who(vote, slip).identifier
    assert (who(vote, letter).channel, who(vote, slip).channel) == ("voting_code", "school")


def test_a_stopped_code_does_not_work_and_the_log_has_its_number_and_not_the_code(vote):
    batch = make_batch(vote)
    code = hand_out(batch)[3]

    void_code(batch, 3, "wrong_address", make_user())

    with pytest.raises(UnknownCode):
        who(vote, code)
    entry = ModelLogEntry.objects.get(action="medborgarbudget.code_voided")
    assert entry.data == {"batch": batch.pk, "number": 3, "reason": "wrong_address"}


def test_a_code_that_was_stopped_can_be_replaced(vote):
    batch = make_batch(vote)
    hand_out(batch)
    void_code(batch, 3, "moved")

    assert who(vote, reissue_code(batch, 3, "other")).identifier == f"{batch.pk}-3"


def test_what_cannot_be_stopped_or_replaced_is_refused(vote):
    batch = make_batch(vote)
    with pytest.raises(CodesNotExported):
        reissue_code(batch, 1, "lost")
    void_code(batch, 1, "lost")
    for serial in (1, 4):
        with pytest.raises(NoSuchCode):
            void_code(batch, serial, "lost")
    withdraw_codes(batch)
    with pytest.raises(CodesNotReady):
        void_code(after(batch), 2, "lost")
    with pytest.raises(CodesOver):
        withdraw_codes(batch)


def test_a_withdrawn_batch_works_no_more_and_its_ballots_stay(vote):
    batch = make_batch(vote)
    code = hand_out(batch)[1]
    other = codes_of(vote)[1]
    open_vote(vote)
    cast_ballot(vote, who(vote, code), [1])

    withdraw_codes(batch, make_user())

    with pytest.raises(UnknownCode):
        who(vote, code)
    assert who(vote, other)
    assert Ballot.objects.count() == 1


# Before and after the voting


def test_a_vote_with_codes_needs_them_before_it_opens(both):
    make_batch(both)

    with pytest.raises(NotReady) as refused:
        open_vote(both)
    assert [problem.code for problem in refused.value.problems] == ["no_voting_codes"]

    make_batch(both, kind=CodeKind.SCHOOL)
    advice = [each for each in preflight(both) if each.code == "codes_not_exported"]
    assert [each.blocks for each in advice] == [False, False]
    assert open_vote(both)


def test_codes_that_were_withdrawn_do_not_count_as_made(vote):
    withdraw_codes(make_batch(vote))

    assert "no_voting_codes" in {problem.code for problem in preflight(vote)}


def test_a_vote_does_not_open_when_its_codes_were_made_under_another_key(vote, settings):
    codes_of(vote)
    settings.MEDBORGARBUDGET_BALLOT_KEY = OTHER_KEY

    assert "codes_of_another_key" in {each.code for each in preflight(vote) if each.blocks}


def test_closing_the_box_wipes_the_votes_codes_and_no_others(vote):
    other = make_codes_vote().vote
    kept = codes_of(other)[1]
    batch = make_batch(vote)
    hand_out(make_batch(vote))
    open_vote(vote)

    close_box(end_voting(vote))

    assert not VotingCode.objects.filter(vote=vote).exists()
    assert not vote.code_batches.exclude(secret=None).exists()
    assert who(other, kept)
    for refused in (
        lambda: make_codes(vote, CodeKind.LETTER, 3),
        lambda: reissue_code(batch, 1, "lost"),
        lambda: withdraw_codes(batch),
    ):
        with pytest.raises(BoxClosed):
            refused()
    assert not VoteSalt.objects.filter(vote=vote).exists()


def test_a_vote_with_codes_is_not_tidied_away_with_its_page(vote):
    make_batch(vote)

    vote.pages.get().delete()

    assert Vote.objects.filter(pk=vote.pk).exists()


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_export_at_once_one_gets_the_codes():
    batch = make_batch(make_codes_vote().vote, 50)

    results = at_once(*[lambda: hand_out(batch) for _ in range(8)])

    assert len([each for each in results if isinstance(each, dict)]) == 1
    assert {type(each) for each in results} == {dict, CodesExported}
