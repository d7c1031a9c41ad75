"""The link that lets a colleague without an account into a rehearsal."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import LEADER

from .builders import make_user
from .rehearsals import make_rehearsal
from .voters import step

pytestmark = pytest.mark.django_db


def test_the_link_works_as_it_is_copied_from_the_screen(client):
    page = make_rehearsal(ways=["declaration"])
    client.force_login(make_user(LEADER))
    screen = client.get(reverse("medborgarbudget_votes:rehearsal", args=[page.vote.pk])).text
    link = re.search(r">([^<>]+[?]prova=[^<]+)<", screen).group(1)

    came = Client().get(unescape(link))

    # A letter would break it at a space, and a plus is read as one.
    assert not set(" +") & set(link)
    assert came.url == step(page, "ballot")
