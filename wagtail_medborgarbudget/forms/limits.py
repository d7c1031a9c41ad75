"""How many ideas may come in an hour from one network and to one e-mail address."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_ratelimit.core import get_usage

from ..identification.networks import address_of

# A library, a school or a block of flats can share one network.
FROM_A_NETWORK = "40/h"
FROM_AN_ADDRESS = "6/h"


def try_again(request, email: str) -> datetime | None:
    """Count one more idea. Returns when there is room again if there were too many, else None.

    The cache holds only hashes, for an hour.
    """
    waits = [
        seconds_left(request, "ideas-network", asker, FROM_A_NETWORK),
        seconds_left(request, "ideas-email", lambda *_about: hashed(email), FROM_AN_ADDRESS),
    ]
    return timezone.now() + timedelta(seconds=max(waits)) if any(waits) else None


def asker(_group, request) -> str:
    """Whoever asks, as a key: django-ratelimit's own takes all of IPv4 written as IPv6 for one."""
    return str(address_of(request))


def seconds_left(request, group, key, rate) -> int:
    usage = get_usage(request, f"medborgarbudget-{group}", key=key, rate=rate, increment=True)
    # A limit of nought means that the cache did not answer; that stops nobody.
    if not usage or not usage["limit"] or not usage["should_limit"]:
        return 0
    return max(usage["time_left"], 60)


def hashed(email: str) -> str:
    return salted_hmac("wagtail_medborgarbudget.limits", email.lower()).hexdigest()
