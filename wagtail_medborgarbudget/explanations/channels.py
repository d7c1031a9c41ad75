"""What the ways in which votes come in are called."""

from collections.abc import Iterable

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import conf

OTHER_CHANNELS = {
    "paper": gettext_lazy("On paper"),
    "test": gettext_lazy("Test ballots"),
    "import": gettext_lazy("Read in from a file"),
}


def weaknesses(names: Iterable[str]) -> list[tuple[str, str]]:
    """What one should know of the ways that were used: (label, sentence) where there is any."""
    ways = [import_string(path) for path in conf.identification_methods()]
    used = set(names)
    told = [(way.label, getattr(way, "weakness", "")) for way in ways if way.name in used]
    return [(label, weakness) for label, weakness in told if weakness]


def way_labels() -> dict[str, str]:
    """What each way of identification is called, by the name that a vote and a mark store."""
    ways = [import_string(path) for path in conf.identification_methods()]
    return {way.name: way.label for way in ways}


def channel_label(name: str) -> str:
    """How a vote came in: by a way of identification, or past them all."""
    return str((OTHER_CHANNELS | way_labels()).get(name) or _("In another way"))
