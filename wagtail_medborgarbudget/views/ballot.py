"""The first step of voting: mark what you want. Nothing here is stored by caches."""

from urllib.parse import urlencode

from django.utils.translation import gettext

from ..explanations import ballot_sentences
from ..forms.ballot_search import BallotSearch
from ..method.ballots import Approval, Ranked
from ..method.marks import is_number, is_within, with_one_more, write
from ..method.swaps import with_changes
from . import voters
from .areas_first import areas_to_choose, other_areas
from .ballot_help import help_for, read_changes
from .ballot_meters import meters_of
from .ballot_paper import ballot_paper, place_label
from .booth import step


@step
def ballot(request, booth):
    if request.method == "POST":
        return mark(request, booth)
    search = search_of(booth, request.GET)
    wanted = linked_proposal(request, booth)
    if wanted is not None and add_linked(booth, wanted):
        # Whoever comes back to the link later must not find marked what they have taken away.
        return booth.keep(booth.go("ballot", query_of(search)))
    if areas := areas_to_choose(booth, search, wanted):
        return booth.keep(booth.render("ballot_area", areas=areas))
    return show_ballot(booth, booth.form(), search, wanted)


def mark(request, booth):
    form = booth.form(request.POST)
    booth.basket = booth.basket.with_marks(form.marked)
    if "change" in request.POST:
        make_changes(request, booth)
    if "partial" in request.POST:
        return booth.keep(show_help(booth))
    if "compare_now" in request.POST:
        compared = [("nr", number) for number in request.POST.getlist("compare")]
        return booth.keep(booth.go("compare", f"?{urlencode(compared)}"))
    search = search_of(booth, request.POST)
    if "next" not in request.POST:
        query = query_of(search, but=own_area_after_change(request, booth))
        return booth.keep(booth.go("ballot", query + fragment_of(request, booth)))
    if not form.is_valid():
        return show_ballot(booth, form, search)
    known = voters.recall(request, booth.vote)
    return booth.keep(booth.go("review" if known else "identify"))


def show_help(booth):
    """Only the help, for the script that keeps what is marked."""
    response = booth.render("components/ballot_help", help=help_for(booth))
    response["X-Ballot-Help"] = "1"
    return response


def make_changes(request, booth):
    """A button beside the ballot: it changes what is marked on the page just now."""
    changes = [
        (number, size)
        for number, size in read_changes(request.POST["change"])
        if number in booth.numbers
    ]
    marks = with_changes(booth.method, booth.basket.marks, changes)
    booth.basket = booth.basket.with_marks(marks)


def query_of(search, but=()) -> str:
    query = urlencode({name: value for name, value in search.as_query().items() if name not in but})
    return query and f"?{query}"


def own_area_after_change(request, booth) -> tuple[str, ...]:
    """A swap may have moved a ballot for one area to another: then what is marked tells which."""
    moved = "change" in request.POST and booth.is_for_one_area
    return ("area",) if moved and any(one.area_id for one in booth.chosen_proposals) else ()


def fragment_of(request, booth) -> str:
    if "filter" in request.POST:
        return "#id_choices"
    return "#mb-basket" if is_within(booth.method, booth.basket.marks) else "#mb-help"


def linked_proposal(request, booth) -> int | None:
    """A proposal's page links here, to have that proposal marked: ?valj=7."""
    linked = request.GET.get("valj", "")
    number = int(linked) if is_number(linked) else None
    return number if number in booth.choosable else None


def add_linked(booth, number) -> bool:
    """Add the proposal to what is there already, unless it does not fit."""
    marks = booth.basket.marks
    if number in marks:
        return True
    if isinstance(booth.method, Approval) and booth.method.most == 1:
        marks = {}
    added = with_one_more(booth.method, marks, number)
    if not is_within(booth.method, added):
        return False
    booth.basket = booth.basket.with_marks(added)
    return True


def search_of(booth, data) -> BallotSearch:
    return BallotSearch(data, booth.proposals, one_area=booth.is_for_one_area)


def show_ballot(booth, form, search, wanted=None):
    return booth.keep(booth.render("ballot", **ballot_context(booth, form, search, wanted)))


def ballot_context(booth, form, search, wanted=None):
    marks, method = booth.basket.marks, booth.method
    shown = [one for one in booth.proposals if search.shows(one, marks)]
    return {
        "form": form,
        "search": search,
        "sentences": ballot_sentences(booth.vote, method),
        "paper": list(ballot_paper(shown, booth)),
        "how_many": len(shown),
        "of_how_many": len(booth.proposals),
        "kept": kept_besides(booth, {one.ballot_number for one in shown}),
        "chosen": len(marks),
        "radio": isinstance(method, Approval) and method.most == 1,
        "field_name": booth.field_name,
        "most_points": getattr(method, "points", 1),
        "money_pattern": gettext("SEK %(amount)s"),
        "meters": [
            meter
            for meter in meters_of(method, marks, booth.pots)
            # Other areas' money is of no use on a ballot for one area.
            if meter.chosen or not meter.pot or meter.pot == str(search.own_area or meter.pot)
        ],
        "places": places_of(booth),
        "help": help_for(booth, wanted),
        "other_areas": other_areas(booth, search),
        "can_compare": len(booth.proposals) > 1,
    }


def kept_besides(booth, shown):
    """What is marked among the proposals that are not shown, as the form sends it."""
    return [
        (choice, write(booth.method, {choice.number: choice.size}))
        for choice in booth.choices
        if choice.number not in shown
    ]


def places_of(booth):
    """The places of a ranking, with what is in each: titles, or nothing."""
    if not isinstance(booth.method, Ranked):
        return []
    return [
        (
            place,
            place_label(place, worth),
            [booth.titles[number] for number, put in booth.basket.marks.items() if put == place],
        )
        for place, worth in enumerate(booth.method.places, start=1)
    ]
