"""How the votes of one vote will be counted: its rule, and what stands on its own ballot."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ..formatting import kronor
from ..method.steps import Stage
from ..models import Vote
from .figures import in_a_row
from .rules import Setting, sentences_of


def rule_sentences(vote: Vote) -> list[str]:
    """How the votes will be counted, to be read before anybody votes."""
    return [
        *sentences_of(vote.counting_rule, Setting.of_vote(vote)),
        *exclusion_sentences(vote),
        *ceiling_sentences(vote),
    ]


def exclusion_sentences(vote: Vote) -> list[str]:
    """Which proposals cannot both get money, each group by name."""
    if not vote.round.pk:
        return []
    to_vote_on = Q(ballot_number__isnull=False) | Q(stage=Stage.ELIGIBLE)
    proposals = vote.round.proposals.filter(to_vote_on).exclude(stage=Stage.WITHDRAWN)
    groups: dict[str, list[str]] = {}
    for one in proposals.exclude(exclusive_group="").with_titles():
        title = _("“%(title)s”") % {"title": one.title}
        groups.setdefault(one.exclusive_group.strip().casefold(), []).append(title)
    return [
        _("At most one of these gets money: %(proposals)s.") % {"proposals": in_a_row(titles)}
        for titles in groups.values()
        if len(titles) > 1
    ]


def ceiling_sentences(vote: Vote) -> list[str]:
    """What the proposals of each pot may cost a year together, where there is a ceiling."""
    areas = vote.round.areas.all()
    common = vote.round.common_running_cap if vote.round.common_pot else None
    ceilings = [(str(area), area.running_cap) for area in areas]
    ceilings += [(_("The common pot"), common)]
    return [
        _("The ceiling for yearly costs: %(pot)s %(amount)s.")
        % {"pot": name, "amount": kronor(cap)}
        for name, cap in ceilings
        if cap is not None
    ]
