"""Voting codes for tests: made at once, handed out as a list, and their screens."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse

from wagtail_medborgarbudget.actions.code_runs import make_codes, run_making
from wagtail_medborgarbudget.actions.codes import export_codes, voter_with_code
from wagtail_medborgarbudget.method.codes import in_groups, read_code
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import CodeBatch, CodeKind

from .builders import make_eligible, make_round_page, make_voting_page

CODE = re.compile(r"[2-9A-HJ-KM-NP-Z]{5}-[2-9A-HJ-KM-NP-Z]{5}")


def make_codes_vote(*, ways=("voting_code",), **facts):
    """A vote in its voting days whose ballot is not fixed yet. Returns its page."""
    round_page = make_round_page(step=Step.VOTE, contact_email="budget@kommun.example")
    for title in ("Bänkar", "Lampor"):
        make_eligible(round_page, title, 100_000)
    return make_voting_page(round_page, ways=list(ways), **facts)


def make_batch(vote, size=3, *, kind=CodeKind.LETTER, note="Brev Granhyltan") -> CodeBatch:
    """A batch that is ready to be exported."""
    batch = make_codes(vote, kind, size, note)
    run_making(batch.pk)
    return CodeBatch.objects.get(pk=batch.pk)


def hand_out(batch) -> dict[int, str]:
    """Export the batch: number → code as it stands on paper."""
    codes = export_codes(batch, "csv", dict)
    return {serial: in_groups(code) for serial, code in codes.items()}


def codes_of(vote, size=3, **facts) -> dict[int, str]:
    return hand_out(make_batch(vote, size, **facts))


def who(vote, code, kinds=CodeKind.values):
    """Who the code makes of the one that types it."""
    return voter_with_code(vote, read_code(code), kinds)


def after(batch) -> CodeBatch:
    return CodeBatch.objects.get(pk=batch.pk)


def url(name, vote, *args):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk, *args])


def screen(client, name, vote, *args, **headers) -> str:
    return client.get(url(name, vote, *args), headers=headers).content.decode()


def export(client, batch, form, **data):
    sent = {"form": form, "understood": "on"} | data
    return client.post(url("codes_export", batch.vote, batch.pk), sent)


def change(client, batch, **data):
    sent = {"serial": "2", "reason": "lost"} | data
    return client.post(url("codes_number", batch.vote, batch.pk), sent)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def content(response) -> bytes:
    return response.getvalue()


def works(vote, code) -> bool:
    return bool(voter_with_code(vote, read_code(code), CodeKind.values))
