"""What a voter has in hand afterwards, and what is left on the computer: nothing, when asked."""

import time
from smtplib import SMTPException

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.followers import follow, tell_followers
from wagtail_medborgarbudget.actions.keys import vote_secret
from wagtail_medborgarbudget.actions.receipt_letters import TO_ONE
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.actions.veils import unveil
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed
from wagtail_medborgarbudget.forms.receipts import NOT_SENT
from wagtail_medborgarbudget.models import VoteFollower

from .builders import end_voting, in_swedish, make_open_vote, translate
from .linking import database_rows
from .threads import at_once, needs_postgres
from .voters import mark, step, text_of, vote_through

ANNA = "anna@example.se"
ONLY_THIS_LETTER = (
    "We have used your address for this e-mail only. If you did not ask for it, you can delete it."
)


@pytest.fixture(autouse=True)
def no_letters_yet():
    cache.clear()


@pytest.fixture
def voted(client, db):
    """A page where the client has voted for the benches."""
    page = make_open_vote("Bänkar", "Lampor")
    vote_through(client, page, 1)
    return page


def code_of(client, page):
    return client.get(step(page, "receipt")).context_data["code"]


def send_letter(client, page, **data):
    return client.post(step(page, "receipt"), {"do": "letter", "email": ANNA} | data)


def test_the_receipt_comes_by_mail_without_what_was_voted_for(client, voted):
    code = code_of(client, voted)

    response = send_letter(client, voted)

    assert response.url == step(voted, "receipt") + "#mb-letter"
    (letter,) = mail.outbox
    assert letter.to == [ANNA]
    assert letter.reply_to == ["budget@kommun.example"]
    assert code in letter.body
    assert step(voted, "receipt_check") in letter.body
    assert in_swedish(ONLY_THIS_LETTER) in letter.body
    assert "Bänkar" not in letter.body + letter.subject
    assert code not in letter.subject


def test_the_address_of_the_letter_is_kept_nowhere(client, voted, caplog):
    caplog.set_level("DEBUG")

    send_letter(client, voted)
    shown = text_of(client.get(step(voted, "receipt")))

    assert not VoteFollower.objects.exists()
    assert ANNA not in shown
    assert ANNA not in caplog.text
    assert ANNA not in str([session.get_decoded() for session in Session.objects.all()])
    assert ANNA not in str(cache._cache)
    assert receipt_hash(code_of(client, voted)) not in str(cache._cache)


def test_whoever_wants_to_hear_of_the_ballot_is_remembered_apart(client, voted):
    send_letter(client, voted, email=" Anna@Example.se ", follow="on")

    follower = VoteFollower.objects.get()
    assert (follower.vote, follower.lang) == (voted.vote, "sv")
    assert unveil(vote_secret(voted.vote), follower.veiled_address) == ANNA
    assert client.get(step(voted, "receipt")).context_data["done"] == ["following", "mailed"]
    # Letter and page say what is kept, and do not promise otherwise.
    assert in_swedish(ONLY_THIS_LETTER) not in mail.outbox[0].body
    assert in_swedish("We have sent the receipt, and have not kept the address.") not in text_of(
        client.get(step(voted, "receipt"))
    )


def test_the_database_alone_does_not_tell_who_follows_a_vote(client, voted):
    """They have just voted, one by one: in clear the list would name the marks beside it."""
    send_letter(client, voted, follow="on")
    follow(voted.vote, "bo@example.se", "sv")

    rows = "\n".join(database_rows())
    assert ANNA not in rows
    assert ANNA.encode().hex() not in rows
    # Not even by how long they are.
    assert len({len(one.veiled_address) for one in VoteFollower.objects.all()}) == 1


def test_the_same_address_follows_once(client, voted):
    for written in (ANNA, " Anna@Example.se "):
        follow(voted.vote, written, "sv")

    assert VoteFollower.objects.count() == 1


def test_under_another_key_nobody_is_told_and_nothing_breaks(client, voted, settings, caplog):
    send_letter(client, voted, follow="on")
    mail.outbox.clear()
    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key, and long enough to be one"

    tell_followers(voted.vote, "ballot_changed")

    assert not mail.outbox
    assert "another key" in caplog.text
    assert ANNA not in caplog.text


def test_when_the_box_is_closed_those_who_follow_are_forgotten(client, voted):
    send_letter(client, voted, follow="on")

    close_box(end_voting(voted.vote))

    assert not VoteFollower.objects.exists()
    with pytest.raises(BoxClosed):
        follow(voted.vote, ANNA, "sv")
    assert 'name="follow"' not in text_of(client.get(step(voted, "receipt")))


def test_an_address_that_is_none_is_refused_and_kept_on_the_page(client, voted):
    response = send_letter(client, voted, email="anna at example")

    assert response.context_data["letter"].errors["email"]
    assert 'value="anna at example"' in text_of(response)
    assert mail.outbox == []


def test_nobody_can_be_bombed_with_receipts(client, voted):
    for plus in range(TO_ONE):
        # The same mailbox, of receipts of its own.
        assert send_letter(client, voted, email=f"anna+{plus}@example.se").status_code == 302
        vote_through(client, voted, 2)

    response = send_letter(client, voted, follow="on")

    assert len(mail.outbox) == TO_ONE
    assert str(NOT_SENT["too_many_letters"]) in text_of(response)
    assert f'value="{ANNA}"' in text_of(response)
    assert not VoteFollower.objects.exists()


def test_one_receipt_is_not_sent_to_everybody(client, voted):
    for number in range(5):
        response = send_letter(client, voted, email=f"granne{number}@example.se")

    assert len(mail.outbox) == 3
    assert response.context_data["refusals"]


class Down(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException(f"refused: {messages[0].to}")


def test_a_mail_server_that_is_down_is_told_and_nothing_is_kept(client, voted, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Down"

    response = send_letter(client, voted, follow="on")

    assert str(NOT_SENT["letter_not_sent"]) in text_of(response)
    assert f'value="{ANNA}"' in text_of(response)
    assert not VoteFollower.objects.exists()
    assert ANNA not in caplog.text


def test_the_letter_speaks_the_language_of_the_page(client, voted):
    english = translate(voted)

    client.post(step(english, "receipt"), {"do": "letter", "email": ANNA})

    assert "You have sent a vote" in mail.outbox[0].body


def test_the_receipt_names_the_round_in_the_voters_language(client, voted):
    round_page = translate(voted.round_page)
    round_page.title = "Participatory budget Granhyltan"
    round_page.save_revision().publish()
    english = translate(voted)

    content = text_of(client.get(step(english, "receipt")))
    client.post(step(english, "receipt"), {"do": "letter", "email": ANNA})

    assert "Participatory budget Granhyltan · sent on" in content
    assert "Medborgarbudget Granhyltan" not in content
    assert mail.outbox[0].subject == "Your receipt: Participatory budget Granhyltan"
    swedish = text_of(client.get(step(voted, "receipt")))
    assert "Medborgarbudget Granhyltan · skickad" in swedish


def test_a_letter_is_sent_only_of_a_receipt_in_hand(voted):
    stranger = Client()

    assert send_letter(stranger, voted).url == voted.url
    assert mail.outbox == []


def test_the_forms_are_safe_from_other_sites(client, voted):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    for do in ("letter", "answers", "leave"):
        assert strict.post(step(voted, "receipt"), {"do": do, "email": ANNA}).status_code == 403


def test_the_receipt_is_shown_for_an_hour(client, voted, monkeypatch):
    late = time.time() + 3601
    monkeypatch.setattr("wagtail_medborgarbudget.views.voters.time.time", lambda: late)

    gone = send_letter(client, voted)

    assert gone.url == step(voted, "receipt_left") + "?late=1"
    assert mail.outbox == []
    assert "det gjordes inte" in text_of(client.get(gone.url))
    assert client.get(step(voted, "receipt")).url == voted.url
    assert f"mb_receipt_{voted.vote.pk}" not in client.session


def test_whoever_is_done_leaves_nothing_on_the_computer(client, voted):
    mark(client, voted, 2, button="update")
    client.post(step(voted, "identify"), {"declared": "on"})
    vote_through(client, voted, 1)

    response = client.post(step(voted, "receipt"), {"do": "leave"})

    assert response.url == step(voted, "receipt_left")
    assert response.cookies[f"mb_secret_{voted.vote.pk}"]["max-age"] == 0
    assert response.cookies["sessionid"]["max-age"] == 0
    assert not Session.objects.exists()
    assert client.get(response.url).status_code == 200
    assert client.get(step(voted, "receipt")).url == voted.url


def test_whoever_is_done_stays_logged_in_elsewhere(client, voted, admin_user):
    client.force_login(admin_user)
    vote_through(client, voted, 1)

    client.post(step(voted, "receipt"), {"do": "leave"})

    assert "_auth_user_id" in client.session
    assert not [name for name in dict(client.session.items()) if name.startswith("mb_")]


def test_another_votes_receipt_is_left_alone(client, voted):
    other = make_open_vote()
    vote_through(client, other, 1)

    client.post(step(voted, "receipt"), {"do": "leave"})

    assert client.get(step(other, "receipt")).status_code == 200


def test_a_new_receipt_begins_anew(client, voted):
    send_letter(client, voted)
    vote_through(client, voted, 2)

    assert client.get(step(voted, "receipt")).context_data["done"] == []


def test_sharing_tells_of_the_voting_and_nothing_of_the_choices(client, voted):
    content = text_of(client.get(step(voted, "receipt")))

    share = content.split('class="mb-share mb-section"')[1].split("</section>")[0]
    assert "Bänkar" not in share
    assert "B%C3%A4nkar" not in share
    assert code_of(client, voted) not in share
    assert "mailto:" in share


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_no_address_comes_in_after_the_box_is_closed():
    vote = end_voting(make_open_vote().vote)
    calls = [lambda n=n: follow(vote, f"{n}@example.se", "sv") for n in range(20)]
    calls.insert(10, lambda: close_box(vote))

    at_once(*calls)

    assert not VoteFollower.objects.exists()
