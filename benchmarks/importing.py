"""How long it takes to import Łódź 2022 into a fresh database, and how much memory.

python -m benchmarks.importing [FILE.pb]
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import measuring
from .elections import LODZ, unpacked
from .tables import Row

MANAGE = [sys.executable, "manage.py"]
MAKE_HOME = "from tests.builders import make_home; print(make_home().pk)"


def rows(path: Path = LODZ) -> Iterator[Row]:
    """Measure the whole command, Django's start included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path.name.removesuffix(".gz")
        file.write_bytes(unpacked(path))
        environment = {"EXAMPLE_SITE_VAR": folder}
        measuring.run([*MANAGE, "migrate", "-v0"], environment)
        made = measuring.run([*MANAGE, "shell", "-v0", "-c", MAKE_HOME], environment)
        parent = made.printed.split()[-1]
        command = [*MANAGE, "medborgarbudget_import", str(file), "--parent", parent]
        used = measuring.run(command, environment)
    yield Row("Łódź 2022: import into the site, whole command", used, None, "30 s, 500 MB")


if __name__ == "__main__":
    for row in rows(*map(Path, sys.argv[1:])):
        print(row)
