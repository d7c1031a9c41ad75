"""How pages and records are joined, whichever way a page is made."""

import pytest
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    Proposal,
    ProposalPage,
    Round,
    RoundPage,
    Vote,
    VotingPage,
)

from .builders import (
    make_home,
    make_proposal_page,
    make_round_page,
    make_voting_page,
    translate,
)

pytestmark = pytest.mark.django_db


def test_a_new_round_page_gets_a_record_with_the_built_in_criterion():
    page = make_home().add_child(instance=RoundPage(title="Omgång 2027", slug="omgang-2027"))

    assert page.round.key == page.translation_key
    assert page.round.name == "Omgång 2027"
    assert [criterion.builtin for criterion in page.round.criteria.all()] == ["feasible"]
    assert str(page.round.criteria.get().title) == "Går det att genomföra?"


def test_a_translation_shares_the_round_the_vote_and_the_proposal():
    swedish = make_round_page()
    pages = [swedish, make_voting_page(swedish), make_proposal_page(swedish)]

    english = [translate(page) for page in pages]

    assert english[0].round == swedish.round
    assert english[1].vote == pages[1].vote
    assert english[2].proposal == pages[2].proposal
    assert (Round.objects.count(), Vote.objects.count(), Proposal.objects.count()) == (1, 1, 1)


def test_an_alias_in_the_same_language_shares_the_record():
    page = make_round_page()

    alias = CreatePageAliasAction(page, update_slug="spegling").execute()

    assert alias.round == page.round
    alias.specific.save()
    assert RoundPage.objects.get(pk=alias.pk).round == page.round


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_gets_a_round_of_its_own_with_the_settings_and_nothing_residents_sent(keep_live):
    page = make_round_page(step=Step.VOTE, pots={"Granhyltan": 123_000}, cost_cap=77_000)
    make_voting_page(page, most=5)
    make_proposal_page(page)

    copy = CopyPageAction(
        page,
        recursive=True,
        update_attrs={"slug": "kopia", "title": "Kopia"},
        keep_live=keep_live,
    ).execute(skip_permission_checks=True)

    new = RoundPage.objects.get(pk=copy.pk).round
    assert new != page.round
    assert (new.cost_cap, new.areas.get().pot, str(new.areas.get().name)) == (
        77_000,
        123_000,
        "Granhyltan",
    )
    assert not new.periods.exists()
    assert not new.decisions.exists()
    assert new.vote.most == 5
    copied = ProposalPage.objects.child_of(copy).get().proposal
    assert copied.round == new
    assert (copied.stage, copied.cost) == ("working", None)


def test_publishing_a_copy_later_keeps_its_own_record():
    page = make_round_page()
    copy = CopyPageAction(page, update_attrs={"slug": "kopia"}, keep_live=False).execute(
        skip_permission_checks=True
    )
    own = RoundPage.objects.get(pk=copy.pk).round

    RoundPage.objects.get(pk=copy.pk).save_revision().publish()

    assert RoundPage.objects.get(pk=copy.pk).round == own != page.round


def test_a_draft_of_a_page_never_touches_its_record():
    page = make_round_page()
    before = Round.objects.values().get()

    page.title = "Ett utkast"
    page.save_revision()

    assert Round.objects.values().get() == before


def test_a_second_voting_page_in_another_language_shares_the_ballot_box():
    page = make_round_page()
    swedish = make_voting_page(page)
    english_round = translate(page)

    english = english_round.add_child(instance=VotingPage(title="Vote", slug="vote"))

    assert english.vote == swedish.vote
    assert Vote.objects.count() == 1
