"""Which Chromium the browser journeys use."""

import os
import shutil
import subprocess

NAMES = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
NO_CHROMIUM = "no Chromium on PATH; install one, or set CHROMIUM=/path/to/chromium"


def find_chromium(*, install: bool = False) -> str | None:
    """The path of a Chromium that starts, put in place by apt when we may."""
    wanted = os.environ.get("CHROMIUM")
    found = next(filter(starts, [wanted] if wanted else NAMES), None)
    if not found and not wanted and install and may_install():
        install_chromium()
        found = next(filter(starts, NAMES), None)
    return found and shutil.which(found)


def starts(name: str) -> bool:
    """Whether it is there and is a browser: Ubuntu's package is only a pointer to a snap."""
    path = shutil.which(name)
    return bool(path) and not subprocess.run([path, "--version"], capture_output=True).returncode


def may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def install_chromium() -> None:
    print("Installing Chromium from the system's packages", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run([*quiet, *command], env=environment, stdout=subprocess.DEVNULL)
