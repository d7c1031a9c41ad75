"""The second step of voting: show who you are, in one of the ways the vote offers."""

from django.core.exceptions import ValidationError

from ..actions.keys import voter_of
from ..identification import online_ways_of
from . import voters
from .booth import step


@step
def identify(request, booth):
    if not booth.is_ready():
        return booth.go("ballot")
    ways = online_ways_of(booth.vote)
    way = chosen_way(request, ways)
    if way is None:
        return booth.render("identify", ways=ways)
    if request.method != "POST":
        return come_back(request, booth, ways, way)
    return try_way(request, booth, ways, way)


def come_back(request, booth, ways, way):
    """Show the way, unless somebody is here again from another site."""
    try:
        who = way.come_back(request)
    except ValidationError as refusal:
        return show_way(booth, ways, way, way.form(request), refusal.messages)
    return (
        let_in(request, booth, way, who) if who else show_way(booth, ways, way, way.form(request))
    )


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
        return show_refusal(booth, ways, way, form, refusal)
    if who is None:
        return booth.go("identify", f"?way={way.name}")
    return let_in(request, booth, way, who)


def let_in(request, booth, way, who):
    voters.remember(request, booth.vote, voter_of(booth.vote, who))
    response = booth.go("review")
    way.finish(request, response, who)
    return response


def show_refusal(booth, ways, way, form, refusal):
    """The sentence stands above the form of the step where the voter is now."""
    now = way.form(booth.request)
    form = form if type(form) is type(now) else now
    return show_way(booth, ways, way, form, refusal.messages)


def show_way(booth, ways, way, form, refusals=()):
    again = way.begin_again(booth.request)
    return booth.render(
        "identify", ways=ways, way=way, form=form, refusals=refusals, begin_again=again
    )
