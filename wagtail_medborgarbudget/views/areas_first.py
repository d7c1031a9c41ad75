"""A ballot for one area: which area comes first, and changing one's mind loses nothing."""

from collections import Counter


def areas_to_choose(booth, search, wanted):
    """The areas to choose among, when that has to come first; otherwise nothing.

    What is marked, or linked to, tells the area; ``?byt=1`` asks for another one.
    """
    if not booth.is_for_one_area:
        return []
    is_known = search.wanted.get("area") or take_area_of_marks(booth, search) or wanted
    if is_known and "byt" not in booth.request.GET:
        return []
    marked = marked_in(booth)
    proposals = Counter(one.area_id for one in booth.proposals)
    areas = {one.area_id: one.area for one in booth.proposals if one.area_id}
    return [
        {"area": area, "proposals": proposals[pk], "marked": marked[pk]}
        for pk, area in sorted(areas.items(), key=lambda pair: (pair[1].sort_order or 0, pair[0]))
    ]


def take_area_of_marks(booth, search) -> bool:
    """Let the search be for the area where something is marked already."""
    areas = set(marked_in(booth)) - {None}
    if not areas:
        return False
    if len(areas) == 1:
        search.data = search.data.copy()
        search.data["area"] = str(areas.pop())
        search.full_clean()
    return True


def marked_in(booth) -> Counter:
    return Counter(one.area_id for one in booth.chosen_proposals)


def other_areas(booth, search):
    """Where else something is marked than in the area that is shown, and a press to leave it."""
    shown = search.wanted.get("area")
    if not booth.is_for_one_area or not shown:
        return None
    elsewhere = [one for one in booth.chosen_proposals if one.area_id not in (shown, None)]
    areas = {one.area_id: one.area for one in booth.proposals if one.area_id}
    return {
        "area": areas.get(shown),
        "names": sorted({str(one.area) for one in elsewhere}),
        "change": " ".join(f"{one.ballot_number}=0" for one in elsewhere),
        "how_many": len(elsewhere),
    }
