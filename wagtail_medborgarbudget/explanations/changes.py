"""What a decision changed on a fixed ballot, in sentences for everybody."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..formatting import day, kronor
from ..models import BallotMethod, Vote, VoteChange
from ..models.wording import Wording
from .channels import way_labels
from .figures import in_a_row
from .languages import language_name

Row = Mapping[str, Any]


def change_sentences(change: VoteChange) -> list[str]:
    """Each thing that was changed, with what it was before."""
    return [sentence_of(row, change.sealed_before) for row in change.what]


def sentence_of(row: Row, sealed: Row) -> str:
    """``sealed`` is what was sealed before: there the proposals and areas have their names."""
    return SENTENCES[row["fact"]](row, sealed)


def effect_sentences(vote: Vote, facts: set[str]) -> list[str]:
    """What a change of those facts means for votes that are already sent."""
    said = [_("Votes that are already sent are kept, and they are counted.")]
    if facts & {"cost", "running_cost", "pot", "ceiling", "common_pot", "common_running_cap"}:
        said.append(_("What there is money for is decided by the new amounts."))
    if vote.method == BallotMethod.KNAPSACK and facts & {"cost", "pot", "common_pot"}:
        said.append(
            _(
                "A vote for proposals that now cost more than the budget is counted all the same. "
                "Whoever votes or changes a vote from now on has to stay within the new amounts."
            )
        )
    return said


def proposal_name(number: int, sealed: Row) -> str:
    title = proposal_title(number, sealed)
    if not title:
        return _("Proposal %(number)s") % {"number": number}
    return _("Proposal %(number)s, “%(title)s”") % {"number": number, "title": title}


def proposal_title(number: int, sealed: Row) -> str:
    titles = sealed.get("proposals", {}).get(str(number), {}).get("titles", {})
    return str(Wording(titles).in_language())


def area_name(key: int, sealed: Row) -> str:
    return str(Wording(sealed.get("areas", {}).get(str(key), {})).in_language())


def amount(value: int | None) -> str:
    return _("not stated") if value is None else kronor(value)


def ceiling(value: int | None) -> str:
    return _("no ceiling") if value is None else kronor(value)


def _cost(row: Row, sealed: Row) -> str:
    return _("%(proposal)s: the price is %(after)s. Before it was %(before)s.") % {
        "proposal": proposal_name(row["of"], sealed),
        "after": amount(row["after"]),
        "before": amount(row["before"]),
    }


def _running_cost(row: Row, sealed: Row) -> str:
    return _("%(proposal)s: the yearly cost is %(after)s. Before it was %(before)s.") % {
        "proposal": proposal_name(row["of"], sealed),
        "after": amount(row["after"]),
        "before": amount(row["before"]),
    }


def _title(row: Row, sealed: Row) -> str:
    said = _("Proposal %(number)s is called “%(after)s”. Before it was called “%(before)s”.") % {
        "number": row["of"],
        "after": row["after"],
        "before": row["before"],
    }
    language = row.get("language") or get_language()
    # Readers of another language know the proposal by another name.
    return said if language == get_language() else f"{language_name(language)}: {said}"


def _pot(row: Row, sealed: Row) -> str:
    return _("%(area)s: the pot is %(after)s. Before it was %(before)s.") % {
        "area": area_name(row["of"], sealed),
        "after": kronor(row["after"]),
        "before": kronor(row["before"]),
    }


def _ceiling(row: Row, sealed: Row) -> str:
    return _("%(area)s: the ceiling for yearly costs is %(after)s. Before it was %(before)s.") % {
        "area": area_name(row["of"], sealed),
        "after": ceiling(row["after"]),
        "before": ceiling(row["before"]),
    }


def _common_pot(row: Row, sealed: Row) -> str:
    return _("The common pot is %(after)s. Before it was %(before)s.") % {
        "after": kronor(row["after"]),
        "before": kronor(row["before"]),
    }


def _common_ceiling(row: Row, sealed: Row) -> str:
    return _(
        "The ceiling for yearly costs of the common pot is %(after)s. Before it was %(before)s."
    ) % {"after": ceiling(row["after"]), "before": ceiling(row["before"])}


def _last_day(row: Row, sealed: Row) -> str:
    return _("The last day to vote is %(after)s. Before it was %(before)s.") % {
        "after": day(date.fromisoformat(row["after"])),
        "before": day(date.fromisoformat(row["before"])),
    }


def _ways(row: Row, sealed: Row) -> str:
    labels = way_labels()
    added = [str(labels.get(name, name)) for name in row["after"] if name not in row["before"]]
    said = ngettext(
        "You can also vote in this way: %(ways)s.",
        "You can also vote in these ways: %(ways)s.",
        len(added),
    )
    return said % {"ways": in_a_row(added)}


SENTENCES: dict[str, Callable[[Row, Row], str]] = {
    "cost": _cost,
    "running_cost": _running_cost,
    "title": _title,
    "pot": _pot,
    "ceiling": _ceiling,
    "common_pot": _common_pot,
    "common_running_cap": _common_ceiling,
    "last_day": _last_day,
    "ways": _ways,
}
