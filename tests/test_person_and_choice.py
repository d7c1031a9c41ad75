"""After a whole journey, no single place holds both a person and a choice."""

import logging
import pickle
import re
from importlib import import_module
from urllib.parse import unquote

import pytest
from django import VERSION
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from wagtail_medborgarbudget.actions.codes import voter_with_code
from wagtail_medborgarbudget.actions.keys import Identified, voter_of
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.receipts import receipt_hash
from wagtail_medborgarbudget.actions.setup import REGISTRAR
from wagtail_medborgarbudget.actions.stations import give_start_code
from wagtail_medborgarbudget.admin import stations
from wagtail_medborgarbudget.identification.oidc import welcome
from wagtail_medborgarbudget.method.codes import read_code
from wagtail_medborgarbudget.models import Ballot, CodeKind, PaperEntry, VoterMark, VotingPage
from wagtail_medborgarbudget.views.basket import SALT, Basket, cookie_name

from .builders import make_open_vote, make_user
from .codes import codes_of
from .linking import database_rows
from .paper import make_settled
from .rehearsals import make_ready_page
from .voters import finish, identify, mark, step
from .ways import link_in, make_station

ADDRESS = "rut.unik@example.se"
# A ballot that nothing else looks like, however it is written: "7 11 13", [7, 11, 13].
# Django 6 wants addresses alone, and 5.2 names too.
OPERATORS = ["drift@kommun.example"] if VERSION >= (6,) else [("Drift", "drift@kommun.example")]
CHOICES = (7, 11, 13)
BALLOT = re.compile(r"(?<!\d)7\D{1,14}11\D{1,14}13(?!\d)")


LINKED = "lennart.lank@example.se"
AT_A_DESK, LOGGED_IN, ON_PAPER = "4803021234", "5112245678", "3907079012"
START_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
WAYS = ["email_code", "declaration", "voting_code", "school", "assisted", "oidc", "paper"]


def make_vote_with_every_way():
    """Returns its page, a code from a letter and one from school."""
    page = make_ready_page(*(f"Förslag {n}" for n in range(1, 15)), ways=WAYS, most=3)
    letter, school = codes_of(page.vote), codes_of(page.vote, kind=CodeKind.SCHOOL)
    open_vote(page.vote)
    return VotingPage.objects.get(pk=page.pk), letter[2], school[3]


class Journey:
    """A voter, from the ballot to the receipt and once more, with all that was seen on the way."""

    def __init__(self, caplog):
        self.page, self.letter_code, self.school_code = make_vote_with_every_way()
        self.vote, self.client, self.places = self.page.vote, Client(), []
        self.tokens = {ADDRESS, ADDRESS.split("@")[0]}
        caplog.set_level(logging.DEBUG)
        with EverythingLogged(caplog):
            self.vote_by_mail()
            self.vote_by_the_letters_link()
            self.vote_by_declaration()
            self.vote_by_code("voting_code", self.letter_code)
            self.vote_by_code("school", self.school_code)
            self.vote_at_a_desk()
            self.vote_by_log_in()
            self.vote_on_paper()
        self.places += [("log", f"{each.getMessage()} {vars(each)}") for each in caplog.records]

    def vote_by_mail(self):
        self.go(mark, *CHOICES)
        self.go(identify_by, "email_code", email=ADDRESS)
        code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.M).group()
        self.go(identify_by, "email_code", code=code)
        self.tokens.add(voter_of(self.vote, Identified(ADDRESS, "email_code")).key)
        # What the session holds just now, before the vote is sent.
        self.look_at_sessions()
        self.go(finish, *CHOICES)
        self.read_receipt()

    def vote_by_the_letters_link(self):
        self.client = Client()
        self.go(mark, *CHOICES)
        self.go(identify_by, "email_code", email=LINKED)
        self.tokens |= {LINKED, voter_of(self.vote, Identified(LINKED, "email_code")).key}
        self.go(lambda client, _page: client.post(link_in(mail.outbox[-1])))
        self.send_and_read()

    def vote_by_code(self, way, code):
        self.client = Client()
        self.go(mark, *CHOICES)
        self.go(identify_by, way, code=code)
        who = voter_with_code(self.vote, read_code(code), [CodeKind.LETTER, CodeKind.SCHOOL])
        self.tokens |= {code, read_code(code), voter_of(self.vote, who).key}
        self.send_and_read()

    def vote_at_a_desk(self):
        self.client = Client()
        registrar = Client()
        registrar.force_login(make_user(REGISTRAR))
        desk = make_station(self.vote)
        url = reverse(f"medborgarbudget_votes:{stations.DESK}", args=[self.vote.pk, desk.pk])
        response = registrar.post(url, {"identifier": AT_A_DESK})
        code = START_CODE.search(response.content.decode()).group()
        self.tokens |= {AT_A_DESK, code, voter_of(self.vote, Identified(AT_A_DESK, "assisted")).key}
        self.go(mark, *CHOICES)
        self.go(identify_by, "assisted", start_code=code)
        self.send_and_read()

    def vote_by_log_in(self):
        """As when the provider has sent the voter back; tests/test_oidc.py goes there too."""
        self.client = Client()
        self.go(mark, *CHOICES)
        request = RequestFactory().get("/")
        request.session = self.client.session
        welcome(request, self.vote, {"sub": LOGGED_IN, "name": "Log Inge"})
        request.session.save()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        self.look_at_sessions()
        self.tokens |= {LOGGED_IN, "Log Inge"}
        self.tokens.add(voter_of(self.vote, Identified(LOGGED_IN, "oidc")).key)
        self.go(lambda client, page: client.get(f"{step(page, 'identify')}?way=oidc"))
        self.send_and_read()

    def vote_on_paper(self):
        self.client = Client()
        registrar = Client()
        registrar.force_login(make_user(REGISTRAR))
        url = reverse("medborgarbudget_votes:paper_roll", args=[self.vote.pk])
        registrar.post(url, {"way": "paper", "who": ON_PAPER})
        self.tokens |= {ON_PAPER, voter_of(self.vote, Identified(ON_PAPER, "assisted")).key}
        self.look_at_sessions()
        make_settled(self.vote, " ".join(map(str, CHOICES)))

    def send_and_read(self):
        self.look_at_sessions()
        self.go(finish, *CHOICES)
        self.read_receipt()

    def vote_by_declaration(self):
        self.client = Client()
        self.go(mark, *CHOICES)
        self.go(identify_by, "declaration", declared="on")
        token = self.client.cookies[f"mb_token_{self.vote.pk}"].value.split(":")[0]
        self.tokens |= {token, voter_of(self.vote, Identified(token, "declaration")).key}
        self.look_at_sessions()
        self.go(finish, *CHOICES)
        self.read_receipt()

    def read_receipt(self):
        code = self.client.get(step(self.page, "receipt")).context_data["code"]
        self.tokens |= {code, receipt_hash(code)}
        self.look_at_sessions()

    def go(self, act, *args, **kwargs):
        response = act(self.client, self.page, *args, **kwargs)
        assert response.status_code == 302
        request = response.wsgi_request
        self.places.append(("address", unquote(request.get_full_path())))
        self.places.append(("address", unquote(response.url)))
        self.places += [("cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        self.places += [("basket", str(basket)) for basket in self.baskets()]
        self.tokens.add(self.session_key)

    @property
    def session_key(self):
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value if self.has_session else "-"

    @property
    def has_session(self):
        return settings.SESSION_COOKIE_NAME in self.client.cookies

    def baskets(self):
        if cookie_name(self.vote) in self.client.cookies:
            request = HttpRequest()
            request.COOKIES[cookie_name(self.vote)] = self.client.cookies[
                cookie_name(self.vote)
            ].value
            seed = Basket.of(request, self.vote).seed
            yield request.get_signed_cookie(
                cookie_name(self.vote), default="", salt=SALT
            ).removeprefix(seed)

    def look_at_sessions(self):
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for kept in store.get_model_class().objects.all():
            self.places.append(("session", f"{kept.session_key} {kept.get_decoded()}"))

    def all_places(self):
        yield from self.places
        yield from (("row", row) for row in database_rows())
        # The cache in memory keeps what is pickled, by name.
        yield from (
            ("cache", f"{name} {pickle.loads(kept)}")  # noqa: S301
            for name, kept in cache._cache.items()
        )
        for letter in mail.outbox:
            yield "letter", f"{letter.message()} {letter.to} {letter.body} {letter.attachments}"


def identify_by(client, page, way, **data):
    return client.post(f"{step(page, 'identify')}?way={way}", data)


class EverythingLogged:
    """Let every logger through to what a test can read, the database's own statements too."""

    def __init__(self, caplog):
        self.loggers = [logging.getLogger(name) for name in ("django", "django.db.backends")]
        self.handler = caplog.handler

    def __enter__(self):
        self.before = [(each.level, each.propagate) for each in self.loggers]
        for each in self.loggers:
            each.setLevel(logging.DEBUG)
            each.addHandler(self.handler)
            each.propagate = False
        connection.force_debug_cursor = True

    def __exit__(self, *_error):
        connection.force_debug_cursor = False
        for each, (level, propagate) in zip(self.loggers, self.before, strict=True):
            each.removeHandler(self.handler)
            each.setLevel(level)
            each.propagate = propagate


@pytest.fixture
def journey(db, caplog, settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = "kommunen"
    return Journey(caplog)


def test_no_place_holds_both_a_person_and_a_choice(journey):
    tokens = journey.tokens - {"-"}

    both = [
        (kind, text[:300])
        for kind, text in journey.all_places()
        if BALLOT.search(text) and any(token in text for token in tokens)
    ]

    assert both == []


def test_every_kind_of_place_was_looked_at(journey):
    """Without this the test above could pass by looking at nothing."""
    tokens = journey.tokens - {"-"}
    places = list(journey.all_places())
    with_choice = {kind for kind, text in places if BALLOT.search(text)}
    with_person = {kind for kind, text in places if any(token in text for token in tokens)}

    assert {kind for kind, _text in places} == {
        "address", "basket", "cache", "cookie", "letter", "log", "row", "session"
    }  # fmt: skip
    assert with_choice == {"basket", "cookie", "log", "row"}
    # A session by its own name; of the voter it says nothing, nor does the cache.
    assert with_person == {"cookie", "letter", "log", "row", "session"}
    assert sorted(VoterMark.objects.values_list("channel", flat=True)) == sorted(
        [*WAYS, "email_code"]
    )
    # What is on paper is not in the box before that is closed.
    assert Ballot.objects.filter(choices="7 11 13").count() == len(WAYS)
    assert PaperEntry.objects.filter(choices="7 11 13").exists()


def test_the_basket_holds_choices_only_and_the_session_a_key_only(journey):
    sessions = [text for kind, text in journey.places if kind == "session"]
    baskets = [text for kind, text in journey.places if kind == "basket"]

    assert any("mb_voter_" in text for text in sessions)
    assert any("mb_receipt_" in text for text in sessions)
    assert not any(BALLOT.search(text) for text in sessions)
    assert baskets
    assert BALLOT.search(baskets[0])
    assert not BALLOT.search(baskets[-1]), "the basket is emptied when the vote is sent"
    assert not any(token in text for text in baskets for token in journey.tokens - {"-"})


def test_no_session_and_no_cache_holds_what_a_mark_holds(journey):
    marks = VoterMark.objects.values_list("voter_key", "receipt_hash")
    held = {each for mark in marks for each in mark}
    codes = {token for token in journey.tokens if receipt_hash(token) in held}
    assert len(codes) == len(WAYS)

    for kind, text in journey.all_places():
        if kind in ("session", "cache"):
            assert not any(each in text for each in held | codes), kind


def test_no_address_of_a_page_holds_a_person_or_a_choice(journey):
    for kind, text in journey.places:
        if kind == "address":
            assert not BALLOT.search(text)
            assert not any(token in text for token in journey.tokens - {"-"})


def test_an_error_report_of_the_sending_holds_neither(db, monkeypatch, settings):
    settings.ADMINS = OPERATORS
    page = make_open_vote(*(f"Förslag {n}" for n in range(1, 15)), ways=["declaration"], most=3)
    client = Client(raise_request_exception=False)
    mark(client, page, *CHOICES)
    identify(client, page, declared="on")
    token = client.cookies[f"mb_token_{page.vote.pk}"].value.split(":")[0]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def break_down(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("wagtail_medborgarbudget.actions.casting.put_in_box", break_down)
    logging.getLogger("django.request").addHandler(handler := _reporter())
    try:
        response = finish(client, page, *CHOICES)
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert response.status_code == 500
    report = f"{mail.outbox[-1].body} {mail.outbox[-1].alternatives}"
    assert "the database went away" in report
    assert not BALLOT.search(report)
    key = voter_of(page.vote, Identified(token, "declaration")).key
    assert not any(each in report for each in (token, session, key))


@pytest.mark.parametrize("way", [*WAYS, "link", "receipt", "roll"])
def test_an_error_report_of_showing_who_one_is_holds_nobody(db, monkeypatch, settings, way):
    """The deepest function breaks: every variable on the way there is in the report."""
    settings.ADMINS = OPERATORS
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = "kommunen"
    page, letter, school = make_vote_with_every_way()
    client = Client(raise_request_exception=False)
    start = give_start_code(make_station(page.vote), AT_A_DESK)
    mark(client, page, *CHOICES)
    if way == "link":
        identify_by(client, page, "email_code", email=ADDRESS)
    if way == "roll":
        client.force_login(make_user(REGISTRAR))
    secret = settings.MEDBORGARBUDGET_BALLOT_KEY
    acts = {
        "email_code": lambda: identify_by(client, page, way, email=ADDRESS),
        "declaration": lambda: identify_by(client, page, way, declared="on"),
        "voting_code": lambda: identify_by(client, page, way, code=letter),
        "school": lambda: identify_by(client, page, way, code=school),
        "assisted": lambda: identify_by(client, page, way, start_code=start),
        "link": lambda: client.post(link_in(mail.outbox[-1])),
        "receipt": lambda: client.post(step(page, "receipt_check"), {"code": letter}),
        "roll": lambda: client.post(
            reverse("medborgarbudget_votes:paper_roll", args=[page.vote.pk]),
            {"way": "paper", "who": ON_PAPER},
        ),
    }
    if way not in acts:
        pytest.skip("It comes from another site, or not at all.")

    def break_down(*args, **kwargs):
        raise RuntimeError("the arithmetic went away")

    monkeypatch.setattr("wagtail_medborgarbudget.actions.keys.sha256", break_down)
    monkeypatch.setattr("wagtail_medborgarbudget.actions.receipts.sha256", break_down)
    logging.getLogger("django.request").addHandler(handler := _reporter())
    try:
        response = acts[way]()
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert response.status_code == 500
    report = f"{mail.outbox[-1].body} {mail.outbox[-1].alternatives}"
    assert "the arithmetic went away" in report
    persons = {ADDRESS, letter, school, start, AT_A_DESK, ON_PAPER, secret}
    persons |= {read_code(letter), read_code(school), start.replace("-", "")}
    assert [one for one in persons if one in report] == []
    assert not BALLOT.search(report)


def _reporter():
    from django.utils.log import AdminEmailHandler

    return AdminEmailHandler(include_html=True)
