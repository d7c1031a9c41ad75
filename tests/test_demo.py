"""The demo municipality: three rounds at once, made with the site's own verbs."""

import random
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page, Site

from example_site import demo
from example_site.demo.data import Municipality
from example_site.demo.votes import draw_ballots
from wagtail_medborgarbudget.method.criteria import Answer
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import (
    Assessment,
    Idea,
    IdeaState,
    Proposal,
    ProposalPage,
    Round,
    RoundPage,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def municipality(django_db_setup, django_db_blocker):
    """Loaded once for all these tests, and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(say=lambda line: None)
        yield
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


def round_of(prefix):
    return Round.objects.get(prefix=prefix)


def by_reference(round):
    """Proposals by the number of the idea that made them: the data's own names."""
    return {
        f"{round.prefix}-{idea.number:02}": idea.proposal
        for idea in round.ideas.order_by("-number").select_related("proposal")
    }


@pytest.mark.parametrize(
    ("prefix", "step"), [("LS27", Step.IDEAS), ("GR26", Step.VOTE), ("KV24", Step.FOLLOW_UP)]
)
def test_each_round_is_where_the_demo_says_today(prefix, step):
    assert round_of(prefix).calendar.current(timezone.localdate()) == step


@pytest.mark.parametrize("weeks", [-60, -1, 1, 57])
@pytest.mark.parametrize("days", [0, 6])
def test_dates_move_by_whole_weeks_whatever_day_it_is(weeks, days):
    monday = date(2026, 11, 23)

    moved = Municipality(monday + timedelta(weeks=weeks, days=days))

    assert moved.day("2026-12-06") - date(2026, 12, 6) == timedelta(weeks=weeks)


def test_a_day_inside_a_text_moves_with_the_rest():
    moved = Municipality(date(2026, 11, 30))

    assert "den 25 mars" in moved.dated("den {2025-03-18}", "sv")
    assert "on 25 March" in moved.dated("on {2025-03-18}", "en")


def test_the_ordinary_count_gives_the_winners_and_reserves_of_the_data():
    round = round_of("KV24")
    outcome = round.vote.results.get(live=True).outcome

    assert outcome.funded == ("1", "2", "3", "7")
    assert outcome.reserves == ("5", "6")
    assert by_reference(round)["KV24-04"].stage == Stage.NOT_FUNDED


def test_the_finished_vote_has_exactly_the_votes_of_the_data():
    vote = round_of("KV24").vote
    totals = Counter(
        number
        for text, count in vote.grouped_ballots()
        for number in vote.ballot_method.parse(text)
        for _ in range(count)
    )

    assert totals == {1: 286, 2: 263, 3: 214, 4: 133, 5: 121, 6: 98, 7: 87}
    assert vote.ballots.count() == vote.counted_receipts.count() == 412
    assert sum(day["voters"] for day in vote.turnout if day["channel"] == "paper") == 115
    assert vote.is_box_closed
    assert not vote.marks.exists()


def test_drawn_ballots_hold_one_to_three_different_choices():
    ballots = draw_ballots({1: 9, 2: 8, 3: 2, 4: 2}, 10, random.Random(1))

    assert {len(ballot) for ballot in ballots} <= {1, 2, 3}
    assert all(len(set(ballot)) == len(ballot) for ballot in ballots)


def test_what_was_decided_is_built_or_told_why_not():
    proposals = by_reference(round_of("KV24"))

    stages = {name: proposal.stage for name, proposal in proposals.items()}

    assert stages == {
        "KV24-01": Stage.UNDER_WAY,
        "KV24-02": Stage.CANCELLED,
        "KV24-03": Stage.DONE,
        "KV24-04": Stage.NOT_FUNDED,
        "KV24-05": Stage.DONE,
        "KV24-06": Stage.UNDER_WAY,
        "KV24-07": Stage.DONE,
        "KV24-08": Stage.NOT_ELIGIBLE,
        "KV24-09": Stage.UNDER_WAY,
    }
    assert proposals["KV24-09"] == proposals["KV24-01"], "the two ideas were joined"
    assert proposals["KV24-03"].spent == 133_200


def test_residents_are_voting_on_the_ballot_as_it_is_printed():
    round = round_of("GR26")
    proposals = by_reference(round)

    assert round.vote.is_open()
    assert round.vote.ballots.count() == round.vote.marks.count() == 118
    assert [proposals[f"GR26-{n:02}"].ballot_number for n in range(1, 9)] == list(range(1, 9))
    assert sorted(round.vote.lot) == list(range(1, 9))


def test_every_round_votes_the_way_the_data_plans():
    votes = {name: round_of(name).vote for name in ("KV24", "GR26", "LS27")}

    assert {name: vote.method for name, vote in votes.items()} == {
        "KV24": "approval",
        "GR26": "knapsack",
        "LS27": "ranked",
    }
    assert votes["GR26"].ballot_method.money == {None: 500_000}
    assert (votes["LS27"].places, votes["LS27"].most_areas) == ([3, 2, 1], 1)
    assert not any(vote.remark for vote in votes.values())


def test_ideas_wait_for_a_moderator_and_for_the_resident():
    ideas = {idea.number: idea for idea in round_of("LS27").ideas.all()}

    assert ideas[3].state == IdeaState.RECEIVED
    assert ideas[3].workflow_in_progress
    assert ideas[6].state == IdeaState.NEEDS_INFO
    assert "mindre bana i grus" in ideas[6].answer
    assert Idea.objects.filter(state=IdeaState.APPROVED).count() == 23


def test_a_proposal_that_stopped_says_why_in_both_languages():
    assessment = Assessment.objects.get(proposal=by_reference(round_of("GR26"))["GR26-10"])
    costs = assessment.answers.get(criterion__sort_order=6)

    assert assessment.live
    assert costs.answer == Answer.NOT_MET
    assert costs.reason == {
        "sv": "En simhall kostar ungefär 60 miljoner kronor att bygga.",
        "en": "A swimming hall costs about 60 million kronor to build.",
    }


def test_english_pages_share_the_records_of_the_swedish_ones():
    pages = ProposalPage.objects.live().filter(alias_of=None)
    swedish, english = (
        dict(pages.filter(locale__language_code=code).values_list("proposal", "title"))
        for code in ("sv", "en")
    )

    assert swedish.keys() == english.keys()
    assert len(swedish) == Proposal.objects.count() == 22
    assert RoundPage.objects.live().count() == 2 * Round.objects.count()
    with override("en"):
        assert by_reference(round_of("GR26"))["GR26-07"].title == "A stage in the heritage park"


def test_everybody_has_a_role_and_nobody_every_right():
    for username, (_first, _last, _words, role) in demo.ACCOUNTS.items():
        user = get_user_model().objects.get(username=username)
        with override("sv"):
            assert [group.name for group in user.groups.all()] == [gettext(role)]
        assert not user.is_superuser


GUIDE = Path(__file__).parent.parent / "docs" / "how-to" / "count-it-yourself.md"


def test_a_stranger_follows_the_guide_to_the_same_winners(client, tmp_path):
    page = round_of("KV24").vote.pages.first()
    for name, args in {
        "recount_ballots": ["alla"],
        "recount_outcome": [],
        "recount_program": [],
    }.items():
        response = client.get(page.url + page.reverse_subpage(name, args=args))
        file = response["Content-Disposition"].split('"')[1]
        (tmp_path / file).write_bytes(response.content)
    commands = re.findall(r"^ *python3? (?!manage)(.+)$", GUIDE.read_text(), re.MULTILINE)
    answers = re.findall(r"^```text\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)

    said = [follow(command, tmp_path) for command in commands]

    # The fingerprint is of the database's own keys too, so the guide's is another.
    assert list(map(without_hash, said)) == [without_hash(answer.strip()) for answer in answers]


def without_hash(text):
    return re.sub(r"\b[0-9a-f]{64}\b", "…", text)


def follow(command, folder):
    """Run one of the guide's commands in the stranger's folder."""
    alone = ["-I", "-S"] if command.startswith("recount.py") else []
    python = [sys.executable, "-X", "utf8", *alone]
    here = {"PYTHONPATH": str(GUIDE.parent.parent.parent)}
    done = subprocess.run(
        [*python, *command.split()], cwd=folder, env=here, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def every_page():
    return list(Page.objects.values_list("pk", "title", "latest_revision").order_by("pk"))


def test_loading_again_changes_nothing():
    RoundPage.objects.filter(slug="granhyltan-2026").update(title="Mitt namn")
    before = every_page()
    said = []

    demo.load(say=said.append)

    assert said == []
    assert every_page() == before


def test_when_the_dates_have_run_out_it_says_so_and_names_the_way_out():
    assert demo.what_has_run_out() == ""

    sentence = demo.what_has_run_out(timezone.localdate() + timedelta(weeks=3))

    assert "no round is voting today" in sentence
    assert "make demo RESET=1" in sentence
