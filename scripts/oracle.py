"""Count elections with pabutools too, and say where it gives another outcome than we do.

pabutools is the field's own library, and GPL: it is never a dependency, and runs only here, in an
environment of its own that `make oracle` makes. Its solvers are not needed for what is compared.

    python -m scripts.oracle [--elections 300]
"""

import argparse
import gzip
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from unittest.mock import MagicMock

# Imported by pabutools, but used for nothing that is asked of it here.
for solver in ("gurobipy", "preflibtools", "preflibtools.instances", "pulp"):
    sys.modules.setdefault(solver, MagicMock())

from gmpy2 import mpq  # noqa: E402
from pabutools.election import (  # noqa: E402
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalProfile,
    Cost_Sat,
    Instance,
    parse_pabulib,
)
from pabutools.election import Project as TheirProject  # noqa: E402
from pabutools.rules import BudgetAllocation, greedy_utilitarian_welfare  # noqa: E402
from pabutools.rules.mes.mes_rule import method_of_equal_shares_scheme  # noqa: E402
from pabutools.tiebreaking import TieBreakingRule  # noqa: E402

from wagtail_medborgarbudget.method.contest import Contest  # noqa: E402
from wagtail_medborgarbudget.method.counting import Candidate, Pot  # noqa: E402
from wagtail_medborgarbudget.method.profiles import Profile  # noqa: E402
from wagtail_medborgarbudget.method.rules import (  # noqa: E402
    Completion,
    Kind,
    Rule,
    Start,
    Utility,
)

DATA = Path(__file__).parent.parent / "tests" / "data" / "pabulib"
# What pabutools counts in seconds.
SMALL = 150_000
STEPS = 25
SATISFACTION = {
    Utility.COST: Cost_Sat,
    Utility.CARDINALITY: Cardinality_Sat,
    Utility.POINTS: Additive_Cardinal_Sat,
}
BY_ID = TieBreakingRule(lambda _instance, _profile, project: project.name)


@dataclass(frozen=True)
class Election:
    """The same election for both. ``ballots`` give points by id, one each where none are given."""

    name: str
    costs: dict[str, int]
    ballots: list[dict[str, int]]
    budget: int

    @property
    def gives_points(self) -> bool:
        return any(worth != 1 for ballot in self.ballots for worth in ballot.values())

    def ours(self, rule: Rule) -> list[str]:
        candidates = [Candidate(id, cost) for id, cost in self.costs.items()]
        profile = Profile.of(self.costs, [(ballot, 1) for ballot in self.ballots])
        return list(Contest(candidates, profile, {"": Pot(self.budget)}, rule).count().funded)

    def theirs(self, rule: Rule) -> list[str]:
        their = _Theirs(self)
        if rule.kind is Kind.MOST_VOTES:
            return their.most_votes()
        return their.equal_shares(rule)


class _Theirs:
    """An election as pabutools sees it."""

    def __init__(self, election: Election) -> None:
        self.projects = {id: TheirProject(id, cost) for id, cost in election.costs.items()}
        self.instance = Instance(self.projects.values(), budget_limit=election.budget)
        self.voters = len(election.ballots)
        if election.gives_points:
            ballots = [
                CardinalBallot({self.projects[id]: worth for id, worth in ballot.items()})
                for ballot in election.ballots
            ]
            self.profile = CardinalProfile(ballots, instance=self.instance).as_multiprofile()
        else:
            ballots = [
                ApprovalBallot([self.projects[id] for id in ballot]) for ballot in election.ballots
            ]
            self.profile = ApprovalProfile(ballots, instance=self.instance).as_multiprofile()

    def most_votes(self) -> list[str]:
        # Satisfaction for the cost, by the krona, is the number of votes.
        return self._ids(
            greedy_utilitarian_welfare(
                self.instance, self.profile, sat_class=Cost_Sat, tie_breaking=BY_ID
            )
        )

    def equal_shares(self, rule: Rule) -> list[str]:
        """Raise the share as the rule says; pabutools itself knows only one way to stop."""
        share = Fraction(self.instance.budget_limit, self.voters)
        if rule.start is Start.INTEGRAL:
            share = Fraction(int(share))
        outcome = self._bought(rule, share)
        for _ in range(rule.most_steps):
            if rule.completion is Completion.NONE or self._is_over(rule, outcome):
                break
            share += rule.step
            raised = self._bought(rule, share)
            if not self.instance.is_feasible(raised):
                break
            outcome = raised
        if rule.greedy_completion:
            outcome = greedy_utilitarian_welfare(
                self.instance,
                self.profile,
                sat_class=Cost_Sat,
                tie_breaking=BY_ID,
                initial_budget_allocation=outcome,
            )
        return self._ids(outcome)

    def _bought(self, rule: Rule, share: Fraction) -> BudgetAllocation:
        return method_of_equal_shares_scheme(
            self.instance,
            self.profile,
            self.profile.as_sat_profile(SATISFACTION[rule.utility]),
            mpq(share.numerator, share.denominator),
            BudgetAllocation(),
            BY_ID,
            binary_sat=rule.utility is not Utility.POINTS,
        )

    def _is_over(self, rule: Rule, outcome: BudgetAllocation) -> bool:
        supported = {project for ballot in self.profile for project in ballot}
        waiting = supported - set(outcome)
        if rule.completion is Completion.ADD1:
            return not waiting
        return self.instance.is_exhaustive(outcome, available_projects=supported)

    def _ids(self, allocation: BudgetAllocation) -> list[str]:
        # Last of all its greedy rule funds what nobody voted for.
        supported = {project for ballot in self.profile for project in ballot}
        return [project.name for project in allocation if project in supported]


def rules_for(election: Election) -> Iterator[Rule]:
    """Every rule that pabutools can be asked for."""
    if not election.gives_points:
        yield Rule(ties=("votes", "id"))
    utilities = [Utility.POINTS] if election.gives_points else [Utility.COST, Utility.CARDINALITY]
    # pabutools tries every step, so they are few and long where shares are large.
    step = max(1, election.budget // len(election.ballots) // STEPS)
    for utility in utilities:
        for start in Start:
            for completion in Completion:
                yield Rule(
                    kind=Kind.EQUAL_SHARES,
                    utility=utility,
                    start=start,
                    completion=completion,
                    step=step,
                    most_steps=2 * STEPS,
                    greedy_completion=start is Start.EXACT and not election.gives_points,
                    ties=("id",),
                )


def from_files() -> Iterator[Election]:
    """The small real elections whose ballots name or give points, read by pabutools."""
    for path in sorted(DATA.glob("*.pb*")):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if len(data) > SMALL:
            continue
        with tempfile.NamedTemporaryFile(suffix=".pb") as file:
            file.write(data)
            file.flush()
            instance, profile = parse_pabulib(file.name)
        if not isinstance(profile, ApprovalProfile | CardinalProfile):
            continue
        costs = {project.name: int(project.cost) for project in instance}
        ballots = [
            {project.name: int(ballot[project]) for project in ballot if ballot[project]}
            if isinstance(ballot, CardinalBallot)
            else {project.name: 1 for project in ballot}
            for ballot in profile
        ]
        yield Election(path.name, costs, ballots, int(instance.budget_limit))


def at_random(many: int) -> Iterator[Election]:
    """Small elections full of ties; pabutools takes free projects in an order of its own."""
    for seed in range(many):
        dice = random.Random(seed)
        ids = [f"p{number}" for number in range(dice.randint(1, 9))]
        worths = [1, 2, 3] if dice.random() < 0.3 else [1]
        ballots = [
            {id: dice.choice(worths) for id in dice.sample(ids, dice.randint(0, min(5, len(ids))))}
            for _ in range(dice.randint(1, 20))
        ]
        costs = {id: dice.randint(1, 12) for id in ids}
        yield Election(f"random {seed}", costs, ballots, dice.randint(1, 40))


def main() -> None:
    """Compare, and end with status 1 when any outcome differs."""
    parser = argparse.ArgumentParser(description="Count with pabutools too, and compare.")
    parser.add_argument("--elections", type=int, default=300, help="how many random ones")
    tried = equal = 0
    for election in [*from_files(), *at_random(parser.parse_args().elections)]:
        for rule in rules_for(election):
            ours, theirs = election.ours(rule), election.theirs(rule)
            tried += 1
            equal += ours == theirs
            if ours != theirs:
                print(f"{election.name}: {rule.as_json()}\n  ours   {ours}\n  theirs {theirs}")
    print(f"{equal} of {tried} equal")
    sys.exit(equal < tried)


if __name__ == "__main__":
    main()
