import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Site

from example_site import demo, mail
from example_site.models import HomePage, PlainPage
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Period, RoundPage, Vote

from .builders import make_open_vote, make_user

PUBLIC = ["/sv/", "/en/", "/sv/kontakt/", "/en/contact/", "/sv/personuppgifter/"]


@pytest.fixture
def municipality(db):
    demo.ensure_site()
    yield
    # The addresses of a site are cached, and outlive the rollback of a test.
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize("address", PUBLIC)
def test_reading_a_page_leaves_no_cookie(municipality, client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_language_link_leads_to_the_same_page(municipality, client):
    response = client.get("/sv/kontakt/")

    assert '<a href="/en/contact/" lang="en" hreflang="en">English</a>' in response.text


def test_the_language_link_leads_home_when_the_page_is_not_translated(municipality, client):
    home = HomePage.objects.get(locale__language_code="sv")
    home.add_child(instance=PlainPage(title="Bara på svenska", slug="bara-svenska"))

    response = client.get("/sv/bara-svenska/")

    assert '<a href="/en/" lang="en" hreflang="en">English</a>' in response.text


def test_from_a_step_of_a_page_the_trail_leads_back_to_the_page(municipality, client):
    home = HomePage.objects.get(locale__language_code="sv")
    page = home.add_child(instance=RoundPage(title="Granhyltan", locale=home.locale))

    assert f'<a href="{page.url}">Granhyltan</a>' in client.get(page.url + "ide/").text
    assert f'<a href="{page.url}">Granhyltan</a>' not in client.get(page.url).text


def test_a_wrong_address_is_answered_kindly_in_the_readers_language(municipality, client):
    response = client.get("/sv/finns-inte/")

    assert response.status_code == 404
    assert "Sidan finns inte här" in response.text


def test_loading_the_demo_again_keeps_what_somebody_wrote(municipality):
    contact = PlainPage.objects.get(slug="kontakt")
    contact.title = "Hör av dig"
    contact.save()

    demo.ensure_site()

    assert PlainPage.objects.get(slug="kontakt").title == "Hör av dig"
    assert HomePage.objects.count() == 2


def test_mail_that_would_have_been_sent_can_be_read_newest_first(municipality, rf, tmp_path):
    with override_settings(EMAIL_FILE_PATH=tmp_path):
        backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
        early = EmailMessage("Din kod", "Koden är 123456", to=["a@example.org"])
        late = EmailMessage("Tack för idén", "Läs den: http://127.0.0.1/sv/", to=["b@example.org"])
        early.extra_headers["Date"] = "Mon, 23 Nov 2026 10:00:00 -0000"
        late.extra_headers["Date"] = "Mon, 23 Nov 2026 11:00:00 -0000"
        backend.send_messages([early, late])

        with override("sv"):
            shown = mail.inbox(rf.get("/mail/")).content.decode()

    assert shown.index("Tack för idén") < shown.index("Din kod")
    assert "Till b@example.org, 23 november 2026 klockan 12.00" in shown
    assert '<a href="http://127.0.0.1/sv/"' in shown


def test_the_first_page_tells_what_happens_in_each_round_today(municipality, client):
    home = HomePage.objects.get(locale__language_code="sv")
    page = home.add_child(instance=RoundPage(title="Granhyltan", locale=home.locale))
    today = timezone.localdate()
    Period.objects.create(round=page.round, step=Step.VOTE, first=today, last=today)

    response = client.get("/sv/")

    assert "Just nu: Omröstning" in response.text


def test_the_voting_of_the_tutorial_can_end_without_waiting(db):
    vote = make_open_vote("Utegym").vote
    today = timezone.localdate()

    call_command("end_voting", vote.round.name)

    assert not Vote.objects.get().is_open(today)
    assert close_box(Vote.objects.get(), make_user()).is_box_closed


def test_a_round_that_is_not_there_has_no_voting_to_end(db):
    with pytest.raises(CommandError, match="Nowhere"):
        call_command("end_voting", "Nowhere")
