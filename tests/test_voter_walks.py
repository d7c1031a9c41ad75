"""What somebody meets who takes the vote in another order than we thought of."""

import re

import pytest
from django.core import mail
from django.test import Client

from wagtail_medborgarbudget.actions.stations import give_start_code
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot
from wagtail_medborgarbudget.views import voters

from .ballots import look, press
from .builders import end_voting, make_open_vote, make_round_page, make_voting_page, translate
from .voters import begin, declare, identify, mark, step, text_of, vote_through
from .ways import link_in, make_station

pytestmark = pytest.mark.django_db


def review_of(client, page):
    """What the page "Check your vote" sends, besides the choices."""
    html = client.get(step(page, "review")).content.decode()
    return {"once": re.search(r'name="once" value="([^"]+)"', html)[1]}


def test_pressing_twice_on_the_same_page_shows_the_receipt(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    form = review_of(client, page) | {"choices": [1]}
    client.post(step(page, "review"), form)

    again = client.post(step(page, "review"), form)

    assert again.url == step(page, "receipt")


def test_another_tabs_choices_are_not_said_to_be_sent_when_they_were_not(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    first = review_of(client, page) | {"choices": [1]}
    second = review_of(client, page) | {"choices": [2, 3]}
    client.post(step(page, "review"), first)

    answer = client.post(step(page, "review"), second)

    assert answer.url == step(page, "identify") + "?lost=1"
    assert Ballot.objects.get().choices == "1"
    said = client.get(answer.url).context_data["state_line"]
    assert not said["sent"]
    declare(client, page)
    assert "Lampor" in text_of(client.get(step(page, "review")))


def test_what_tells_two_tabs_apart_goes_with_the_receipt(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    client.post(step(page, "review"), review_of(client, page) | {"choices": [1]})

    client.post(step(page, "receipt"), {"do": "leave"})

    assert not [name for name in client.session.keys() if name.startswith("mb_")]  # noqa: SIM118


def test_the_other_language_is_the_same_step(client):
    page = make_open_vote(ways=["email_code", "declaration"])
    english = translate(page)
    begin(client, page, 1)

    shown = client.get(step(page, "identify"), {"way": "email_code"})

    (language,) = shown.context_data["other_languages"]
    assert language["url"] == step(english, "identify") + "?way=email_code"
    assert language["name"] == "English"
    client.post(step(page, "identify") + "?way=declaration", {"declared": "on"})
    (language,) = client.get(step(page, "review")).context_data["other_languages"]
    assert client.get(language["url"]).context_data["choices"]


def test_the_receipt_and_a_comparison_are_there_in_the_other_language_too(client):
    page = make_open_vote()
    english = translate(page)

    compared = client.get(step(page, "compare"), {"nr": [1, 3]})
    vote_through(client, page, 1)
    kept = client.get(step(page, "receipt"))

    (language,) = compared.context_data["other_languages"]
    assert language["url"] == step(english, "compare") + "?nr=1&nr=3"
    (language,) = kept.context_data["other_languages"]
    assert language["url"] == step(english, "receipt")
    assert f'href="{language["url"]}" lang="en"' in text_of(kept)
    assert client.get(language["url"]).context_data["code"] == kept.context_data["code"]


def test_a_strange_way_does_not_follow_into_the_address(client):
    page = make_open_vote(ways=["email_code", "declaration"])
    translate(page)
    begin(client, page, 1)

    shown = client.get(step(page, "identify"), {"way": '"><script>'})

    assert "<script>" not in shown.context_data["other_languages"][0]["url"]


def test_the_ballot_leads_back_to_the_receipt_for_as_long_as_it_is_kept(client, monkeypatch):
    page = make_open_vote()
    link = f'href="{step(page, "receipt")}"'
    assert link not in look(client, page).content.decode()
    vote_through(client, page, 1)

    assert link in look(client, page).content.decode()

    late = voters.time.time() + 3601
    monkeypatch.setattr("wagtail_medborgarbudget.views.voters.time.time", lambda: late)
    assert link not in look(client, page).content.decode()


def test_a_linked_proposal_that_does_not_fit_is_told_before_the_ballot(client):
    page = make_open_vote("A", "B", "C", cost=200_000, method="knapsack")
    press(client, page, choices=[1, 2])

    html = text_of(look(client, page, valj=3))

    notice, ballot = html.index("3. C ryms inte"), html.index("data-mb-ballot")
    assert notice < html.index('href="#mb-help"') < ballot
    assert 'role="alert"' not in text_of(look(client, page))


def test_what_is_wrong_stands_once_above_and_not_again_beside_the_help(client):
    page = make_open_vote("A", "B", "C", cost=200_000, method="knapsack")

    refused = press(client, page, "next", choices=[1, 2, 3])

    message = " ".join(refused.context_data["form"].errors["choices"][0].split())
    assert text_of(refused).count(message) == 1
    # After "Update" nothing stands above, and then the help says it.
    assert message in text_of(press(client, page, choices=[1, 2, 3], follow=True))


def test_what_still_fits_is_folded_while_nearly_everything_does(client):
    page = make_open_vote(*"ABCDEFG", cost=50_000, method="knapsack", most=7)

    many = text_of(press(client, page, choices=[1], follow=True))
    few = text_of(press(client, page, choices=[1, 2, 3], follow=True))

    assert '<details class="mb-help">' in many
    assert '<details class="mb-help" open>' in few


def test_the_page_behind_a_letters_link_is_as_calm_as_the_other_steps(client):
    page = make_open_vote(ways=["email_code"])
    translate(page)
    begin(client, page, 1)
    identify(client, page, email="anna@exempel.example")

    shown = Client().get(link_in(mail.outbox[-1]))

    html = text_of(shown)
    assert "mb-way-out" in html
    assert "mb-state-line" in html
    assert "<footer" not in html


def test_rules_lot_and_seal_are_folded_on_the_voting_page(client):
    page = make_open_vote()

    html = text_of(client.get(page.url))

    for name in ("Det här avgör", "Lotten som drogs", "Sigillet"):
        assert f"<summary>{name}</summary>" in html
    assert '<details class="mb-seal">' in text_of(look(client, page))


def test_a_form_without_its_cookie_is_answered_by_the_site_in_plain_words():
    page = make_open_vote()
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post(step(page, "ballot"), {"choices": [1], "next": "1"})

    assert answer.status_code == 403
    assert "Inget är skickat" in text_of(answer)
    assert "CSRF" not in text_of(answer)


def test_when_the_voting_has_closed_meanwhile_nothing_is_said_to_be_sent_later(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    end_voting(page.vote)

    html = text_of(client.post(step(page, "review"), {"choices": [1]}))

    assert "Inte skickad." in html
    assert "Inte skickad än." not in html
    assert "Bänkar" in html


def test_a_change_that_came_too_late_is_told_from_the_vote_that_was_sent(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    mark(client, page, 2)
    end_voting(page.vote)

    html = text_of(look(client, page))

    assert "Det du markerade efter det skickades inte." in html


def test_at_a_desk_the_receipt_says_how_short_it_stays(client):
    page = make_open_vote(ways=["assisted"])
    code = give_start_code(make_station(page.vote), "kort 17")
    mark(client, page, 1)
    identify(client, page, start_code=code)
    client.post(step(page, "review"), {"choices": [1]})

    html = text_of(client.get(step(page, "receipt")))

    assert "efter fem minuter" in html
    assert "i en timme" not in html


def test_at_home_the_receipt_stays_for_an_hour(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    assert "i en timme" in text_of(client.get(step(page, "receipt")))


def test_who_comes_to_the_ballot_too_early_is_told_when_it_opens(client):
    page = make_voting_page(make_round_page(step=Step.IDEAS))
    first = page.vote.round.calendar.windows[Step.VOTE].first

    html = text_of(look(client, page))

    assert f"Omröstningen öppnar {first.day} " in html


def test_before_anything_can_be_chosen_an_area_says_its_money_and_not_0_proposals(client):
    page = make_voting_page(make_round_page(step=Step.IDEAS))

    html = text_of(client.get(page.url))

    assert "0 förslag" not in html
    assert "500 000 kr" in html
