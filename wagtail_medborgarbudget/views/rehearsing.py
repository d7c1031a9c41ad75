"""Who takes part in a rehearsal: staff, and colleagues who have been given its link."""

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponseRedirect

from ..permissions import can_change

SALT = "wagtail_medborgarbudget.rehearsal"
LINK = "prova"
LASTS = 14 * 24 * 60 * 60


def takes_part(request, vote) -> bool:
    """Somebody who may change the vote, or who came by the link to this very rehearsal."""
    if request.session.get(session_name(vote)) == name_of(vote):
        return True
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and can_change(user, vote))


def link_token(vote) -> str:
    """For the address of the ballot: it lets whoever has it take part, for fourteen days."""
    return TimestampSigner(salt=SALT).sign(name_of(vote))


def came_by_link(request, vote):
    """Remember who comes by the link, and send them on to the same page without it."""
    token = request.GET.get(LINK)
    if not (token and vote.is_rehearsal):
        return None
    try:
        named = TimestampSigner(salt=SALT).unsign(token, max_age=LASTS)
    except BadSignature:
        return None
    if named != name_of(vote):
        return None
    request.session[session_name(vote)] = named
    return HttpResponseRedirect(request.path)


def name_of(vote) -> str:
    """Each rehearsal has its own: a link to an earlier one leads nowhere.

    It stands in an address that is copied into a letter, so no sign in it may need quoting.
    """
    return f"{vote.key}-{vote.rehearsal_since:%Y%m%d%H%M%S%f}"


def session_name(vote) -> str:
    return f"mb_rehearsal_{vote.pk}"
