"""The whole way, from an empty site to a built thing, as the people who go it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    Assessment,
    FollowUpPage,
    Idea,
    Proposal,
    Result,
    RoundPage,
    Vote,
    VotingPage,
)

from ..builders import end_voting, make_eligible, make_home, set_calendar
from .people import Resident, Staff, everybody

TITLE = "Medborgarbudget Granhyltan"
IDEA = "Utegym vid elljusspåret"
BENCHES = "Bänkar vid dammen"
DAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def staff(new_page, axe, transactional_db):
    """Log in as one of the staff: ``staff("editor")``."""
    make_home()
    users = everybody()

    def person(role):
        somebody = Staff(new_page(), axe)
        somebody.logs_in(users[role])
        return somebody

    return person


@pytest.fixture
def resident(new_page, axe):
    def person(*, javascript=True):
        return Resident(new_page(java_script_enabled=javascript), axe, javascript=javascript)

    return person


def test_a_round_goes_from_an_empty_site_to_a_built_thing(staff, resident):
    an_editor_makes_and_publishes_a_round(staff("editor"))
    page = RoundPage.objects.get()

    set_calendar(page.round, step=Step.IDEAS)
    a_resident_hands_in_an_idea(resident(), page.url)
    a_moderator_approves_it(staff("moderator"), Idea.objects.get())

    set_calendar(page.round, step=Step.REVIEW)
    a_case_officer_assesses_it(staff("officer"), Proposal.objects.get())
    a_second_person_approves_the_verdict(staff("second officer"), Assessment.objects.get())
    everybody_can_read_the_verdict(resident(), Proposal.objects.get())
    make_eligible(page, BENCHES, 190_000)

    set_calendar(page.round, step=Step.VOTE)
    leader, second = staff("leader"), staff("second leader")
    the_leader_fixes_the_ballot(leader, Vote.objects.get())
    three_residents_vote(resident, VotingPage.objects.get().url)

    end_voting(Vote.objects.get())
    the_leader_closes_the_box_and_counts(leader, Vote.objects.get())
    a_second_person_checks_the_count(second, Result.objects.get())
    the_decision_is_recorded_and_published(second, Result.objects.get())
    everybody_can_read_the_result(resident(), VotingPage.objects.get().url)

    set_calendar(page.round, step=Step.BUILD)
    an_editor_reports_progress(staff("editor"), Proposal.objects.get(cost=145_000))
    everybody_can_follow_up(resident(), FollowUpPage.objects.get().url)


def an_editor_makes_and_publishes_a_round(editor):
    editor.publishes_page("roundpage", make_home(), TITLE, "granhyltan")
    page = RoundPage.objects.get(live=True)
    for kind, title, slug in [
        ("votingpage", "Rösta", "rosta"),
        ("followuppage", "Hur gick det?", "uppfoljning"),
    ]:
        editor.publishes_page(kind, page, title, slug)
    editor.goes_to(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    editor.presses("Ändra fakta")
    editor.fills({"prefix": "GR26", "areas-0-name_sv": "Granhyltan", "areas-0-pot": 300_000})
    for row, kind in enumerate(("criteria", "shortlist")):
        editor.adds_row("decisions")
        editor.picks(f"decisions-{row}-kind", kind)
        editor.fills({f"decisions-{row}-body": "Kommunstyrelsen", f"decisions-{row}-date": DAY})
    editor.presses("Spara")
    assert page.round.decisions.count() == 2


def a_resident_hands_in_an_idea(resident, address):
    resident.goes_to(address)
    resident.sees("Lämna en idé")
    resident.presses("Lämna en idé")
    resident.presses("Gå vidare och granska")
    resident.sees("Något behöver rättas")
    resident.fills({"title": IDEA, "what": "Sju redskap av trä.", "email": "rut@example.com"})
    resident.page.wait_for_timeout(3_000)  # quicker than this is a robot
    resident.presses("Gå vidare och granska")
    resident.sees("Stämmer det här?", IDEA)
    resident.presses("Skicka min idé")
    resident.sees("GR26-1")
    assert "GR26-1" in mail.outbox[-1].subject


def a_moderator_approves_it(moderator, idea):
    moderator.goes_to(reverse("wagtailadmin_home"))
    moderator.sees("1 väntar på dig")
    moderator.goes_to(reverse(Idea.snippet_viewset.get_url_name("edit"), args=[idea.pk]))
    moderator.answers("approve")
    assert Proposal.objects.get().title == IDEA


def a_case_officer_assesses_it(officer, proposal):
    officer.goes_to(reverse("wagtailadmin_pages:edit", args=[proposal.page.pk]))
    officer.presses_in_header("Börja pröva")
    officer.picks("answers-0-answer", "met")
    officer.fills({"cost": 145_000, "answers-0-reason_sv": "Kommunen äger marken."})
    officer.sends_for_review()


def a_second_person_approves_the_verdict(officer, assessment):
    officer.goes_to(reverse(Assessment.snippet_viewset.get_url_name("edit"), args=[assessment.pk]))
    officer.answers("approve")
    assert Proposal.objects.get().stage == "eligible"


def everybody_can_read_the_verdict(resident, proposal):
    resident.goes_to(proposal.page.url)
    resident.sees("Går vidare till omröstning", "Kommunen äger marken.", "145 000 kr")


def the_leader_fixes_the_ballot(leader, vote):
    leader.goes_to(reverse("medborgarbudget_votes:edit", args=[vote.pk]))
    leader.fills({"no_paper_because_sv": "Biblioteket hjälper dig att rösta."})
    leader.page.get_by_label("Intyga att du får rösta").check()
    leader.presses("Spara")
    leader.acts_on("fix", vote)
    assert Vote.objects.get().is_fixed


def three_residents_vote(resident, address):
    first = resident()
    one = first.votes(address, IDEA, BENCHES)
    two = resident(javascript=False).votes(address, IDEA)
    resident().votes(address, IDEA)
    again = first.votes(address, IDEA)

    vote = Vote.objects.get()
    assert len({one, two, again}) == 3
    assert vote.marks.count() == vote.ballots.count() == 3
    assert list(vote.grouped_ballots()) == [(str(number_of(IDEA)), 3)]


def number_of(title):
    return next(p.ballot_number for p in Proposal.objects.all() if p.title == title)


def the_leader_closes_the_box_and_counts(leader, vote):
    leader.acts_on("close", vote)
    assert not vote.marks.exists()
    leader.acts_on("count", vote)
    assert not Result.objects.get().live


def a_second_person_checks_the_count(leader, result):
    leader.goes_to(reverse(Result.snippet_viewset.get_url_name("edit"), args=[result.pk]))
    leader.sees(IDEA)
    leader.answers("approve")


def the_decision_is_recorded_and_published(leader, result):
    leader.goes_to(reverse(Result.snippet_viewset.get_url_name("edit"), args=[result.pk]))
    leader.answers("approve", body="Kommunstyrelsen", date=DAY, paragraph="7")
    assert Result.objects.get().live


def everybody_can_read_the_result(resident, address):
    resident.goes_to(address)
    resident.sees("Får pengar", IDEA, "Kommunstyrelsen", "145 000 kr")


def an_editor_reports_progress(editor, proposal):
    editor.goes_to(reverse("wagtailadmin_pages:edit", args=[proposal.page.pk]))
    editor.presses_in_header("Rapportera läget")
    editor.picks("status", "done")
    editor.fills({"title_sv": "Nu är utegymmet klart", "text_sv": "Välkomna!", "spent": 133_200})
    editor.presses("Skapa")
    assert "rut@example.com" in mail.outbox[-1].to


def everybody_can_follow_up(resident, address):
    resident.goes_to(address)
    resident.sees(IDEA, "133 200 kr", "145 000 kr")
    resident.presses(IDEA)
    resident.sees("Nu är utegymmet klart", "Genomfört")
