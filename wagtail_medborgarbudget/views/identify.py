"""The second step of voting: show who you are, in one of the ways the vote offers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..actions.attempts import TooManyAtOnce, TooManyAttempts
from ..actions.keys import voter_of
from ..formatting import clock_after
from ..identification import online_ways_of
from . import voters
from .booth import step

WAITS = {
    TooManyAttempts.code: _(
        "Many codes that were not right have come from the network you use. Wait until %(time)s and"
        " try again, or use another network, such as your mobile's. Your choices are kept."
    ),
    TooManyAtOnce.code: _(
        "Many are voting from the same network just now. Wait until %(time)s and try again. Your"
        " choices are kept."
    ),
}


@step
def identify(request, booth):
    if not booth.is_ready():
        return booth.go("ballot")
    ways = online_ways_of(booth.vote)
    way = chosen_way(request, ways)
    if way is None:
        return show(booth, ways)
    way.page = booth.page
    if request.method != "POST":
        return come_back(request, booth, ways, way)
    return try_way(request, booth, ways, way)


def come_back(request, booth, ways, way):
    """Show the way, unless somebody is here again from another site."""
    try:
        who = way.come_back(request)
    except ValidationError as refusal:
        return show_way(booth, ways, way, way.form(request), refusal.messages)
    if who is None:
        return show_way(booth, ways, way, way.form(request))
    return let_in(request, booth, way, who)


def chosen_way(request, ways):
    named = [way for way in ways if way.name == request.GET.get("way")]
    return (named or ways)[0] if named or len(ways) == 1 else None


def try_way(request, booth, ways, way):
    form = way.form(request, request.POST)
    if not form.is_valid():
        return show_way(booth, ways, way, form)
    # An address of this site, so that nobody can be sent anywhere else.
    back = f"{booth.url('identify')}?way={way.name}"
    try:
        if leaving := way.elsewhere(request, form, back):
            return booth.keep(leaving)
        who = way.identify(request, form)
    except ValidationError as refusal:
        return show_refusal(booth, ways, way, form, refusal.messages)
    except TooManyAttempts as refusal:
        return show_refusal(booth, ways, way, form, [wait_sentence(refusal)])
    if who is None:
        return booth.go("identify", f"?way={way.name}")
    return let_in(request, booth, way, who)


def show_once_more(booth, channel, sentence):
    """Back to this step, with the way in which the voter came."""
    ways = online_ways_of(booth.vote)
    way = next((way for way in ways if way.name == channel), None)
    if way is None:
        return booth.go("identify")
    way.page = booth.page
    return show_way(booth, ways, way, way.form(booth.request), [sentence])


def let_in(request, booth, way, who):
    voters.remember(request, booth.vote, voter_of(booth.vote, who))
    response = booth.go("review")
    way.finish(request, response, who)
    return response


def wait_sentence(refusal):
    return WAITS[refusal.code] % {"time": clock_after(refusal.wait)}


def show_refusal(booth, ways, way, form, sentences):
    """The sentence stands above the form of the step where the voter is now."""
    now = way.form(booth.request)
    form = form if type(form) is type(now) else now
    return show_way(booth, ways, way, form, sentences)


def show_way(booth, ways, way, form, refusals=()):
    again = way.begin_again(booth.request)
    return show(booth, ways, way=way, form=form, refusals=refusals, begin_again=again)


def show(booth, ways, **context):
    waited = voters.has_waited(booth.request, booth.vote)
    lost = "lost" in booth.request.GET
    return booth.render("identify", ways=ways, waited=waited, lost=lost, **context)
