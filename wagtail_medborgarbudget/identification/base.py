"""What a way of identification is."""

from collections.abc import Iterable
from typing import ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from ..actions.keys import Identified, Voter
from ..actions.preflight import Problem
from ..models import Vote, VotingPage

__all__ = ["Identified", "Voter", "Way"]


class Way:
    """One way in which voters show that they may vote. Subclass it to make your own.

    A way must give one person the same identifier every time: the identifier is what makes
    two ballots one. It is hashed at once and never stored. The form is shown and sent again
    until ``identify`` returns somebody, so a way may take several steps: keep what it
    remembers between them in ``request.session``, never an address, a name or a number.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    # One or two sentences on the voting page: what the voter needs.
    description: ClassVar[str | Promise] = ""
    form_class: ClassVar[type[forms.Form]]
    # Residents show who they are on the ballot's own pages. On paper they do not.
    online: ClassVar[bool] = True
    # Somebody without a computer, or who wants help, can vote in this way.
    without_a_computer: ClassVar[bool] = False
    # The next person votes at the same computer, so nothing of this one is remembered there.
    shared_computer: ClassVar[bool] = False
    # What one should know who trusts the result. Said on the voting page, and with the turnout.
    weakness: ClassVar[str | Promise] = ""
    # Ways with the same word here give one person the same identifier, so that nobody can
    # vote in both. Empty: the way has identifiers of its own.
    identifies: ClassVar[str] = ""
    # What staff type to have a stolen ballot of this way invalidated, such as "The voting code".
    # Leave empty where it would name a person: it would tell staff whether that person voted.
    invalidated_by: ClassVar[str | Promise] = ""

    # Where the voter stands, in their language; set before form() and identify() are called.
    page: VotingPage | None = None

    def __init__(self, vote: Vote) -> None:
        self.vote = vote

    def problems(self) -> Iterable[Problem]:
        """What must be put right before a vote can open with this way, for preflight."""
        return ()

    def form(self, request: HttpRequest, data=None) -> forms.Form:
        """The form of the step where the voter is; ``data`` is what was sent."""
        return self.form_class(data)

    def begin_again(self, request: HttpRequest) -> str | Promise:
        """Words of a link that starts over, with ?again=1, at a step where that makes sense."""
        return ""

    def identify(self, request: HttpRequest, form: forms.Form) -> Identified | Voter | None:
        """Say who sent a valid form, or None when another step follows.

        Raises ValidationError with a sentence for the voter when it does not hold. A
        TooManyAttempts of actions.attempts is told to the voter in words, with what was typed.
        """
        raise NotImplementedError

    # What staff type to see whether somebody who votes on paper has voted in this way too. Empty
    # when they have nothing to type.
    roll_label: ClassVar[str | Promise] = ""

    def elsewhere(self, request: HttpRequest, form: forms.Form, back: str) -> HttpResponse | None:
        """Send the voter to another site when the form is sent. It leads back to the path ``back``.

        ``identify`` is not asked then, but ``come_back`` is when the voter is here again.
        """
        return None

    def come_back(self, request: HttpRequest) -> Identified | Voter | None:
        """Say who has come back from another site, or None when nobody has.

        Raises ValidationError with a sentence for the voter who may not vote.
        """
        return None

    def on_roll(self, text: str) -> Identified | Voter:
        """Who a paper voter is in this way. The text is hashed at once, and never kept.

        Raises ValidationError when nobody can be meant.
        """
        raise NotImplementedError

    def identifier_of(self, typed: str) -> str | None:
        """The identifier of what staff typed, for ``invalidated_by``; None when there is none."""
        return typed.strip() or None

    def finish(self, request: HttpRequest, response: HttpResponse, who: Identified | Voter) -> None:
        """Add to the response when somebody is identified, such as a cookie."""
