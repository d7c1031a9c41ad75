"""The ballot: marking proposals, with or without JavaScript."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Ballot, Proposal
from wagtail_medborgarbudget.models.frozen import past_the_freeze

from .builders import make_open_vote, translate
from .voters import declare, mark, send, step, text_of

pytestmark = pytest.mark.django_db


def test_a_resident_votes_without_account_or_javascript(client):
    page = make_open_vote(most=2)

    marked = mark(client, page, 1, 3)
    assert marked.url == step(page, "identify")
    declared = declare(client, page)
    assert declared.url == step(page, "review")
    content = text_of(client.get(declared.url))
    assert "Bänkar" in content
    assert "Utegym" in content
    assert "Lampor" not in content
    sent = send(client, page, 1, 3)
    assert sent.url == step(page, "receipt")

    receipt = client.get(sent.url)

    assert Ballot.objects.get().choices == "1 3"
    assert receipt.context_data["code"] in text_of(receipt)
    assert "Bänkar" not in text_of(receipt)


def test_more_marks_than_allowed_are_kept_and_the_page_says_how_many_to_remove(client):
    page = make_open_vote(most=2)

    response = mark(client, page, 1, 2, 3, 4)

    assert response.status_code == 200
    assert response.context_data["form"].errors
    assert text_of(response).count(" checked ") == 4
    again = client.get(step(page, "ballot"))
    assert text_of(again).count(" checked ") == 4
    (meter,) = again.context_data["meters"]
    assert (meter.kind, meter.chosen, meter.most) == ("over", 4, 2)
    assert meter.sentence == meter.sentences["over"] % {"chosen": 4, "most": 2, "over": 2}


def test_an_empty_ballot_is_refused_with_a_sentence(client):
    page = make_open_vote()

    response = mark(client, page)

    assert response.context_data["form"].errors["choices"]


def test_update_keeps_the_marks_and_stays_on_the_ballot(client):
    page = make_open_vote()

    response = mark(client, page, 2, button="update")

    assert response.url.startswith(step(page, "ballot"))
    assert client.get(response.url).context_data["chosen"] == 1


def test_the_marks_are_in_a_signed_cookie_of_ballot_numbers_only(client):
    page = make_open_vote()

    cookie = mark(client, page, 1, 3).cookies[f"mb_secret_{page.vote.pk}"]

    assert cookie["httponly"]
    assert cookie.value.split(":")[0].split()[1:] == ["1", "3"]
    client.cookies[f"mb_secret_{page.vote.pk}"] = cookie.value.replace(" 3", " 4")
    assert client.get(step(page, "ballot")).context_data["chosen"] == 0


def test_a_number_that_is_not_on_the_ballot_is_refused(client):
    page = make_open_vote()

    response = mark(client, page, 1, 99)

    assert response.context_data["form"].errors
    assert response.context_data["chosen"] == 1


def test_a_link_from_a_proposal_marks_it_beside_the_earlier_marks(client):
    page = make_open_vote()
    mark(client, page, 2, button="update")

    for linked in ("3", "99", "²", "x"):
        response = client.get(step(page, "ballot"), {"valj": linked})

    assert response.context_data["chosen"] == 2


def test_with_a_single_choice_a_linked_proposal_takes_the_marks_place(client):
    page = make_open_vote(method="single")
    mark(client, page, 2, button="update")

    response = client.get(step(page, "ballot"), {"valj": "3"}, follow=True)

    assert response.context_data["chosen"] == 1
    assert 'type="radio"' in text_of(response)


@pytest.mark.parametrize("earlier", [[], [3]])
def test_what_was_taken_away_is_not_marked_anew_when_one_goes_back_to_a_link(client, earlier):
    page = make_open_vote()
    mark(client, page, *earlier, button="update")

    linked = client.get(step(page, "ballot"), {"valj": "3", "q": "gym"})

    # The browser's way back leads to where it was sent, not to the link.
    assert linked.url == f"{step(page, 'ballot')}?q=gym"
    mark(client, page, button="update")
    assert client.get(linked.url).context_data["chosen"] == 0


def test_the_summary_leads_to_the_proposals(client):
    page = make_open_vote(*(f"Förslag {n}" for n in range(8)))

    html = text_of(mark(client, page))

    assert html.index('href="#id_choices"') < html.index("mb-find") < html.index('id="id_choices"')
    assert html.index('id="id_choices"') < html.index('name="choices"')


def test_the_title_tells_at_once_that_something_is_wrong(client):
    page = make_open_vote()

    assert "<title>Fel: Din röstsedel" in text_of(mark(client, page))
    assert "<title>Din röstsedel" in text_of(client.get(step(page, "ballot")))


def test_the_order_is_the_voters_own_and_stays_the_same():
    page = make_open_vote(*(f"Förslag {n:02}" for n in range(20)))

    def order(client):
        ((_area, choices),) = client.get(step(page, "ballot")).context_data["paper"]
        return [choice.number for choice in choices]

    one, other = Client(), Client()

    assert order(one) == order(one)
    assert order(one) != order(other)
    assert sorted(order(one)) == list(range(1, 21))


def test_the_ballot_speaks_the_pages_language(client):
    page = make_open_vote("Bänkar")
    proposal_page = Proposal.objects.get().page
    english = translate(page)
    benches = translate(proposal_page)
    benches.title = "Benches"
    with past_the_freeze():
        benches.save_revision().publish()

    content = text_of(client.get(step(english, "ballot")))

    assert "Benches" in content
    assert english.vote == page.vote


def test_marks_follow_the_voter_to_the_other_language(client):
    page = make_open_vote()
    english = translate(page)

    mark(client, page, 2, button="update")

    assert client.get(step(english, "ballot")).context_data["chosen"] == 1


def test_a_proposal_withdrawn_meanwhile_stays_on_the_ballot_but_cannot_be_marked(client):
    page = make_open_vote()
    Proposal.objects.filter(ballot_number=2).update(stage=Stage.WITHDRAWN)

    content = text_of(client.get(step(page, "ballot")))

    assert "Lampor" in content
    assert 'id="mb-choice-2"' not in content
    assert 'id="mb-choice-3"' in content


def ballot_queries(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(step(page, "ballot"))
    return len(queries)


def test_the_ballot_asks_the_database_as_little_for_160_proposals_as_for_5(client):
    few = make_open_vote(*(f"Förslag {n}" for n in range(5)))
    many = make_open_vote(*(f"Förslag {n}" for n in range(160)))
    client.get(step(few, "ballot"))

    assert ballot_queries(client, many) == ballot_queries(client, few)
