"""How much of the ballot is used, in words and as a bar. The script fills in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from ..formatting import kronor, number
from ..method.ballots import Knapsack, Method, Points, Ranked
from ..method.marks import Marks


@dataclass(frozen=True)
class Meter:
    """One limit. ``unit``: what is counted, "mark", "size" or "cost"; ``pot``: of which area."""

    unit: str
    chosen: int
    most: int
    sentences: Mapping[str, str]
    least: int = 0
    pot: str = ""
    name: str = ""
    figures: Mapping[str, str] = field(init=False)

    def __post_init__(self):
        write = kronor if self.unit == "cost" else number
        amounts = {
            "chosen": self.chosen,
            "most": self.most,
            "least": self.least,
            "left": max(0, self.most - self.chosen),
            "over": max(0, self.chosen - self.most),
        }
        written = {name: write(amount) for name, amount in amounts.items()}
        object.__setattr__(self, "figures", written)

    @property
    def kind(self) -> str:
        if not self.chosen:
            return "none"
        if self.chosen > self.most:
            return "over"
        if self.chosen < self.least:
            return "short"
        return "full" if self.chosen == self.most else "some"

    @property
    def sentence(self) -> str:
        return self.sentences[self.kind] % self.figures


def meters_of(method: Method, marks: Marks, pots: Mapping) -> list[Meter]:
    """One meter for most ballots; for a basket one for the money of each pot."""
    if isinstance(method, Points):
        return [Meter("size", sum(marks.values()), method.points, points_sentences())]
    if isinstance(method, Ranked):
        return [Meter("mark", len(marks), method.most, place_sentences(), method.least)]
    if isinstance(method, Knapsack):
        return money_meters(method, marks, pots)
    sentences = choice_sentences(method.most)
    return [Meter("mark", len(marks), method.most, sentences, method.least)]


def money_meters(method: Knapsack, marks: Marks, pots: Mapping) -> list[Meter]:
    spent, several = method.spent(marks), len(method.money) > 1
    meters = [
        Meter(
            "cost",
            spent.get(pot, 0),
            money,
            short_money_sentences() if several else money_sentences(),
            least=0 if several else method.required(method.costs),
            pot=str(pot or ""),
            name=pots[pot] if several else "",
        )
        for pot, money in method.money.items()
    ]
    if method.most < len(method.costs) or method.least > 1:
        sentences = choice_sentences(method.most)
        meters.append(Meter("mark", len(marks), method.most, sentences, method.least))
    return meters


def choice_sentences(most: int) -> dict[str, str]:
    if most == 1:
        none, full = gettext("Choose one proposal."), gettext("You have chosen one proposal.")
    else:
        none = gettext("You have not chosen anything yet. You may choose up to %(most)s.")
        full = gettext("You have chosen %(chosen)s of %(most)s.")
    return {
        "none": none,
        "short": gettext("You have chosen %(chosen)s of %(most)s. Choose at least %(least)s."),
        "some": gettext(
            "You have chosen %(chosen)s of %(most)s. You can choose %(left)s more, but need not."
        ),
        "full": full,
        "over": gettext(
            "You have chosen %(chosen)s and may choose %(most)s. Remove %(over)s to go on."
        ),
    }


def points_sentences() -> dict[str, str]:
    some = gettext("Points given: %(chosen)s of %(most)s. Left to give, if you like: %(left)s.")
    return {
        "none": gettext("You have not given any points yet. You have %(most)s to give."),
        "short": some,
        "some": some,
        "full": gettext("Points given: %(chosen)s of %(most)s. You have used them all."),
        "over": gettext("Points given: %(chosen)s of %(most)s. Take back %(over)s to go on."),
    }


def place_sentences() -> dict[str, str]:
    return {
        "none": gettext("Nothing is in place yet. Places to fill: %(most)s."),
        "short": gettext("Places filled: %(chosen)s of %(most)s. Fill at least %(least)s."),
        "some": gettext("Places filled: %(chosen)s of %(most)s. You need not fill them all."),
        "full": gettext("Places filled: %(chosen)s of %(most)s."),
        "over": gettext("You have put %(chosen)s proposals in %(most)s places. Remove %(over)s."),
    }


def money_sentences() -> dict[str, str]:
    return {
        "none": gettext("You have %(most)s to spend."),
        "short": gettext(
            "Your choices cost %(chosen)s of %(most)s. They have to cost at least %(least)s."
        ),
        "some": gettext("Your choices cost %(chosen)s of %(most)s. Left: %(left)s."),
        "full": gettext("Your choices cost %(chosen)s. All the money is used."),
        "over": gettext("Your choices cost %(chosen)s. That is %(over)s more than there is."),
    }


def short_money_sentences() -> dict[str, str]:
    """After an area's name, where several have to have room on a phone."""
    some = gettext("%(left)s left of %(most)s")
    return {
        "none": gettext("%(most)s to spend"),
        "short": some,
        "some": some,
        "full": gettext("all of %(most)s is used"),
        "over": gettext("%(over)s more than there is"),
    }
