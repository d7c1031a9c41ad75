"""medborgarbudget_verify counts stored and published results again, by every rule."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.method.certificates import certify
from wagtail_medborgarbudget.models import Ballot, Proposal, Result, Vote
from wagtail_medborgarbudget.views.published import ALL, Published

from .builders import force, make_closed_vote, make_user
from .test_recount_downloads import AREAS, BALLOTS, COSTS, POTS, make_counted, make_decided

pytestmark = pytest.mark.django_db


def verify(**options) -> tuple[int, str]:
    """The command's status, and what it said."""
    out, status = StringIO(), 0
    try:
        call_command("medborgarbudget_verify", stdout=out, no_color=True, **options)
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue()


@pytest.mark.parametrize("rule", ["skip", "no_skip", "stretch", "equal_shares"])
def test_a_result_counted_again_is_the_same_by_every_rule(rule):
    page = make_counted(rule=rule, areas=AREAS, pots=POTS)

    assert verify(vote=page.vote.pk) == (
        0,
        f"vote {page.vote.pk}, Medborgarbudget Granhyltan: the same\n",
    )


def test_points_are_counted_again_too():
    page = make_counted(ballots={"1:2 2:1": 30, "3:3": 20}, method="points")

    assert verify(vote=page.vote.pk)[0] == 0


def test_every_result_of_the_site_is_counted_again_decided_or_not():
    decided, waiting = make_decided(), make_counted()
    make_closed_vote(COSTS, BALLOTS)

    status, said = verify(all=True)

    assert status == 0
    assert said.count(": the same") == 2
    assert f"vote {decided.vote.pk}," in said
    assert f"vote {waiting.vote.pk}," in said


def test_a_ballot_changed_in_the_database_is_told_with_its_place():
    page = make_counted()
    ballot = Ballot.objects.filter(choices="4").first()
    Ballot.objects.filter(pk=ballot.pk).update(choices="3")

    status, said = verify(vote=page.vote.pk)

    assert status == 1
    assert ": different\n" in said
    assert "proposal 4: votes: 30 there, 29 by the recount" in said
    assert "inputs_hash: " in said


def test_a_result_of_another_engine_is_held_to_its_ballots_and_its_money():
    page = make_counted()
    result = Result.objects.get()
    result.counted |= {"engine": "1", "rule": result.counted["rule"] | {"leftovers": None}}
    result.inputs_hash = "0" * 64
    result.save()

    assert verify(vote=page.vote.pk)[0] == 0

    result.counted["total_cost"] += 1
    result.save()
    status, said = verify(vote=page.vote.pk)
    assert status == 1
    assert "total_cost: " in said


def test_a_winner_changed_in_the_database_is_told():
    page = make_counted()
    result = Result.objects.get()
    line = next(line for line in result.counted["lines"] if line["reason"] != "funded")
    line.update(reason="funded", funded=True)
    result.save()

    status, said = verify(vote=page.vote.pk)

    assert status == 1
    assert f"proposal {line['id']}: reason: funded there, over_budget by the recount" in said


def test_a_lot_that_the_seed_does_not_give_is_told():
    page = make_counted()
    force(Vote.objects.filter(pk=page.vote.pk), lot_seed="another")

    status, said = verify(vote=page.vote.pk)

    assert status == 1
    assert "lot, number 1: " in said


def test_ballots_that_cannot_be_counted_are_told_instead_of_stopping_the_rest():
    page = make_counted()
    make_counted()
    force(Proposal.objects.filter(round=page.vote.round, ballot_number=4), ballot_number=None)

    status, said = verify(all=True)

    assert status == 1
    assert "cannot be counted (unknown_candidate)" in said
    assert ": the same" in said


def test_programs_get_json():
    page = make_counted()

    found = json.loads(verify(vote=page.vote.pk, json=True)[1])

    name = "Medborgarbudget Granhyltan"
    assert found == [{"vote": page.vote.pk, "name": name, "decided": False, "differences": []}]


def test_nothing_counted_is_nothing_wrong():
    assert verify(all=True) == (0, "No votes have been counted.\n")


def test_certificates_are_made_again_and_compared():
    page = make_counted()
    published = Published(Result.objects.get())
    counted = published.contest.count()
    proofs = [one.as_json() for one in certify(published.contest, counted)]
    Result.objects.update(proofs=proofs)

    assert verify(vote=page.vote.pk)[0] == 0

    proofs[1]["holds"] = False
    Result.objects.update(proofs=proofs)
    status, said = verify(vote=page.vote.pk)

    assert status == 1
    assert "proofs: feasibility: holds: False there, True by the recount" in said


@pytest.fixture
def files(tmp_path):
    """What a stranger has downloaded, of a vote by equal shares in two areas."""
    page = make_decided(rule="equal_shares", areas=AREAS, pots=POTS)
    published = Published(Result.objects.get(vote=page.vote))
    for key in published.files:
        (tmp_path / f"{key}.pb").write_bytes(published.ballots(key))
    (tmp_path / "outcome.json").write_bytes(published.outcome_file)
    return tmp_path


def test_what_was_published_is_enough_by_every_rule(files):
    options = {"files": files / f"{ALL}.pb", "outcome": files / "outcome.json"}

    assert verify(**options) == (0, "outcome.json: the same\n")


def test_published_files_that_do_not_agree_are_told_apart(files):
    ballots = files / f"{ALL}.pb"
    ballots.write_text(ballots.read_text().replace("\n90;4", "\n90;3"))

    status, said = verify(files=ballots, outcome=files / "outcome.json")

    assert status == 1
    assert "proposal 4: votes: 30 there, 29 by the recount" in said


def test_an_area_alone_cannot_be_verified(files):
    area = next(path for path in files.glob("*.pb") if path.stem != ALL)

    with pytest.raises(CommandError, match="the file has no ballots of proposals") as refused:
        verify(files=area, outcome=files / "outcome.json")

    assert refused.value.returncode == 2


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_what_is_no_outcome_is_refused(files, text):
    (files / "outcome.json").write_text(text)

    with pytest.raises(CommandError, match="not an outcome"):
        verify(files=files / f"{ALL}.pb", outcome=files / "outcome.json")


def test_a_broken_ballot_file_and_one_that_is_not_there_are_refused(files):
    (files / "broken.pb").write_text("nothing")

    with pytest.raises(CommandError, match=r"broken\.pb: line 1"):
        verify(files=files / "broken.pb", outcome=files / "outcome.json")
    with pytest.raises(CommandError, match="No such file"):
        verify(files=files / "nowhere.pb", outcome=files / "outcome.json")


def test_a_vote_without_a_result_and_half_the_files_are_refused(files):
    page = make_closed_vote(COSTS, BALLOTS)

    with pytest.raises(CommandError, match="no vote"):
        verify(vote=page.vote.pk)
    with pytest.raises(CommandError, match="belong together"):
        verify(files=files / f"{ALL}.pb")


def test_counting_again_writes_nothing():
    page = make_counted()
    before = Result.objects.values().get()

    verify(vote=page.vote.pk)

    assert Result.objects.values().get() == before


def test_a_count_of_a_leader_is_the_same_as_the_decided_one():
    page = make_decided()

    count = Published(Result.objects.get(vote=page.vote)).contest.count()

    assert count.as_json()["funded"] == Result.objects.get().counted["funded"]


def test_a_later_count_takes_the_place_of_an_earlier_one():
    page = make_counted()
    count_vote(page.vote, make_user(LEADER))
    Result.objects.filter(pk=Result.objects.last().pk).update(inputs_hash="0" * 64)

    status, _said = verify(vote=page.vote.pk)

    assert status == 0
