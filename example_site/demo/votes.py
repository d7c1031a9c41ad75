"""The vote that goes on, and the one that is over and counted."""

import random
from collections import Counter
from datetime import datetime, time, timedelta
from hashlib import sha256

from django.utils import timezone

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.counting import to_seal
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.sealing import keep_texts
from wagtail_medborgarbudget.method.marks import choices_of, is_within, with_one_more
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.method.ties import draw_lot
from wagtail_medborgarbudget.models import Ballot, CountedReceipt, Proposal, Result, Vote
from wagtail_medborgarbudget.models.frozen import past_the_freeze

from .data import reference
from .people import user
from .proposals import act, proposal_of

SEED = "Tallköping"
MOST = 3
CHANNELS = {"web": "email_code", "paper": "paper"}


def hold_open_vote(vote, municipality, slug):
    """Fix the ballot, and let as many vote as the data says have done so by now."""
    vote = open_vote(vote, user("projektledare"))
    first = vote.round.calendar.windows[Step.VOTE].first
    with past_the_freeze():
        numbers = number_as_printed(vote.round, municipality, slug)
        Vote.objects.filter(pk=vote.pk).update(
            opened_at=at(first - timedelta(days=3), 9), sealed=to_seal(vote)
        )
    keep_texts(vote)
    chance = the_same_chance_every_time()
    method = vote.ballot_method
    for voter in range(municipality.round(slug)["turnout_so_far"]["web"]):
        day = first + timedelta(days=chance.randrange((municipality.today - first).days))
        choices = draw_choices(method, numbers, chance)
        cast_ballot(vote, Identified(f"{voter}@exempel.example", CHANNELS["web"]), choices, day)


def draw_choices(method, numbers, chance):
    """One to three proposals, as many as fit on the ballot together."""
    marks = {}
    for number in chance.sample(numbers, chance.choice((1, 2, 3, 3, 3))):
        more = with_one_more(method, marks, number)
        marks = more if is_within(method, more) else marks
    return choices_of(method, marks)


def number_as_printed(round, municipality, slug):
    """The data's own order on the ballot, before anybody has voted."""
    printed = [row for row in municipality.proposals(slug) if row["ballot_number"]]
    round.proposals.update(ballot_number=None)
    for row in printed:
        proposal = proposal_of(round, row["number"])
        Proposal.objects.filter(pk=proposal.pk).update(ballot_number=row["ballot_number"])
    return [row["ballot_number"] for row in printed]


def hold_finished_vote(vote, municipality, slug):
    """Fill the box as the data says it was filled, and count it as every vote is counted."""
    numbers = number_as_printed(vote.round, municipality, slug)
    fill_box(vote, municipality, slug)
    vote.lot_seed = SEED
    vote.lot = [int(number) for number in draw_lot(map(str, numbers), SEED)]
    vote.sealed = to_seal(vote)
    days = vote.round.calendar.windows[Step.VOTE]
    vote.opened_at = at(days.first - timedelta(days=3), 9)
    vote.box_closed_at = at(days.last + timedelta(days=1), 9)
    vote.save()
    count_and_decide(vote, municipality, municipality.round(slug)["result"])


def fill_box(vote, municipality, slug):
    """Ballots that give exactly the data's totals. Days and receipts have no part in them."""
    rows = [row for row in municipality.proposals(slug) if row["votes"]]
    voters = municipality.round(slug)["result"]["voters"]
    how_many = {"web": voters["web"], "paper": voters["total"] - voters["web"]}
    chance = the_same_chance_every_time()
    ballots = []
    for channel, count in how_many.items():
        totals = {row["ballot_number"]: row["votes"][channel] for row in rows}
        ballots += draw_ballots(totals, count, chance)
    method = vote.ballot_method
    Ballot.objects.bulk_create(
        Ballot(vote=vote, choices=method.canonical(choices)) for choices in ballots
    )
    vote.turnout = turnout(vote.round.calendar.windows[Step.VOTE], how_many, chance)
    receipts = sorted(
        (CHANNELS[channel], sha256(f"{SEED} {channel} {n}".encode()).hexdigest())
        for channel, count in how_many.items()
        for n in range(count)
    )
    CountedReceipt.objects.bulk_create(
        CountedReceipt(vote=vote, way=way, sha256=hashed) for way, hashed in receipts
    )


def draw_ballots(totals, count, chance):
    """As many ballots as ``count``, with one to three choices each, that add up to ``totals``.

    The most voted proposal goes first, each time to the ballots with most room left: that way
    a filling is found whenever there is one.
    """
    room = sizes(sum(totals.values()), count, chance)
    ballots = [[] for _ in range(count)]
    for number, votes in sorted(totals.items(), key=lambda total: -total[1]):
        order = sorted(range(count), key=lambda place: (-room[place], chance.random()))
        for place in order[:votes]:
            ballots[place].append(number)
            room[place] -= 1
    if any(room):
        raise ValueError(f"{count} ballots cannot hold {totals}")
    chance.shuffle(ballots)
    return ballots


def sizes(choices, count, chance):
    """How many choices each ballot has: three, but for those that left some unused."""
    sizes = [MOST] * count
    for _ in range(MOST * count - choices):
        place = chance.choice([place for place, size in enumerate(sizes) if size > 1])
        sizes[place] -= 1
    return sizes


def turnout(window, how_many, chance):
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    return [
        {"day": day.isoformat(), "channel": CHANNELS[channel], "voters": voters}
        for channel, count in how_many.items()
        for day, voters in sorted(Counter(chance.choices(days, k=count)).items())
    ]


def count_and_decide(vote, municipality, facts):
    """One leader counts, the other checks, and the board's decision makes it public."""
    result = count_vote(vote, user("projektledare"))
    act(result, "approve", user("projektledare2"))
    diary, paragraph = reference(facts["decision"]["reference"])
    decided = municipality.day(facts["decision"]["date"])
    act(
        result,
        "approve",
        user("projektledare2"),
        body=facts["decision"]["body"],
        date=decided,
        paragraph=paragraph,
        diary_number=diary,
    )
    counted = at(municipality.day(facts["counted_on"]), 10)
    Result.objects.filter(pk=result.pk).update(counted_at=counted)
    vote.round.proposals.on_ballot().update(stage_since=decided)


def the_same_chance_every_time():
    return random.Random(SEED)  # noqa: S311 – nothing secret is drawn


def at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))
