"""What is published works: built, installed elsewhere, and followed by its own README."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NOT_SOURCE = shutil.ignore_patterns(".*", "var", "build", "dist", "*.egg-info", "__pycache__")

# Run inside the new project: makes one page of each type, and opens each as a resident would.
OPEN_PAGES = """
import django; django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Site
import wagtail_medborgarbudget
from wagtail_medborgarbudget.models import FollowUpPage, ProposalPage, RoundPage, VotingPage

print(wagtail_medborgarbudget.__file__)
home = Site.objects.get(is_default_site=True).root_page
round_page = home.add_child(instance=RoundPage(title="Omgång 2027", slug="omgang"))
pages = [round_page] + [
    round_page.add_child(instance=cls(title=cls.__name__, slug=cls.__name__.lower()))
    for cls in (ProposalPage, VotingPage, FollowUpPage)
]
editor = Client(SERVER_NAME="localhost")
editor.force_login(get_user_model().objects.create_superuser("editor"))
for page in pages:
    shown = Client(SERVER_NAME="localhost").get(page.get_url())
    edited = editor.get(f"/admin/pages/{page.pk}/edit/")
    styled = b"wagtail_medborgarbudget/medborgarbudget.css" in shown.content
    print(type(page).__name__, shown.status_code, edited.status_code, styled)
"""


def run(*command, **options):
    """Run a command away from this checkout, so that only what is installed is found."""
    inherited = {name: value for name, value in os.environ.items() if name not in OUR_ENVIRONMENT}
    environment = inherited | options.pop("env", {})
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env=environment, **options
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


OUR_ENVIRONMENT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONWARNINGS"}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """Source archive and, built from it, the wheel."""
    folder = tmp_path_factory.mktemp("packaging")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder / "dist", folder / "source")
    return folder / "dist"


@pytest.fixture(scope="module")
def wheel(dist):
    return next(dist.glob("*.whl"))


@pytest.mark.packaging
def test_the_package_index_will_accept_it(dist):
    said = run(sys.executable, "-m", "twine", "check", "--strict", *dist.iterdir())

    assert said.count("PASSED") == 2


@pytest.mark.packaging
def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert inside == {
        str(path.relative_to(ROOT))
        for path in (ROOT / "wagtail_medborgarbudget").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"templates", "static", "locale", "py.typed"} <= {name.split("/")[1] for name in inside}


@pytest.mark.packaging
def test_the_source_archive_holds_no_tests_demo_or_elections(dist):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        inside = archive.getnames()

    folders = {name.split("/")[1] for name in inside if name.count("/") > 1}
    assert folders == {"wagtail_medborgarbudget", "wagtail_medborgarbudget.egg-info"}
    assert not [name for name in inside if name.endswith(".pb")]


@pytest.mark.packaging
def test_the_readmes_four_steps_lead_to_pages_that_open(wheel, tmp_path):
    commands, settings = code_of_the_four_steps()
    python = environment_with(wheel, tmp_path / "venv")
    project = bare_project(python, tmp_path / "kommun")
    with (project / "kommun" / "settings" / "base.py").open("a") as base:
        base.write(f"\nimport os\n{settings}")
    (project / "open_pages.py").write_text(OPEN_PAGES)
    here = {
        "cwd": project,
        "env": {
            "DJANGO_SETTINGS_MODULE": "kommun.settings.dev",
            "MEDBORGARBUDGET_BALLOT_KEY": "a key of at least thirty-two characters",
        },
    }

    for command in commands:
        run(python, *command.split()[1:], **here)
    # The settings of a site, such as its language, are no reason for migrations of its own.
    run(python, "manage.py", "makemigrations", "--check", "--dry-run", **here)
    where, *opened = run(python, "open_pages.py", **here).splitlines()

    assert Path(where).is_relative_to(tmp_path)
    assert opened == [
        "RoundPage 200 200 True",
        "ProposalPage 200 200 True",
        "VotingPage 200 200 True",
        "FollowUpPage 200 200 True",
    ]


def code_of_the_four_steps():
    """The commands and the settings that README.md tells a reader to use."""
    steps = (ROOT / "README.md").read_text().split("## Four steps")[1].split("\n## ")[0]
    blocks = re.findall(r"^   ```(\w+)\n(.*?)^   ```", steps, re.MULTILINE | re.DOTALL)
    lines = [(kind, line[3:]) for kind, block in blocks for line in block.splitlines()]
    commands = [line for kind, line in lines if line.startswith("python manage.py")]
    assert len(commands) == 2
    return commands, "\n".join(line for kind, line in lines if kind == "python")


def environment_with(wheel, folder):
    """A new environment that has the wheel, and borrows everything else from the one we run in."""
    venv.create(folder)
    python = folder / "bin" / "python"
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (own / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", wheel)
    return python


def bare_project(python, folder):
    folder.mkdir()
    run(python, "-m", "wagtail.bin.wagtail", "start", "kommun", folder)
    return folder


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_every_package_by_hash_and_names_no_index(lock):
    text = lock.read_text()

    pins = re.findall(
        r"^(\S+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    assert len(pins) == len(re.findall(r"^\w", text, re.M)) > 0
    assert not re.search(r"://|--(extra-)?index|--find-links|/opt/|/home/", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_serves_every_python_and_system(lock):
    """A compiled package has a file, and so a hash, for each: one alone would fit one machine."""
    hashes = {}
    for line in lock.read_text().splitlines():
        if pin := re.match(r"(\S+)==", line):
            hashes[pin[1]] = 0
        elif line.startswith("    --hash"):
            hashes[list(hashes)[-1]] += 1

    compiled = {"pillow", "psycopg-binary", "regex", "mypy", "pydantic-core"} & set(hashes)
    assert compiled
    assert {name for name in compiled if hashes[name] < 12} == set()
