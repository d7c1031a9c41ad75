"""A certificate: a claim about an outcome, whether it holds, and the figures that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Proof(StrEnum):
    """What a certificate is about."""

    RECOUNT = "recount"
    FEASIBILITY = "feasibility"
    EXHAUSTIVENESS = "exhaustiveness"
    PROPORTIONALITY = "proportionality"
    PRICE_SYSTEM = "price_system"


@dataclass(frozen=True)
class Certificate:
    """A claim that anyone can check.

    ``holds`` is None where the claim says nothing under the rule. ``facts`` are of JSON's own
    types; where the claim fails they name proposals and numbers of voters, never a person.
    """

    name: Proof
    holds: bool | None
    facts: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the certificate as JSON's own types."""
        return {"name": str(self.name), "holds": self.holds, "facts": dict(self.facts)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a certificate back from ``as_json``."""
        return cls(Proof(data["name"]), data["holds"], dict(data["facts"]))
