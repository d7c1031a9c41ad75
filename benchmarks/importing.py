"""How long it takes to import Łódź 2022 into a fresh database, and how much memory.

python -m benchmarks.importing [FILE.pb]
"""

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .elections import LODZ

MANAGE = [sys.executable, "manage.py"]
MAKE_HOME = "from tests.builders import make_home; print(make_home().pk)"


def main(path: Path) -> None:
    """Print seconds and peak memory of the whole command; the limits are 30 s and 500 MB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path.name.removesuffix(".gz")
        data = path.read_bytes()
        file.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)
        environment = os.environ | {"EXAMPLE_SITE_VAR": folder}
        run = {"env": environment, "check": True, "capture_output": True, "text": True}
        subprocess.run([*MANAGE, "migrate", "-v0"], **run)
        made = subprocess.run([*MANAGE, "shell", "-v0", "-c", MAKE_HOME], **run)
        parent = made.stdout.split()[-1]

        started = time.perf_counter()
        process = subprocess.Popen(
            [*MANAGE, "medborgarbudget_import", str(file), "--parent", parent],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started

    if status:
        sys.exit("the import failed")
    # Linux counts kilobytes, macOS bytes.
    peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(f"{file.name}: imported in {seconds:.1f} s, {peak:.0f} MB at the peak")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LODZ)
