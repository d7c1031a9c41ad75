"""Why each proposal got money or did not, in sentences with exact figures."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import kronor, number
from ..method.outcomes import OutcomeLine, Reason, Way
from . import figures
from .telling import Telling
from .ties import tie


def sentence(line: OutcomeLine, telling: Telling) -> str:
    """Say what happened to one proposal, and why."""
    parts = [REASONS[line.reason](line, telling)]
    if line.tie_with:
        parts.append(tie(line, telling))
    if line.reserve:
        parts.append(in_reserve(line, telling))
    return " ".join(parts)


def in_reserve(line: OutcomeLine, telling: Telling) -> str:
    if line.excluded_by:
        return _("It is a reserve: it gets money if %(other)s cannot be carried out.") % {
            "other": telling.name(line.excluded_by)
        }
    return _("It is a reserve: it gets money if another proposal cannot be carried out.")


def funded(line: OutcomeLine, telling: Telling) -> str:
    return WAYS[line.way or Way.VOTES](line, telling)


def with_votes(line: OutcomeLine, telling: Telling) -> str:
    return _("Got %(support)s and fits: it costs %(cost)s, and %(left)s.") % facts(line, telling)


def with_shares(line: OutcomeLine, telling: Telling) -> str:
    said = facts(line, telling)
    if telling.paid_per_point:
        bought = ngettext(
            "Got %(support)s. The one who voted for it pays for it: it costs %(cost)s, which is "
            "%(price)s a point.",
            "Got %(support)s. Those who voted for it pay for it with their shares: it costs "
            "%(cost)s, and nobody pays more than %(price)s a point.",
            line.votes,
        )
    else:
        bought = ngettext(
            "The one who voted for it pays for it with their share: it costs %(cost)s.",
            "The %(votes)s who voted for it pay for it with their shares: it costs %(cost)s, and "
            "nobody pays more than %(price)s.",
            line.votes,
        )
    whose = [_("The money comes from the common pot.")] if telling.from_common(line) else []
    return " ".join([bought % said, *counted_as(line, telling), *whose])


def counted_as(line: OutcomeLine, telling: Telling) -> list[str]:
    """Say how many supporters it had in effect, where some had too little left to pay alike."""
    all_of_them = line.points if telling.paid_per_point else line.votes
    if line.effective_votes is None or line.effective_votes >= all_of_them:
        return []
    said = {"effective": figures.tenths(line.effective_votes)}
    if telling.paid_per_point:
        return [_("Some had less left than that, so the points counted as %(effective)s.") % said]
    return [_("Some had less left than that, so the votes counted as %(effective)s.") % said]


def with_leftovers(line: OutcomeLine, telling: Telling) -> str:
    return _(
        "Got %(support)s. Those who voted for it had only %(supporters_left)s left together, but "
        "it got money that was left over: it costs %(cost)s, and %(left)s."
    ) % facts(line, telling)


def with_help(line: OutcomeLine, telling: Telling) -> str:
    return _(
        "Got %(support)s. It costs %(cost)s, and its own pot had %(own)s left. The common pot adds "
        "%(borrowed)s."
    ) % facts(line, telling)


WAYS: Mapping[Way, Callable[[OutcomeLine, Telling], str]] = {
    Way.VOTES: with_votes,
    Way.SHARES: with_shares,
    Way.COMPLETION: with_leftovers,
    Way.STRETCH: with_help,
}


def over_budget(line: OutcomeLine, telling: Telling) -> str:
    said = facts(line, telling)
    better = telling.funded_before.get(line.id)
    if better is None or better.points <= line.points:
        got = _("Got %(support)s, but %(missing)s was missing: it costs %(cost)s, and %(left)s.")
    else:
        got = _(
            "Got %(support)s, fewer than %(better)s, and %(missing)s was missing: it costs "
            "%(cost)s, and %(left)s."
        )
        said["better"] = telling.name(better.id)
    return " ".join([got % said, *too_much_to_keep(line, telling)])


def over_running(line: OutcomeLine, telling: Telling) -> str:
    return _(
        "Got %(support)s, but costs too much to keep: %(running)s, and %(running_left)s was left "
        "under the ceiling. %(missing_running)s was missing."
    ) % facts(line, telling)


def below_threshold(line: OutcomeLine, telling: Telling) -> str:
    in_words = figures.voters if telling.in_points else number
    if telling.rule.threshold_in_points:
        in_words = figures.points
    said = facts(line, telling) | {"needed": in_words(line.threshold)}
    if line.threshold > telling.rule.votes_needed(telling.outcome.ballots):
        return _("Got %(support)s. With that cost, at least %(needed)s were needed.") % said
    return _("Got %(support)s. At least %(needed)s were needed.") % said


def stopped(line: OutcomeLine, telling: Telling) -> str:
    return _("Got %(support)s. No more money was handed out after %(stop)s, which did not fit.") % (
        facts(line, telling) | {"stop": telling.name(line.stopped_by)}
    )


def excluded(line: OutcomeLine, telling: Telling) -> str:
    return _(
        "Got %(support)s, but gives way to %(other)s, which gets money: only one of them can be "
        "carried out."
    ) % (facts(line, telling) | {"other": telling.name(line.excluded_by)})


def supporters_short(line: OutcomeLine, telling: Telling) -> str:
    said = facts(line, telling)
    short = ngettext(
        "The one who voted for it had %(supporters_left)s left, and it costs %(cost)s.",
        "The %(votes)s who voted for it had %(supporters_left)s left together, and it costs "
        "%(cost)s.",
        line.votes,
    )
    in_the_pot = _("%(missing)s was missing in the pot, too: at last %(left)s.")
    return " ".join(
        [
            short % said,
            *([in_the_pot % said] if line.missing else []),
            *too_much_to_keep(line, telling),
        ]
    )


def too_much_to_keep(line: OutcomeLine, telling: Telling) -> list[str]:
    if not line.missing_running:
        return []
    too_much = _("It would also cost %(missing_running)s too much to keep.")
    return [too_much % facts(line, telling)]


def no_votes(line: OutcomeLine, telling: Telling) -> str:
    return _("Nobody voted for it.")


REASONS: Mapping[Reason, Callable[[OutcomeLine, Telling], str]] = {
    Reason.FUNDED: funded,
    Reason.OVER_BUDGET: over_budget,
    Reason.OVER_RUNNING: over_running,
    Reason.BELOW_THRESHOLD: below_threshold,
    Reason.STOPPED: stopped,
    Reason.EXCLUDED: excluded,
    Reason.SUPPORTERS_SHORT: supporters_short,
    Reason.NO_VOTES: no_votes,
}


def facts(line: OutcomeLine, telling: Telling) -> dict[str, str]:
    return {
        "support": telling.support(line),
        "votes": number(line.votes),
        "cost": kronor(line.cost),
        "left": what_was_left(line, telling),
        "missing": kronor(line.missing),
        "own": kronor(line.left_before),
        "borrowed": kronor(line.borrowed),
        "running": figures.kronor_a_year(line.running),
        "running_left": figures.kronor_a_year(line.running_left or 0),
        "missing_running": figures.kronor_a_year(line.missing_running),
        "price": figures.rounded_up(line.price or Fraction()),
        "supporters_left": figures.about_kronor(line.supporters_left or Fraction()),
    }


def what_was_left(line: OutcomeLine, telling: Telling) -> str:
    said = {"left": kronor(line.left_before)}
    if telling.from_common(line):
        return _("there was %(left)s left in the common pot") % said
    return _("there was %(left)s left") % said
