"""Until the box is closed nobody learns how the vote goes: no screen, export or API tells it."""

import re
from io import BytesIO
from itertools import count
from zipfile import ZipFile

import pytest
from django.urls import NoReverseMatch, reverse

from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER
from wagtail_medborgarbudget.admin.votes import vote_viewset
from wagtail_medborgarbudget.models import Ballot, ProposalPage, RoundPage, VoterMark, VotingPage

from .builders import make_open_vote, make_user, put_in_box

pytestmark = pytest.mark.django_db

# Figures that stand nowhere by chance: how many chose each proposal, and both ballots' texts.
FOR_FIRST, FOR_SECOND = 613, 727
CHOICES = ("11 12", "12 13")


@pytest.fixture
def page():
    page = make_open_vote(*[f"Förslag {letter}" for letter in "ABCDEFGHIJKLM"], most=3)
    put_in_box(page.vote, {CHOICES[0]: FOR_FIRST, CHOICES[1]: FOR_SECOND - FOR_FIRST})
    return page


def tells(content: str) -> list[str]:
    """What a reader could find out from: totals, shares, or a ballot."""
    # Addresses and stylesheets are full of figures; what is read is the text and the attributes.
    text = re.sub(r"<script.*?</script>|<style.*?</style>|[0-9a-f]{16,}", " ", content, flags=re.S)
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    # The key of a row can be any number.
    text = re.sub(r'<(option|input)\b[^>]*?value="\d+"', r"<\1", text)
    if content.startswith("{"):
        # In JSON keys of rows are texts, and one of them can be any number.
        text = re.sub(r'"\d+"', " ", text)
    figures = [str(FOR_FIRST), str(FOR_SECOND), "84.3", "84,3", "15.7", "15,7"]
    found = [
        figure
        for figure in figures
        if re.search(rf"(?<![\w.,:/=-]){re.escape(figure)}(?!\d)", text)
    ]
    ballots = [f"{before}{one}{after}" for one in CHOICES for before, after in ("><", '""')]
    return found + [ballot for ballot in ballots if ballot in text]


def screens_of(vote, proposals):
    """Every address in the admin that is about the vote, its round or its proposals."""
    names = [pattern.name for pattern in vote_viewset.get_urlpatterns()]
    for name in names:
        for args in ([vote.pk], []):
            try:
                yield reverse(vote_viewset.get_url_name(name), args=args)
                break
            except NoReverseMatch:
                continue
    yield reverse("wagtailadmin_home")
    yield reverse("wagtailadmin_reports:site_history")
    for viewset in ("medborgarbudget_proposals", "medborgarbudget_rounds"):
        yield reverse(f"{viewset}:index")
    yield reverse("medborgarbudget_rounds:edit", args=[vote.round_id])
    for one in proposals:
        yield reverse("medborgarbudget_proposals:edit", args=[one.pk])
        yield reverse("medborgarbudget_proposals:inspect", args=[one.pk])


def exports_of(addresses):
    for address in addresses:
        for form in ("csv", "xlsx"):
            yield f"{address}?export={form}"


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as workbook:
        sheets = [name for name in workbook.namelist() if re.search(r"sheet\d|sharedStrings", name)]
        return " ".join(workbook.read(name).decode() for name in sheets)


@pytest.mark.parametrize("role", [None, LEADER, EDITOR])
def test_no_screen_or_export_of_the_admin_tells_how_an_open_vote_goes(page, client, role):
    client.force_login(make_user(role))
    proposals = page.vote.round.proposals.filter(ballot_number__in=[11, 12])
    screens = list(screens_of(page.vote, proposals))
    lists = [address for address in screens if not re.search(r"\d", address)]
    seen = count()

    for address in [*screens, *exports_of(lists)]:
        response = client.get(address)
        assert tells(text_of(response)) == [], address
        if response.status_code == 200:
            next(seen)

    assert next(seen) > (10 if role != EDITOR else 1)


def test_no_public_page_or_file_tells_how_an_open_vote_goes(page, client):
    proposals = ProposalPage.objects.filter(proposal__ballot_number__in=[11, 12])
    routes = [route.name for route in type(page).get_subpage_urls() if route.name]
    addresses = [page.url, page.get_parent().url, *(one.url for one in proposals)]
    for name in routes:
        for args in ([], [11], ["alla"]):
            try:
                addresses.append(page.url + page.reverse_subpage(name, args=args))
            except NoReverseMatch:
                continue

    for address in addresses:
        response = client.get(address)
        assert tells(response.content.decode()) == [], address


def test_the_test_would_see_it_if_something_told(page):
    assert tells(f"<td>{FOR_FIRST}</td>")
    assert tells(f"<td>{CHOICES[0]}</td>")
    assert tells("<b>84,3 procent</b>")


def test_no_api_knows_of_the_ballot_box():
    for model in (Ballot, VoterMark):
        assert not hasattr(model, "api_fields")
        assert not hasattr(model, "search_fields")
        assert not hasattr(model, "snippet_viewset")
    for page in (VotingPage, ProposalPage, RoundPage):
        assert not {"ballots", "marks"} & {str(one) for one in getattr(page, "api_fields", ())}
