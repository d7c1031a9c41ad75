"""Sheets are typed in by keyboard alone: numbers, Enter, the next sheet."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from ..actions.paper_entries import (
    Sheet,
    correct_line,
    enter_line,
    entries_of,
    finish_reading,
    refuse_reader,
    remove_last_line,
)
from ..actions.vote_refusals import VoteRefused
from ..method.ballots import BallotRefused, Points, Ranked, UnreadableBallot
from ..method.typed_ballots import typed
from ..models import BatchState, InvalidReason, Reading
from .paper import PaperScreen
from .paper_sentences import letter_of, reason_letters, sheet_sentence
from .vote_sentences import refusal_sentences

SHOWN = 10
REFUSED = (VoteRefused, BallotRefused)


def sheet_from(vote, text: str) -> Sheet:
    """Read what was typed: choices, or "-" and the letter of a reason. Raises BallotRefused."""
    text = text.strip()
    if not text.startswith("-"):
        return Sheet(typed(vote.ballot_method, text))
    if reason := reason_letters().get(text[1:].strip().casefold()):
        return Sheet(invalid=reason)
    raise UnreadableBallot(text)


def as_typed(entry) -> str:
    """What one would type to enter the line again."""
    return f"-{letter_of(entry.invalid)}" if entry.invalid else entry.choices.replace(">", " ")


def said(refused) -> str:
    if isinstance(refused, BallotRefused):
        return sheet_sentence(refused)
    return " ".join(refusal_sentences(refused))


def how_to_type(method) -> str:
    if isinstance(method, Points):
        return gettext("Number, colon, points: “3:2 7:1”.")
    if isinstance(method, Ranked):
        return gettext("The numbers in order, the best first: “7 3 12”.")
    return gettext("The numbers that are marked, with spaces: “3 7 12”.")


class EnterView(PaperScreen):
    """One's own reading of a batch. The other reading is never shown here."""

    template_name = "wagtail_medborgarbudget/admin/paper_enter.html"
    lines_template_name = "wagtail_medborgarbudget/admin/paper_lines.html"

    def get_page_title(self):
        return _("Batch %(number)s: %(place)s") % {
            "number": self.batch.number,
            "place": self.batch.place,
        }

    def get(self, request, *args, **kwargs):
        try:
            refuse_reader(self.batch, request.user)
        except VoteRefused as refused:
            return self.turn_away(refused)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        act = next((name for name in ACTS if name in request.POST), "enter")
        try:
            refuse_reader(self.batch, request.user)
        except VoteRefused as refused:
            # Before anything of the page: it would show somebody else's lines.
            return self.turn_away(refused)
        try:
            answer = getattr(self, act)()
        except REFUSED as refused:
            return self.refuse(refused)
        return self.saved() if self.is_fetched else answer

    @property
    def is_fetched(self):
        return self.request.headers.get("x-requested-with") == "XMLHttpRequest"

    def sent_number(self, name: str) -> int:
        sent = self.request.POST.get(name, "")
        return int(sent) if sent.isdecimal() and len(sent) < 9 else 0

    @property
    def line(self) -> int:
        return self.sent_number("line")

    @property
    def typed(self) -> str:
        return self.request.POST.get("text", "")[:200]

    def enter(self):
        enter_line(self.batch, self.request.user, self.line, self.sheet())
        return redirect(self.request.path)

    def correct(self):
        correct_line(self.batch, self.request.user, self.line, self.sheet())
        return redirect(self.request.path)

    def remove(self):
        remove_last_line(self.batch, self.request.user, self.line)
        return redirect(self.request.path)

    def finish(self):
        batch = finish_reading(self.batch, self.request.user, self.sent_number("in_pile"))
        messages.success(self.request, FINISHED[BatchState(batch.state)])
        return redirect(self.url("paper"))

    def sheet(self):
        return sheet_from(self.vote, self.typed)

    def saved(self):
        return JsonResponse(self.shown_now())

    def shown_now(self):
        return {"lines": self.lines_html(), "next": self.next_line}

    def refuse(self, refused):
        """Say why, beside what was typed: nothing of it is lost."""
        if self.is_fetched:
            return JsonResponse({"error": said(refused), **self.shown_now()}, status=422)
        if "finish" in self.request.POST:
            return self.render_to_response(self.get_context_data(not_done=said(refused)))
        correcting = self.line if "correct" in self.request.POST else None
        context = self.get_context_data(error=said(refused), text=self.typed, correcting=correcting)
        return self.render_to_response(context)

    def turn_away(self, refused):
        if self.is_fetched:
            return JsonResponse({"error": said(refused)}, status=409)
        messages.error(self.request, said(refused))
        return redirect(self.url("paper"))

    @property
    def next_line(self):
        return entries_of(self.batch).count() + 1

    def last_lines(self):
        """One's own last lines, the latest last."""
        latest = reversed(entries_of(self.batch).reverse()[:SHOWN])
        return [
            {
                "line": entry.line,
                "typed": as_typed(entry),
                "means": InvalidReason(entry.invalid).label if entry.invalid else "",
            }
            for entry in latest
        ]

    def lines_html(self):
        context = {"lines": self.last_lines(), "batch": self.batch, "entered": self.next_line - 1}
        return render_to_string(self.lines_template_name, context, self.request)

    def get_context_data(self, error="", text="", correcting=None, not_done="", **kwargs):
        lines = self.last_lines()
        asked = self.request.GET.get("line", "")
        if correcting is None and asked.isdecimal():
            found = next((one for one in lines if str(one["line"]) == asked), None)
            correcting, text = (found["line"], text or found["typed"]) if found else (None, text)
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "again": self.batch.reading == Reading.SECOND,
            "lines": lines,
            "entered": self.next_line - 1,
            "line": correcting or self.next_line,
            "correcting": correcting,
            "text": text,
            "error": error,
            "not_done": not_done,
            "how": how_to_type(self.vote.ballot_method),
            "letters": [(letter, reason.label) for letter, reason in reason_letters().items()],
        }


ACTS = ("correct", "remove", "finish")
FINISHED = {
    BatchState.SECOND: _("Thank you. Now somebody else enters the same sheets."),
    BatchState.SETTLED: _("Both readings agree. The batch is ready to be counted."),
    BatchState.DIFFERENCES: _("The two readings differ. A project leader settles it."),
}
