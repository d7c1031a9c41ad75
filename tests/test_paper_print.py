"""The ballot on paper has the same proposals, limits and seal as the one on the screen."""

import re
from io import BytesIO

import pytest
from django.urls import reverse

from wagtail_medborgarbudget import pdf
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.setup import REGISTRAR
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import BallotMethod, Proposal, Vote

from .builders import (
    force,
    in_swedish,
    make_eligible,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)
from .paper import make_paper_vote
from .rehearsals import make_rehearsal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registrar(client):
    client.force_login(make_user(REGISTRAR))


def ballot(client, vote, **query):
    return client.get(reverse("medborgarbudget_votes:paper_ballot", args=[vote.pk]), query)


def html_of(client, vote, **query):
    return ballot(client, vote, **query).content.decode()


def boxes(html):
    return [int(number) for number in re.findall(r'id="box-(\d+)"', html)]


def with_areas(**facts) -> Vote:
    page = make_round_page(step=Step.VOTE, pots={"Norr": 300_000, "Söder": 300_000})
    for area in page.round.areas.all():
        for title in ("Bänk", "Lampa"):
            make_eligible(page, f"{title} i {area}", 50_000, area=area)
    voting = make_voting_page(page, ways=["declaration", "paper"], **facts)
    return open_vote(voting.vote)


def test_each_proposal_has_its_box_in_the_order_of_the_numbers(client):
    vote = make_paper_vote(help_to_vote={"sv": "Lämna den på biblioteket."})

    html = html_of(client, vote)

    assert boxes(html) == [1, 2, 3, 4]
    assert "Lämna den på biblioteket." in html
    assert vote.seal in html
    assert " ".join(re.findall("....", vote.seal[:12])) in html
    assert "<svg" in html
    assert vote.pages.get().full_url in html
    assert str(vote.round) in html


@pytest.mark.parametrize(
    ("method", "limits", "how"),
    [
        (BallotMethod.SINGLE, "Välj ett förslag.", "Kryssa med X"),
        (BallotMethod.APPROVAL, "Välj upp till 3 förslag.", "Kryssa med X"),
        (
            BallotMethod.KNAPSACK,
            "Choose proposals that together cost at most %(budget)s.",
            "Kryssa",
        ),
        (
            BallotMethod.RANKED,
            "Put the proposals you like best in order.",
            "Skriv 1, 2, 3 i rutorna",
        ),
        (BallotMethod.POINTS, "Du har 3 poäng att dela ut", "Skriv i rutan hur många poäng"),
    ],
)
def test_every_kind_of_ballot_says_its_limits_and_how_to_mark(client, method, limits, how):
    vote = make_paper_vote()
    force(Vote.objects, method=method)

    html = html_of(client, vote)

    assert in_swedish(limits) in html
    assert how in html
    assert ('class="fill"' in html) is (method == BallotMethod.KNAPSACK)


def test_a_withdrawn_proposal_keeps_its_place_without_a_box(client):
    vote = make_paper_vote()
    Proposal.objects.filter(ballot_number=2).update(stage=Stage.WITHDRAWN)

    html = html_of(client, vote)

    assert boxes(html) == [1, 3, 4]
    assert in_swedish("Withdrawn. Leave it unmarked.") in html
    assert "Lampor" in html


def test_where_a_voter_chooses_one_area_there_is_a_sheet_per_area(client):
    vote = with_areas(most_areas=1)
    north = vote.round.areas.first()

    assert html_of(client, vote).count("<main") == 2
    one = html_of(client, vote, area=north.pk)
    assert one.count("<main") == 1
    assert boxes(one) == [1, 2]


def test_where_a_voter_may_choose_in_all_areas_one_ballot_holds_them_all(client):
    vote = with_areas()

    html = html_of(client, vote)

    assert html.count("<main") == 1
    assert boxes(html) == [1, 2, 3, 4]
    assert "Norr" in html
    assert "Söder" in html


def test_the_ballot_is_printed_in_each_language_of_the_voting_page(client):
    vote = make_paper_vote()
    translate(vote.pages.get())

    english = html_of(client, vote, language="en")

    assert '<html lang="en">' in english
    assert "Mark your choice with an X" in english
    assert '<html lang="sv">' in html_of(client, vote, language="xx")


def test_large_print_is_another_size_of_the_same(client):
    vote = make_paper_vote()

    assert '<body class="large">' in html_of(client, vote, size="large")
    assert '<body class="large">' not in html_of(client, vote)


def test_the_pdf_is_tagged_and_has_a_language_and_a_title(client):
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint")
    answer = ballot(client, make_paper_vote(), format="pdf", size="large")

    assert answer["Content-Type"] == "application/pdf"
    file = pypdf.PdfReader(BytesIO(answer.content))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert in_swedish("Ballot") in file.metadata.title
    assert "Lampor" in file.pages[0].extract_text()


def test_without_the_extra_the_page_is_printed_instead(client, monkeypatch):
    def not_there(*_args, **_kwargs):
        raise pdf.PdfNotInstalled

    monkeypatch.setattr("wagtail_medborgarbudget.admin.paper_print.pdf_of", not_there)
    answer = ballot(client, make_paper_vote(), format="pdf")

    assert answer.status_code == 302


def test_what_there_is_to_print_is_listed_for_each_language_and_area(client):
    vote = with_areas(most_areas=1)

    html = client.get(reverse("medborgarbudget_votes:paper_print", args=[vote.pk])).content.decode()

    for area in vote.round.areas.all():
        assert f"language=sv&amp;area={area.pk}" in html
    assert "size=large" in html


def pages_of(answer) -> list[str]:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint")
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages]


def test_a_ballot_of_a_rehearsal_says_test_on_every_paper(client):
    titles = [f"Bänk nummer {number}" for number in range(30)]
    vote = make_rehearsal(*titles, ways=["declaration", "paper"]).vote

    pages = pages_of(ballot(client, vote, format="pdf", size="large"))

    assert len(pages) > 1
    assert all("TEST" in page for page in pages)


def test_the_ballots_of_two_areas_are_never_two_sides_of_one_paper(client):
    pages = pages_of(ballot(client, with_areas(most_areas=1), format="pdf"))

    assert ["Bänk i" in page for page in pages] == [True, False, True]


def test_a_ballot_on_several_papers_says_which_is_which(client):
    vote = make_rehearsal(*map(str, range(20)), ways=["declaration", "paper"]).vote

    pages = pages_of(ballot(client, vote, format="pdf", size="large"))

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Röstsedel, {number}" in page
