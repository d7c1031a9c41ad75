"""A vote with ballots on paper, and the people who enter them."""

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.paper import open_batch
from wagtail_medborgarbudget.actions.paper_entries import Sheet, enter_line, finish_reading
from wagtail_medborgarbudget.actions.setup import REGISTRAR
from wagtail_medborgarbudget.method.typed_ballots import typed
from wagtail_medborgarbudget.models import PaperBatch, Vote

from .builders import make_open_vote, make_user


def make_paper_vote(**facts) -> Vote:
    """An open vote with four proposals, that takes paper and declarations."""
    return make_open_vote(**{"ways": ["declaration", "paper"], "most": 3} | facts).vote


def make_batch(vote: Vote, pile: int = 3, user=None, **facts) -> PaperBatch:
    facts = {"place": "Biblioteket", "day": timezone.localdate()} | facts
    return open_batch(vote, user, pile=pile, **facts)


def enter(batch: PaperBatch, user, *lines: str) -> None:
    """Enter sheets as they are typed: "3 7", or "blank" and the other reasons."""
    method = batch.vote.ballot_method
    for line, text in enumerate(lines, start=batch_lines(batch) + 1):
        invalid = text if text.replace("_", "").isalpha() else ""
        sheet = Sheet(invalid=invalid) if invalid else Sheet(typed(method, text))
        enter_line(batch, user, line, sheet)


def batch_lines(batch: PaperBatch) -> int:
    now = PaperBatch.objects.get(pk=batch.pk)
    return now.entries.filter(reading=now.reading).count()


def read_by(batch: PaperBatch, user, *lines: str) -> PaperBatch:
    enter(batch, user, *lines)
    return finish_reading(batch, user, in_pile=batch_lines(batch))


def make_settled(vote: Vote, *lines: str, **facts) -> PaperBatch:
    """A batch that two people have read alike."""
    batch = make_batch(vote, pile=len(lines), **facts)
    for _reading in range(2):
        read_by(batch, make_user(REGISTRAR), *lines)
    return PaperBatch.objects.get(pk=batch.pk)


def url(name, vote, *args):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk, *args])


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def html_of(client, *where) -> str:
    return client.get(url(*where)).content.decode()
