"""How many runs the raising of shares takes, when it passes over what changes nothing."""

import random
import time
from collections.abc import Iterator
from fractions import Fraction

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.equal_shares import equal_shares
from wagtail_medborgarbudget.method.equal_shares.buying import Market, buy
from wagtail_medborgarbudget.method.pabulib import parse
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import tie_order

from .elections import DATA, unpacked

RULE = Rule(kind="equal-shares", greedy_completion=False, ties=("id",))
FILES = {
    "Assen 2024": "Netherlands_Assen_2024.pb",
    "Świecie 2023": "Poland_Swiecie_2023.pb",
    "Wieliczka 2023": "Poland_Wieliczka_2023_Green_Budget.pb",
    "Łódź 2022": "Poland_Lodz_2022.pb.gz",
}


def lines() -> Iterator[str]:
    """Rows of a table: steps, runs, and the time with and without passing over."""
    for name, file in FILES.items():
        election = parse(unpacked(DATA / file))
        yield _line(name, case(election.candidates, election.profile, election.budget))
    yield _line("A Swedish round: 412 voters, 20 proposals, 500 000 kr", _swedish_round())


def case(candidates: list[Candidate], profile: Profile, money: int) -> Case:
    """A case with one pot."""
    return Case(
        key="",
        pot=Pot(money),
        candidates=tuple(candidates),
        profile=profile,
        rule=RULE,
        needed=dict.fromkeys(profile.ids, 0),
        taken={},
        goes_first=tie_order(RULE.ties, candidates),
    )


def _swedish_round() -> Case:
    dice = random.Random(2026)
    ids = [str(number) for number in range(1, 21)]
    candidates = [Candidate(id, dice.randint(20, 200) * 1000) for id in ids]
    ballots = [(tuple(dice.sample(ids, dice.randint(1, 3))), 1) for _ in range(412)]
    return case(candidates, Profile.of(ids, ballots), 500_000)


def _line(name: str, election: Case) -> str:
    runs = []
    began = time.process_time()
    share = equal_shares(Case(**(vars(election) | {"watch": runs.append}))).share
    passing_over = time.process_time() - began
    began = time.process_time()
    tried = _every_step(election)
    every_step = time.process_time() - began
    cells = [
        name,
        str(share.steps),
        str(len(runs)),
        f"{passing_over:.2f} s",
        str(tried),
        f"{every_step:.2f} s",
    ]
    return f"| {' | '.join(cells)} |"


def _every_step(election: Case) -> int:
    """Run every step until the pot is overspent or all is bought; how many runs that was."""
    market = Market(election)
    step = 0
    while True:
        run = buy(market, Fraction(election.pot.money, election.profile.voters) + step, step)
        if run.overspent or not market.waiting(run.bought):
            return step + 1
        step += 1
