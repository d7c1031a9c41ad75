"""Elections to measure with: real ones from the tests, and large ones made from a fixed seed."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule

DATA = Path(__file__).parent.parent / "tests" / "data" / "pabulib"
LODZ = DATA / "Poland_Lodz_2022.pb.gz"
LODZ_BALLOTS = 90_494
BATCH = 20_000
MOST_CHOICES = 10


def unpacked(path: Path) -> bytes:
    """The bytes of a .pb file, also of one packed with gzip."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@dataclass(frozen=True)
class Synthetic:
    """``voters`` ballots with 1–10 choices of ``proposals``, some far more popular than others.

    The pot pays for a fifth of everything. The same size is always the same election.
    """

    voters: int
    proposals: int

    def make(self, path: Path) -> None:
        """Write the ballots to a file of numpy's, so that only the counting is measured."""
        dice = np.random.default_rng(2026)
        popularity = np.log(dice.zipf(1.3, self.proposals).clip(1, 50) + 3.0)
        lengths = dice.integers(1, MOST_CHOICES + 1, self.voters)
        choices = [
            self._batch(dice, popularity, lengths[start : start + BATCH])
            for start in range(0, self.voters, BATCH)
        ]
        costs = dice.integers(20, 400, self.proposals) * 500
        np.savez(path, lengths=lengths, choices=np.concatenate(choices), costs=costs)

    def _batch(self, dice, popularity, lengths):
        # The largest of popularity plus Gumbel noise: a draw without putting back.
        noise = -np.log(-np.log(dice.random((len(lengths), self.proposals)).clip(1e-12)))
        top = np.argpartition(-(popularity + noise), MOST_CHOICES, axis=1)[:, :MOST_CHOICES]
        return top[np.arange(MOST_CHOICES) < lengths[:, None]].astype(np.int32)


def contest(path: Path, rule: Rule) -> Contest:
    """The contest of a file that Synthetic made. Grouping the ballots is part of this."""
    with np.load(path) as made:
        lengths, choices, costs = made["lengths"], made["choices"], made["costs"].tolist()
    ids = [f"p{number}" for number in range(len(costs))]
    candidates = [Candidate(id, cost) for id, cost in zip(ids, costs, strict=True)]
    profile = Profile.from_arrays(ids, lengths, choices)
    return Contest(candidates, profile, {"": Pot(sum(costs) // 5)}, rule)


def one_pass(path: Path) -> int:
    """Visit each choice on each ballot once, in plain Python; how many there were."""
    with np.load(path) as made:
        ends = np.cumsum(made["lengths"]).tolist()
        choices = made["choices"].tolist()
    visited = begin = 0
    for end in ends:
        for _choice in choices[begin:end]:
            visited += 1
        begin = end
    return visited
