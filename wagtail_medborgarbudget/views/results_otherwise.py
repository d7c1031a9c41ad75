"""Beside a result: how the same ballots would have ended otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..actions.what_if import MORE_MONEY_PERCENT, WhatIf

HEADINGS: Mapping[str, Callable[[], str]] = {
    WhatIf.EQUAL_SHARES: lambda: _("With equal shares"),
    WhatIf.MOST_VOTES: lambda: _("With most votes first"),
    WhatIf.MORE_MONEY: lambda: (
        _("With %(percent)s per cent more money") % {"percent": MORE_MONEY_PERCENT}
    ),
}


@dataclass(frozen=True)
class Otherwise:
    """One other way of counting, and the proposals for which it would have mattered."""

    heading: str
    gains: list[str]
    losses: list[str]

    @classmethod
    def of(cls, stored: Mapping[str, Any], titles: Mapping[str, str]) -> "Otherwise":
        return cls(
            heading=HEADINGS[stored["code"]](),
            gains=[titles[id] for id in stored["gains"]],
            losses=[titles[id] for id in stored["losses"]],
        )

    @property
    def is_same(self) -> bool:
        return not (self.gains or self.losses)
