"""What a voter has in hand afterwards."""

from django.http import HttpResponseRedirect
from django.views.decorators.cache import never_cache

from . import voters
from .booth import Booth


@never_cache
def receipt(request, page):
    code = voters.receipt_of(request, page.vote)
    booth = Booth(request, page)
    if code is None:
        return HttpResponseRedirect(page.get_url(request))
    response = booth.render(
        "ballot_receipt", code=code, can_change=page.vote.takes_ballots(page.day)
    )
    response["X-Robots-Tag"] = "noindex"
    return response
