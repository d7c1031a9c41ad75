"""The referee of the format, asked quietly."""

import contextlib
import io

from pabulib.checker import Checker


def faults(written: bytes) -> dict:
    """What the checker finds wrong with a file; empty when it finds nothing."""
    with contextlib.redirect_stdout(io.StringIO()):
        return Checker().process_files([written.decode()])[1]["results"].get("errors", {})
