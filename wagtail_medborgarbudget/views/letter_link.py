"""The link in a letter with a code: another way through the step where voters show who they are.

Mail scanners follow links, so a GET changes nothing. It shows one button, whatever browser or
telephone it is opened in; the basket may be in another, and then the ballot comes first.
"""

from django.views.decorators.debug import sensitive_variables

from ..actions.email_codes import link_works, use_link
from ..actions.email_refusals import CodeSpent
from . import voters
from .booth import step


@sensitive_variables()
@step
def letter(request, booth, token):
    response = follow(request, booth, token)
    # Not "no-referrer": browsers then hide where a form comes from, and it is taken for forged.
    response["Referrer-Policy"] = "strict-origin"
    return response


@sensitive_variables()
def follow(request, booth, token):
    if request.method != "POST":
        return booth.render("letter_link", works=link_works(booth.vote, token))
    try:
        voter = use_link(booth.vote, token)
    except CodeSpent:
        return booth.render("letter_link", works=False)
    voters.remember(request, booth.vote, voter)
    return booth.go("review" if booth.is_ready() else "ballot")
