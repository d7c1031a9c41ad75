"""Where a request comes from, no closer than its neighbourhood."""

from ipaddress import ip_address, ip_network

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django_ratelimit.core import _get_ip

# A house, a school or a small provider: closer would single out a person.
PREFIXES = {4: 24, 6: 48}


def network_of(request: HttpRequest) -> str:
    """The network of the request, such as "192.0.2.0/24"; empty when it has no address.

    Behind a proxy the setting RATELIMIT_IP_META_KEY says where the address stands.
    """
    try:
        address = ip_address(_get_ip(request))
    except (ImproperlyConfigured, KeyError, ValueError):
        return ""
    return str(ip_network(f"{address}/{PREFIXES[address.version]}", strict=False))
