"""The ballot as a voter sees it: proposals per area, each with what is marked beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

from django.utils.translation import get_language, gettext

from ..explanations.ballots import points
from ..explanations.figures import in_a_row
from ..method.ballots import Method, Points, Ranked
from ..method.steps import Stage

# Up to here every number of points can be picked from a list; above, it is written.
LONGEST_LIST = 10


@dataclass(frozen=True)
class Choice:
    """One proposal on the ballot, in the voter's language. ``size``: points, place, or 1."""

    number: int
    title: str
    lang: str
    summary: str
    url: str | None
    cost: int
    running_cost: int | None
    withdrawn: bool
    size: int
    area_id: int | None
    area: object = None
    category: object = None
    image: object = None
    only_one_of: str = ""
    options: list = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        return bool(self.size)


def ballot_paper(proposals, booth):
    """Areas with their choices, in an order that is each voter's own and stays the same.

    Last, under None, come the proposals of no area: those that the common pot pays for.
    """
    paper = Paper(booth.method, booth.basket.marks, groups_of(booth.proposals), booth.request)
    in_areas = sorted(proposals, key=place_of_area)
    for area_id, group in groupby(in_areas, key=lambda proposal: proposal.area_id):
        group = sorted(group, key=lambda proposal: proposal.ballot_number)
        area = group[0].area
        # The same order however much of the ballot is shown.
        order = orders(booth, area_id)
        group.sort(key=lambda proposal: order[proposal.ballot_number])
        yield area, [paper.choice(proposal) for proposal in group]


def orders(booth, area_id) -> dict[int, int]:
    numbers = sorted(one.ballot_number for one in booth.proposals if one.area_id == area_id)
    Random(f"{booth.basket.seed} {area_id}").shuffle(numbers)  # noqa: S311
    return {number: place for place, number in enumerate(numbers)}


def place_of_area(proposal):
    area = proposal.area
    return (0, area.sort_order or 0, area.pk) if area else (1, 0, 0)


def groups_of(proposals) -> dict[str, list[int]]:
    """The numbers of the proposals of which at most one gets money."""
    groups = defaultdict(list)
    for one in proposals:
        if one.exclusive_group.strip() and one.stage != Stage.WITHDRAWN:
            groups[one.exclusive_group.strip().casefold()].append(one.ballot_number)
    return groups


@dataclass(frozen=True)
class Paper:
    """Makes choices of proposals."""

    method: Method
    marks: Mapping[int, int]
    groups: Mapping[str, list[int]]
    request: object

    def choice(self, proposal) -> Choice:
        page = proposal.page
        return Choice(
            number=proposal.ballot_number,
            title=proposal.title,
            lang=page.locale.language_code if page else get_language(),
            summary=page.intro if page else "",
            url=page.get_url(self.request) if page and page.live else None,
            cost=proposal.cost,
            running_cost=proposal.running_cost,
            withdrawn=proposal.stage == Stage.WITHDRAWN,
            size=self.marks.get(proposal.ballot_number, 0),
            area_id=proposal.area_id,
            area=proposal.area,
            category=proposal.category,
            image=page.image if page else None,
            only_one_of=self.only_one_of(proposal),
            options=self.options(self.marks.get(proposal.ballot_number, 0)),
        )

    def only_one_of(self, proposal) -> str:
        numbers = self.groups.get(proposal.exclusive_group.strip().casefold(), [])
        if len(numbers) < 2 or proposal.ballot_number not in numbers:
            return ""
        return gettext("At most one of numbers %(numbers)s gets money.") % {
            "numbers": in_a_row(map(str, sorted(numbers)))
        }

    def options(self, size: int) -> list[tuple[int, str]]:
        """What can be picked beside a proposal; nothing where it is ticked, or written."""
        if isinstance(self.method, Ranked):
            places = enumerate(self.method.places, start=1)
            named = [(place, place_label(place, worth)) for place, worth in places]
            beyond = [(size, gettext("Place %(place)s") % {"place": size})]
            return [(0, gettext("No place")), *named, *(beyond if size > len(named) else [])]
        if isinstance(self.method, Points):
            most = max(size, self.method.most_on_one or self.method.points)
            if min(most, self.method.points) <= LONGEST_LIST:
                most = max(size, min(most, self.method.points))
                return [(each, points(each)) for each in range(most + 1)]
        return []


def place_label(place: int, worth: int) -> str:
    return gettext("Place %(place)s, %(points)s") % {"place": place, "points": points(worth)}
