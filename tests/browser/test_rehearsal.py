"""A rehearsal from beginning to end, and then the real opening, with nothing left of it."""

import pytest
from django.urls import reverse

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot, CountRun, Result, Vote, VoterMark

from ..builders import make_home
from ..rehearsals import make_ready_page
from .conftest import NARROW, WIDE
from .people import FITS, Resident, Staff, everybody


@pytest.fixture
def staff(new_page, axe, transactional_db):
    make_home()
    users = everybody()

    def person(role):
        somebody = Staff(new_page(), axe)
        somebody.logs_in(users[role])
        return somebody

    return person


def test_a_vote_is_rehearsed_and_then_opened_for_real(staff, new_page, axe):
    page = make_ready_page(step=Step.VOTE)
    leader, vote = staff("leader"), page.vote

    the_checklist_is_green(leader, vote)
    leader.acts_on("rehearse", vote)
    leader.sees("Rösta som en invånare", "TEST.")
    it_fits_on_a_telephone(leader)
    the_leader_votes_in_the_test(leader, axe, vote)
    a_resident_sees_nothing(Resident(new_page(), axe), page)
    the_box_is_filled_closed_and_counted(leader, vote)
    the_outcome_is_a_test(leader, axe, vote)

    leader.acts_on("fix", vote)
    opened = Vote.objects.get()
    assert (opened.is_open(), opened.is_rehearsal) == (True, False)
    for model in (Ballot, VoterMark, Result, CountRun):
        assert not model.objects.exists()


def the_checklist_is_green(leader, vote):
    leader.goes_to(reverse("medborgarbudget_votes:checklist", args=[vote.pk]))
    leader.sees("17 av 17 punkter är klara.")
    it_fits_on_a_telephone(leader)


def it_fits_on_a_telephone(leader):
    leader.page.set_viewport_size(NARROW)
    assert leader.page.evaluate(FITS)
    leader.page.set_viewport_size(WIDE)


def the_leader_votes_in_the_test(leader, axe, vote):
    ballot = leader.page.get_by_role("link", name="Öppna röstsedeln").get_attribute("href")
    voter = Resident(leader.page, axe)
    voter.goes_to(ballot)
    voter.sees("Det här är en provomröstning.")
    boxes = leader.page.locator("[name=choices]")
    boxes.and_(leader.page.get_by_role("checkbox", name="Bänkar")).check(force=True)
    voter.presses("Gå vidare")
    leader.page.locator("main [type=checkbox]").check()
    voter.presses("Gå vidare")
    voter.presses("Skicka min röst")
    voter.sees("Din röst är skickad", "Det här är en provomröstning.")
    assert leader.page.title().startswith("TEST")
    assert vote.ballots.count() == 1


def a_resident_sees_nothing(resident, page):
    resident.goes_to(page.url)
    assert "TEST" not in resident.page.content()
    resident.goes_to(page.url + page.reverse_subpage("ballot"))
    resident.sees("Omröstningen är inte öppen än")


def the_box_is_filled_closed_and_counted(leader, vote):
    leader.goes_to(reverse("medborgarbudget_votes:rehearsal", args=[vote.pk]))
    leader.page.get_by_label("Hur många provröster").fill("20")
    leader.presses("Gör provröster")
    assert vote.ballots.count() == 21
    leader.presses("Stäng provlådan")
    leader.presses("Räkna provrösterna")
    leader.sees("Provrösterna är räknade.")


def the_outcome_is_a_test(leader, axe, vote):
    reader = Resident(leader.page, axe)
    reader.goes_to(reverse("medborgarbudget_votes:rehearsal_outcome", args=[vote.pk]))
    reader.sees("Det här är en provomröstning.", "Bänkar")
    assert leader.page.title().startswith("TEST")
