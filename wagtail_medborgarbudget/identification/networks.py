"""Where a request comes from, no closer than its neighbourhood."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django_ratelimit.core import _get_ip

# A house, a school or a small provider: closer would single out a person.
PREFIXES = {4: 24, 6: 48}


def network_of(request: HttpRequest) -> str:
    """The network of the request, such as "192.0.2.0/24"; empty when it has no address.

    Behind a proxy the setting RATELIMIT_IP_META_KEY says where the address stands.
    """
    address = address_of(request)
    return str(ip_network((address, PREFIXES[address.version]), strict=False)) if address else ""


def address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """A server that listens to both kinds writes 192.0.2.7 as ::ffff:192.0.2.7.

    Taken for IPv6, all who have IPv4 would be in one network, and one of them could stop the rest.
    """
    name = getattr(settings, "RATELIMIT_IP_META_KEY", None) or "REMOTE_ADDR"
    # Read here, since django-ratelimit's own would mask it first, as the IPv6 address it is not.
    by_name = isinstance(name, str) and "." not in name
    try:
        address = ip_address(request.META[name] if by_name else _get_ip(request))
    except (ImproperlyConfigured, KeyError, ValueError):
        return None
    return getattr(address, "ipv4_mapped", None) or address
