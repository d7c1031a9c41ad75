"""Save a picture of every public page, and of some screens of the admin, in docs/images.

python -m scripts.screenshots [ADDRESS]

Without an address a fresh demo is made in a temporary folder, and taken away afterwards. With one,
the demo that is served there gets an idea and a ballot.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import NO_CHROMIUM, find_chromium
from tests.browser.conftest import FLAGS

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8791
PASSWORD = "tallkoping"  # noqa: S105
TALLEST = 2400
ADMIN_HEIGHT = 1200
MOST_BYTES = 150_000
WIDTHS = {1280: 900, 360: 740}

# name: path
READ = {
    "home-sv": "/sv/",
    "home-en": "/en/",
    "ideas-sv": "/sv/lovsjoholm-stenmala-2027/",
    "ideas-en": "/en/lovsjoholm-stenmala-2027/",
    "round-sv": "/sv/granhyltan-2026/",
    "round-en": "/en/granhyltan-2026/",
    "voting-sv": "/sv/granhyltan-2026/rosta/",
    "proposal-sv": "/sv/granhyltan-2026/sagostig-genom-skogen/",
    "proposal-declined-sv": "/sv/granhyltan-2026/simhall-i-granhyltan/",
    "proposal-built-sv": "/sv/kvarnfors-2024/minibibliotek-vid-busskuren/",
    "result-sv": "/sv/kvarnfors-2024/resultat/",
    "result-en": "/en/kvarnfors-2024/result/",
    "follow-up-sv": "/sv/kvarnfors-2024/hur-gick-det/",
    "follow-up-en": "/en/kvarnfors-2024/how-did-it-go/",
}
NARROW_TOO = {"round-sv", "result-sv"}
IDEA = {
    "title": "Äppelträd vid skolgården",
    "what": "Plantera tio äppelträd som alla får plocka av.",
    "where": "Mellan skolan och cykelvägen",
    "why": "Barnen får frukt, och platsen blir vacker på våren.",
    "name": "Ada Alm",
    "email": "ada@tallkoping.example",
}
# name: account, path, and what to click there, if anything
WORK = {
    "admin-rounds": ("projektledare", "/admin/medborgarbudget/rounds/", None),
    "admin-facts": (
        "redaktor",
        "/admin/medborgarbudget/rounds/",
        "main a[href*='/admin/pages/'][href$='/edit/']",
    ),
    "admin-idea": (
        "moderator",
        "/admin/medborgarbudget/ideas/?state=received",
        "main table a[href*='/edit/']",
    ),
    "admin-assessment": (
        "handlaggare",
        "/admin/medborgarbudget/assessments/",
        "main table a[href*='/edit/']",
    ),
    "admin-vote": (
        "projektledare",
        "/admin/medborgarbudget/votes/?state=open",
        "main table a[href*='/edit/']",
    ),
    "admin-result": (
        "projektledare",
        "/admin/medborgarbudget/results/",
        "main table a[href*='/edit/']",
    ),
}


def main(address: str | None) -> None:
    chromium = find_chromium()
    if not chromium:
        sys.exit(f"No screenshots: {NO_CHROMIUM}.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served(address) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)

        def window(width: int = 1280) -> Page:
            return browser.new_context(
                base_url=url,
                viewport={"width": width, "height": WIDTHS[width]},
                locale="sv-SE",
                timezone_id="Europe/Stockholm",
            ).new_page()

        look_around(window)
        hand_in_an_idea(window())
        for width in WIDTHS:
            vote(window(width), width)
        work(window)
        browser.close()


@contextmanager
def served(address: str | None) -> Iterator[str]:
    """The address of a demo: the one given, or that of a fresh one."""
    if address:
        yield address.rstrip("/")
        return
    with (
        tempfile.TemporaryDirectory(prefix="mb-demo-") as folder,
        (Path(folder) / "log").open("w+") as log,
    ):
        environment = os.environ | {"EXAMPLE_SITE_VAR": folder}
        environment.pop("DATABASE_URL", None)
        demo = subprocess.Popen(
            [sys.executable, "-m", "example_site", "--port", str(PORT)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            wait_until_open(demo, log)
            yield f"http://127.0.0.1:{PORT}"
        finally:
            demo.terminate()
            demo.wait()


def wait_until_open(demo: subprocess.Popen, log: TextIO) -> None:
    for line in demo.stdout:
        print(line, end="", flush=True)
        if "Ctrl+C" in line:
            return
    log.seek(0)
    sys.exit(f"{log.read()}\nThe demo did not start.")


def look_around(window) -> None:
    wide, narrow = window(), window(360)
    for name, path in READ.items():
        wide.goto(path)
        save(wide, f"{name}-1280")
        if name in NARROW_TOO:
            narrow.goto(path)
            save(narrow, f"{name}-360")


def hand_in_an_idea(page: Page) -> None:
    page.goto("/sv/lovsjoholm-stenmala-2027/ide/")
    save(page, "idea-form-sv-1280")
    for name, text in IDEA.items():
        page.fill(f"[name={name}]", text)
    for name in ("category", "area"):
        page.select_option(f"select[name={name}]", index=1)
    page.wait_for_timeout(4000)  # a form that comes back at once is a robot's
    page.click("button[name=review]")
    save(page, "idea-review-sv-1280")
    page.click("button[name=send]")
    page.wait_for_url("**/ide/tack/**")
    save(page, "idea-receipt-sv-1280")


def vote(page: Page, width: int) -> None:
    page.goto("/sv/granhyltan-2026/rosta/rosta/")
    for label in page.locator("label[for^=mb-choice]").all()[:2]:
        label.click()
    save(page, f"ballot-sv-{width}")
    page.click("button[name=next]")
    save(page, f"identify-sv-{width}")
    page.click("a[href*='way=email_code']")
    page.fill("[name=email]", f"ada{width}@tallkoping.example")
    page.click(".mb-form button[type=submit]")
    page.fill("[name=code]", newest_code(page))
    page.click(".mb-form button[type=submit]")
    save(page, f"ballot-review-sv-{width}")
    page.click(".mb-form button[type=submit]")
    save(page, f"ballot-receipt-sv-{width}")


def newest_code(page: Page) -> str:
    """From the newest letter in the mail that the demo keeps."""
    root = re.match(r"https?://[^/]+", page.url)[0]
    with urllib.request.urlopen(f"{root}/mail/") as inbox:  # noqa: S310
        return re.search(r"\b\d{6}\b", inbox.read().decode())[0]


def work(window) -> None:
    for name, (account, path, link) in WORK.items():
        page = window()
        # The admin scrolls inside itself, so a taller window shows more of it.
        page.set_viewport_size({"width": 1280, "height": ADMIN_HEIGHT})
        page.goto("/admin/login/")
        page.fill("[name=username]", account)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.goto(path)
        if link:
            page.goto(page.locator(link).first.get_attribute("href"))
        page.wait_for_load_state("networkidle")
        save(page, f"{name}-sv-1280")
        page.context.close()


def save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    file = IMAGES / f"{name}.png"
    for colours in (256, 128, 64, 32, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < MOST_BYTES:
            break
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
