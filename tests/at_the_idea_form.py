"""A resident at the form for an idea, as tests walk through it."""

import pytest
from django.utils.html import escape

TYPED = {
    "title": "Utegym vid elljusspåret",
    "what": "Sju redskap av trä.\nUnder tak.",
    "where": "Vid parkeringen",
    "why": "Alla kan röra på sig.",
    "name": "Åsa Åkesson",
    "email": "asa@example.com",
    "phone": "070-174 06 05",
}


@pytest.fixture
def later(clock):
    """Let time pass between opening a form and sending it."""

    def passes(seconds):
        clock.now += seconds

    return passes


def address_of(page, name="idea", *args):
    return page.get_url() + page.reverse_subpage(name, args=args)


def open_form(client, page):
    return client.get(address_of(page)).context["form"]


def post(client, page, button, token, **typed):
    data = TYPED | typed | {"token": token, button: ""}
    return client.post(address_of(page), data)


def hand_in(client, page, later, **typed):
    token = open_form(client, page).signed_token
    later(60)
    review = post(client, page, "review", token, **typed)
    return post(client, page, "send", review.context["form"].signed_token, **typed)


def assert_text_is_kept(response):
    html = response.content.decode()
    for name in ("title", "what", "where", "why"):
        for line in TYPED[name].split("\n"):
            assert escape(line) in html, f"{line!r} was lost"
