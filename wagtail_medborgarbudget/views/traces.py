"""What a request tells of where it comes from. Hashed before it is stored, never logged."""

from ..actions.watching import Traces
from ..identification.networks import network_of

# What a browser says of itself without being asked, and keeps the same.
SAYS_OF_ITSELF = ("User-Agent", "Accept-Language")


def traces_of(request) -> Traces:
    return Traces(
        network=network_of(request),
        device="\0".join(request.headers.get(name, "") for name in SAYS_OF_ITSELF),
    )
