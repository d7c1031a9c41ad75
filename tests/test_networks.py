"""Where a request comes from, as limits and traces see it."""

import pytest
from django.test import RequestFactory

from wagtail_medborgarbudget.forms.limits import asker, seconds_left
from wagtail_medborgarbudget.identification.networks import network_of


def request_from(address, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:7:8::9", "2001:db8:7::/48"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("::ffff:c633:6407", "198.51.100.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_no_closer_than_a_neighbourhood(address, network):
    assert network_of(request_from(address)) == network


@pytest.mark.parametrize(
    ("header", "network"),
    [("::ffff:192.0.2.7", "192.0.2.0/24"), ("198.51.100.9", "198.51.100.0/24"), ("a, b", "")],
)
def test_behind_a_proxy_it_stands_in_a_header(settings, header, network):
    settings.RATELIMIT_IP_META_KEY = "HTTP_X_REAL_IP"

    assert network_of(request_from("10.0.0.1", HTTP_X_REAL_IP=header)) == network


def test_a_header_that_is_not_there_is_no_network(settings):
    settings.RATELIMIT_IP_META_KEY = "HTTP_X_REAL_IP"

    assert network_of(request_from("10.0.0.1")) == ""


def of_the_sites_own(request):
    return "203.0.113.5"


def test_a_site_may_have_a_way_of_its_own(settings):
    settings.RATELIMIT_IP_META_KEY = f"{__name__}.of_the_sites_own"

    assert network_of(request_from("10.0.0.1")) == "203.0.113.0/24"


def test_those_who_have_ipv4_are_not_counted_as_one(db):
    """On a server that listens to both kinds one of them could stop all the others."""

    def waits(address):
        return seconds_left(request_from(address), "test", asker, "2/h")

    assert [bool(waits("::ffff:192.0.2.7")) for _time in range(3)] == [False, False, True]
    assert not waits("::ffff:198.51.100.9")
    assert waits("192.0.2.7")
