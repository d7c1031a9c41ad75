"""One text for the same facts, and its hash: what a seal is made of."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def canonical(facts: Any) -> str:
    """Write facts of JSON's own types so that equal facts are equal texts.

    Keys are sorted, there are no spaces, and letters stand as they are (UTF-8).
    """
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return sha256(canonical(facts).encode()).hexdigest()
