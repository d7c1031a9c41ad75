"""The made-up municipality: its site, the people who work there and three rounds at once.

Running it again adds what is missing and leaves alone what somebody has written.
"""

from django.db import transaction
from django.utils import timezone

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Round

from .data import Municipality
from .people import ACCOUNTS, PASSWORD, ensure_people
from .places import ensure_places
from .rounds import is_loaded, load_round

__all__ = ["ACCOUNTS", "PASSWORD", "ensure_site", "load", "what_has_run_out"]

# What is going on comes first on the start page.
ORDER = ("granhyltan-2026", "lovsjoholm-stenmala-2027", "kvarnfors-2024")


def load(say=print, today=None):
    home = ensure_site()
    municipality = Municipality(today or timezone.localdate())
    for slug in ORDER:
        if not is_loaded(slug):
            say(f"Loading {municipality.introduction(slug)} …")
            load_round(home, municipality, slug)


@transaction.atomic
def ensure_site():
    home = ensure_places()
    ensure_people(home)
    return home


def what_has_run_out(today=None):
    """A sentence when the demo no longer shows what it should; otherwise nothing."""
    today = today or timezone.localdate()
    missing = [
        words
        for step, words in ((Step.IDEAS, "collecting ideas"), (Step.VOTE, "voting"))
        if not Round.objects.in_step(step, today).exists()
    ]
    if not missing:
        return ""
    return (
        f"The demo's dates have run out: no round is {' or '.join(missing)} today.\n"
        "`make demo RESET=1` starts over with dates around today. What you have typed is lost then."
    )
