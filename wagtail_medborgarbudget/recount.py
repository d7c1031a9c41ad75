#!/usr/bin/env python3
"""Count a participatory budget again, on your own computer, from what was published.

Räkna om en medborgarbudget på din egen dator, från det som publicerats.

    python3 recount.py OUTCOME.json BALLOTS.pb [MORE.pb ...]

Without names it takes the files beside it. It needs Python 3.9 or later and nothing else, reads
only those files, and sends nothing anywhere. It ends with 0 when the result is the same, 1 when
something differs, and 2 when the files cannot be read.

It is a second implementation, written to be read: it shares no code with the program that made
the result, so the two are unlikely to be wrong in the same way. From the top:

1. read the files;
2. check that they are the ballots that were counted, and that the lot is the one that was drawn;
3. hand out the money again as the rule says, and compare.

A round with several areas also has a file of ballots for each; the one with all of them is enough.

Under the Method of Equal Shares (rule "equal-shares") step 3 is smaller. How much each voter
starts with is found by long trial, which the full program does; here we check that the votes are
right, that no pot is overdrawn, and that the voters' money really pays for what was bought.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from fractions import Fraction
from math import ceil
from pathlib import Path

COMMON = "*"  # the pot that all areas share
MOST_SHOWN = 20
NO_MONEY = ("over_budget", "over_running", "stopped")  # it had the votes
FIGURES = {  # what is compared of each proposal: the outcome's own name, in English, in Swedish
    "votes": ("votes", "röster"),
    "points": ("points", "poäng"),
    "cost": ("cost, kr", "kostnad, kr"),
    "running": ("yearly cost, kr", "kostnad per år, kr"),
    "area": ("area", "område"),
    "reason": ("what happened", "vad som hände"),
    "funded": ("gets money", "får pengar"),
    "pot": ("pot", "pott"),
    "rank": ("place in the counting", "plats i räkningen"),
    "left_before": ("money left before it, kr", "pengar kvar före det, kr"),
    "borrowed": ("from the common pot, kr", "ur den gemensamma potten, kr"),
    "reserve": ("reserve", "reserv"),
}
NOT_WHOLE = (
    "The file of all ballots was not there: no fingerprint; votes taken from the outcome of",
    "Filen med alla röstsedlar fanns inte: inget fingeravtryck; röster tagna ur utfallet för",
)
FINGERPRINT = (
    "The published fingerprint, which should be the one on the page",
    "Det publicerade fingeravtrycket, som ska vara det som står på sidan",
)
NOT_DRAWN = (
    "The order of equals was not drawn by lot: it came with the file that the votes came with.",
    "Ordningen mellan lika är inte lottad: den kom med filen som rösterna kom med.",
)
EQUAL_SHARES = (
    "Votes, spending and payments were checked. The full program also finds the shares again.",
    "Röster, utgifter och betalningar är kontrollerade. Hela programmet räknar också om andelarna.",
)


class Unreadable(Exception):
    """The files cannot be used: what is wrong, in English and in Swedish."""


# ------------------------------------------------------------------------------ 1. The files


def read_outcome(path):
    """Return the published outcome."""
    try:
        outcome = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError:
        raise Unreadable(f"{path} is not JSON", f"{path} är inte JSON") from None
    if not isinstance(outcome, dict) or not {"lines", "candidates", "lot"} <= set(outcome):
        raise Unreadable(f"{path} is not a published outcome", f"{path} är inget publicerat utfall")
    return outcome


def read_pb(path):
    """Return a ballot file's three tables: META, PROJECTS and VOTES, each a list of rows."""
    tables, table, header = {}, None, None
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            if row in (["META"], ["PROJECTS"], ["VOTES"]):
                table, header = tables.setdefault(row[0], []), None
            elif header is None:
                header = row
            elif row and table is not None:
                table.append(dict(zip(header, row)))
    if set(tables) != {"META", "PROJECTS", "VOTES"}:
        raise Unreadable(f"{path} is not a .pb file", f"{path} är ingen .pb-fil")
    tables["META"] = {row["key"]: row["value"] for row in tables["META"]}
    return tables


def points_on(row, places):
    """Return what one row gives to whom: {proposal: points}. A plain choice is worth one."""
    chosen = [id.strip() for id in row["vote"].split(",") if id.strip()]
    if row.get("points"):
        worth = map(int, row["points"].split(","))
    elif places:  # a ranking: so many points for the first place, the second and so on
        worth = [*places, *[0] * len(chosen)]
    else:
        worth = [1] * len(chosen)
    return {id: points for id, points in zip(chosen, worth) if points}


def whole_ballots(outcome, files):
    """Return the file that has every proposal, and so the whole ballots, alone; {} without it."""
    ids = {one["id"] for one in outcome["candidates"]}
    for path, tables in files.items():
        if ids <= {row["project_id"] for row in tables["PROJECTS"]}:
            return {path: tables}
    return {}


# -------------------------------------------------------------- 2. Is this what was counted?


def check_files(outcome, files, same):
    """Compare what each ballot file says of itself, and of the proposals, with the outcome."""
    lines = {line["id"]: line for line in outcome["lines"]}
    for path, tables in files.items():
        rows, said = tables["VOTES"], int(tables["META"]["num_votes"])
        voters = {row["voter_id"] for row in rows}
        same(f"{path}, num_votes", f"{path}, num_votes", len(rows), said)
        same(f"{path}, different voters", f"{path}, olika röstande", len(voters), len(rows))
        for row in tables["PROJECTS"]:
            line = lines.get(row["project_id"], {"cost": None, "reason": None})
            english, swedish = f"proposal {row['project_id']}", f"förslag {row['project_id']}"
            place = f"{english}, cost in {path}", f"{swedish}, kostnad i {path}"
            same(*place, int(row["cost"]), line["cost"])
            place = f"{english}, gets money in {path}", f"{swedish}, får pengar i {path}"
            same(*place, row["selected"] != "0", line["reason"] == "funded")


def check_lot(outcome, same):
    """Draw the lot again.

    It decides between equals, so nobody may choose it. It comes from a seed that was public before
    anybody had voted: write the seed, a colon and the proposal's number, take the SHA-256 of
    that, and sort. Whoever has the seed gets the same order.
    """
    lot = outcome["lot"]

    def ticket(id):
        return hashlib.sha256(f"{lot['seed']}:{id}".encode()).hexdigest()

    if lot["drawn"]:
        same("the lot", "lotten", sorted(lot["order"], key=ticket), lot["order"])
    if "lot" in outcome["rule"]["ties"]:
        outside = {one["id"] for one in outcome["candidates"]} - set(lot["order"])
        same("not in the lot", "inte med i lotten", sorted(outside), [])


def check_fingerprint(outcome, ballots, same):
    """Compute the fingerprint of all that was counted: ballots, costs, pots, rule and lot.

    It stands on the result's page. One changed ballot, and it is another: so these are the
    ballots that were counted, whatever the figures add up to.
    """
    grouped = group(outcome, ballots)
    counted = {
        "rule": outcome["rule"],
        "lot": outcome["lot"]["order"],
        "pots": outcome["pots"],
        "common": outcome["common"],
        "candidates": sorted(outcome["candidates"], key=lambda one: one["id"]),
        "ballots": sorted([list(map(list, one)), many] for one, many in grouped.items()),
    }
    # The same facts are always the same text: keys in order, no spaces.
    text = json.dumps(counted, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    ours = hashlib.sha256(text.encode()).hexdigest()
    same("the fingerprint", "fingeravtrycket", ours, outcome["inputs_hash"])


def group(outcome, ballots):
    """Return equal ballots once, with how many there are."""
    grouped = Counter(tuple(sorted(ballot.items())) for ballot in ballots)
    # Who chose only proposals that were withdrawn has voted, but is not in the file.
    grouped[()] += outcome["ballots"] - len(ballots)
    return Counter({ballot: many for ballot, many in grouped.items() if many})


# -------------------------------------------------------------------- 3. Hand out the money


class Count:
    """What is known before the counting, and what has happened so far."""

    def __init__(self, outcome, votes, points):
        self.rule, self.votes, self.points = outcome["rule"], votes, points
        self.candidates = {one["id"]: one for one in outcome["candidates"]}
        self.pots = {area: dict(pot) for area, pot in outcome["pots"].items()}  # what is left
        self.common = dict(outcome["common"] or {"money": 0, "running": None})
        self.lot = {id: place for place, id in enumerate(outcome["lot"]["order"])}
        self.needed = {one["id"]: votes_needed(one, outcome) for one in outcome["candidates"]}
        self.lines = {}  # what happened to each proposal
        self.taken = set()  # groups of proposals that exclude each other, with one funded
        self.taken_before = {}  # the same, as it was when a pot's counting began


def count_again(outcome, votes, points):
    """Return what happens to each proposal, and what is left, when the votes are counted."""
    count = Count(outcome, votes, points)
    for area in sorted(count.pots):
        ids = [id for id, one in count.candidates.items() if one["area"] == area]
        hand_out(count, area, count.pots[area], ids)
    if count.rule["misfit"] == "stretch":
        help_those_that_almost_fit(count)
    if count.rule["leftovers"]:
        pour_leftovers(count)
    if outcome["common"] or count.rule["leftovers"]:
        waiting = [
            id
            for id in count.candidates
            if id not in count.lines or count.lines[id]["reason"] in NO_MONEY
        ]
        hand_out(count, COMMON, count.common, waiting)
    left = {area: pot["money"] for area, pot in count.pots.items()}
    if outcome["common"] or count.rule["leftovers"]:
        left[COMMON] = count.common["money"]
    return count.lines, left


def votes_needed(candidate, outcome):
    """Return how many ballots must name the proposal, by the rule's thresholds."""
    rule, ballots = outcome["rule"], outcome["ballots"]
    threshold = rule["threshold"] or 0
    needed = ceil(Fraction(threshold) * ballots) if isinstance(threshold, str) else threshold
    pot = outcome["pots"].get(candidate["area"]) or outcome["common"]
    if rule["cost_threshold"] and pot["money"]:
        # The dearer the proposal, the more votes: in proportion to its part of the pot.
        share = Fraction(rule["cost_threshold"]) * candidate["cost"] / pot["money"]
        needed = max(needed, ceil(share * ballots))
    return needed


def turn(count, id):
    """Return what puts proposals in order: most points first, then the rule's way with ties."""
    ties = {
        "cost": count.candidates[id]["cost"],  # the cheaper first
        "votes": -count.votes[id],  # the one that more ballots name
        "lot": count.lot.get(id, 0),
        "id": id,
    }
    return (-count.points[id], *(ties[step] for step in count.rule["ties"]))


def hand_out(count, key, pot, ids):
    """Go through one pot's proposals in order, and write down what happens to each."""
    stopped = False
    count.taken_before[key] = set(count.taken)
    for rank, id in enumerate(sorted(ids, key=lambda id: turn(count, id)), start=1):
        reason = why_never(count, id) or why_not_now(count, id, pot, stopped)
        count.lines[id] = {
            "pot": key,
            "rank": rank,
            "left_before": pot["money"],
            "borrowed": 0,
            "reason": reason or "funded",
            "running_fits": running_fits(count, id, pot),
        }
        if reason is None:
            pay(count, id, pot)
        elif reason in ("over_budget", "over_running") and count.rule["misfit"] != "skip":
            stopped = True
    name_reserves(count, key, pot)


def why_never(count, id):
    """Return why the proposal cannot get money however much there is."""
    if not count.points[id]:
        return "no_votes"
    has = count.points if count.rule.get("threshold_in_points") else count.votes
    if has[id] < count.needed[id]:
        return "below_threshold"
    return None


def why_not_now(count, id, pot, stopped):
    """Return why the proposal cannot get money from what is left, None if it can."""
    if count.candidates[id]["group"] in count.taken:
        return "excluded"
    if stopped:  # under a rule that stops at the first that does not fit
        return "stopped"
    if count.candidates[id]["cost"] > pot["money"]:
        return "over_budget"
    return None if running_fits(count, id, pot) else "over_running"


def running_fits(count, id, pot):
    """Say whether the yearly cost fits under the pot's second ceiling, where it has one."""
    return pot["running"] is None or count.candidates[id]["running"] <= pot["running"]


def pay(count, id, pot, borrowed=0):
    """Take the proposal's money from the pot, but for what the common pot adds."""
    candidate = count.candidates[id]
    pot["money"] -= candidate["cost"] - borrowed
    count.common["money"] -= borrowed
    if pot["running"] is not None:
        pot["running"] -= candidate["running"]
    if candidate["group"]:
        count.taken.add(candidate["group"])


def name_reserves(count, key, pot):
    """Mark those that would fit if one of the pot's funded proposals could not be carried out."""
    lines = {id: line for id, line in count.lines.items() if line["pot"] == key}
    funded = [id for id, line in lines.items() if line["reason"] == "funded"]
    groups = {id: count.candidates[id]["group"] for id in lines}

    def fits_instead_of(id, other):
        wanted, freed = count.candidates[id], count.candidates[other]
        money = pot["money"] + freed["cost"] - lines[other]["borrowed"]
        running = None if pot["running"] is None else pot["running"] + freed["running"]
        return wanted["cost"] <= money and (running is None or wanted["running"] <= running)

    for id, line in lines.items():
        rivals = [other for other in funded if groups[id] and groups[other] == groups[id]]
        if not rivals and groups[id] not in count.taken_before[key]:
            rivals = funded
        waiting = line["reason"] in (*NO_MONEY, "excluded")
        line["reserve"] = waiting and any(fits_instead_of(id, other) for other in rivals)


def help_those_that_almost_fit(count):
    """Let the common pot add the rest where an area's own pot covers enough of the cost."""
    part = Fraction(count.rule["stretch"])
    for id in sorted(count.lines, key=lambda id: turn(count, id)):
        line, cost = count.lines[id], count.candidates[id]["cost"]
        missing = cost - line["left_before"]
        excluded = count.candidates[id]["group"] in count.taken
        if line["reason"] != "over_budget" or not line["running_fits"] or excluded:
            continue
        others = sum(  # what the other areas leave, where that goes into the common pot
            pot["money"]
            for area, pot in count.pots.items()
            if count.rule["leftovers"] and area != line["pot"]
        )
        if line["left_before"] >= part * cost and missing <= count.common["money"] + others:
            pay(count, id, count.pots[line["pot"]], borrowed=missing)
            line.update(reason="funded", borrowed=missing)
            name_reserves(count, line["pot"], count.pots[line["pot"]])


def pour_leftovers(count):
    """Move what every area has left into the common pot."""
    known = []
    for pot in count.pots.values():
        count.common["money"] += pot["money"]
        pot["money"] = 0
        known.append(pot["running"])
    known = [ceiling for ceiling in [*known, count.common["running"]] if ceiling is not None]
    count.common["running"] = sum(known) if known else None


def compare(outcome, lines, left, same):
    """Hold every figure of the count against the published one."""
    theirs = {line["id"]: line for line in outcome["lines"]}
    for id in {**lines, **theirs}:
        english, swedish = names(outcome, id)
        ours, published = lines.get(id, {}), theirs.get(id, {})
        for figure, (in_english, in_swedish) in FIGURES.items():
            place = f"{english}, {in_english}", f"{swedish}, {in_swedish}"
            same(*place, ours.get(figure), published.get(figure))
    for pot, money in left.items():
        same(f"left in pot {pot}", f"kvar i pott {pot}", money, outcome["left"].get(pot))
    # Pot by pot in the order of counting, the common pot last.
    order = sorted(lines.items(), key=lambda item: place_of(item[1]))
    funded = [id for id, line in order if line["funded"]]
    same("who gets money", "vilka som får pengar", funded, outcome["funded"])
    reserves = [id for id, line in order if line["reserve"]]
    same("the reserves", "reserverna", reserves, outcome["reserves"])
    cost = sum(line["cost"] for line in lines.values() if line["funded"])
    same("total cost", "kostnad tillsammans", cost, outcome["total_cost"])


def place_of(line):
    """Return what puts lines in the order of the published outcome."""
    return line["pot"] == COMMON, line["pot"], line["rank"]


# ------------------------------------------------- 3. Equal shares: what can be checked here


def check_spending(outcome, votes, points, same):
    """Check that what was funded may be funded, and return what each pot has left.

    Nothing without votes, at most one of those that exclude each other, and no pot overdrawn.
    """
    count = Count(outcome, votes, points)
    funded = [line for line in outcome["lines"] if line["reason"] == "funded"]
    for line in sorted(funded, key=lambda line: line["pot"] == COMMON):
        id = line["id"]
        excluded = "excluded" if count.candidates[id]["group"] in count.taken else None
        same(*names(outcome, id), why_never(count, id) or excluded or "funded", "funded")
        pay(count, id, count.common if line["pot"] == COMMON else count.pots[line["pot"]])
    if count.rule["leftovers"]:
        pour_leftovers(count)
    pots = {**count.pots, COMMON: count.common}
    for key, pot in pots.items():
        overdrawn = pot["money"] < 0 or (pot["running"] or 0) < 0
        same(f"pot {key} is overdrawn", f"pott {key} är övertrasserad", overdrawn, False)
    return {key: pot["money"] for key, pot in pots.items() if key in outcome["left"]}


def check_payments(outcome, ballots, same):
    """Let the voters pay for each purchase, and see that it adds up to the cost exactly.

    Everybody in a pot begins with the same share. Who voted for a proposal pays its price, or
    all they have left if that is less; who did not pays nothing. So nobody can pay more than
    they have, and if the sum falls short the proposal was not paid for.
    """
    costs = {one["id"]: one["cost"] for one in outcome["candidates"]}
    by_points = outcome["rule"]["utility"] == "points"
    for share in outcome["shares"]:
        # Equal ballots have equal purses, so they are kept together.
        here = of_pot(share["pot"], outcome, ballots)
        place = f"pot {share['pot']}, voters", f"pott {share['pot']}, röstande"
        same(*place, sum(here.values()), share["voters"])
        purse = dict.fromkeys(here, Fraction(share["final"]))
        left = share["voters"] * Fraction(share["final"])
        supporters = {}
        for ballot in here:
            for id, points in ballot:
                supporters.setdefault(id, []).append((ballot, points if by_points else 1))
        for bought in (one for one in outcome["purchases"] if one["pot"] == share["pot"]):
            id, price, paid = bought["id"], Fraction(bought["price"]), 0
            for ballot, worth in supporters.get(id, ()):
                payment = min(purse[ballot], price * worth)
                purse[ballot] -= payment
                paid += payment * here[ballot]
            left -= paid
            english, swedish = names(outcome, id)
            same(f"{english}, paid", f"{swedish}, betalat", paid, costs[id])
            place = f"{english}, all have left", f"{swedish}, alla har kvar"
            same(*place, left, Fraction(bought["left"]))


def of_pot(pot, outcome, ballots):
    """Return the ballots of those whose money the pot is: who voted for anything in the area."""
    grouped = group(outcome, ballots)
    if pot == COMMON or len(outcome["pots"]) == 1:
        return grouped
    inside = {one["id"] for one in outcome["candidates"] if one["area"] == pot}
    here = Counter()
    for ballot, many in grouped.items():
        here[tuple((id, points) for id, points in ballot if id in inside)] += many
    del here[()]
    return here


# ------------------------------------------------------------------------------- The answer


def names(outcome, id):
    """Return what a proposal is called in English and in Swedish, or else in any language."""
    titles = outcome["proposals"].get(id, {"titles": {}})["titles"]
    any_title = next(iter(titles.values()), "")
    english, swedish = titles.get("en", any_title), titles.get("sv", any_title)
    return f"proposal {id}, {english}", f"förslag {id}, {swedish}"


def check(outcome, files):
    """Return what differs, and what should be said besides, each in English and Swedish."""
    differences, notes = [], []

    def same(english, swedish, ours, theirs):
        if ours != theirs:
            english += f": counted again {ours}, published {theirs}"
            swedish += f": omräknat {ours}, publicerat {theirs}"
            differences.append((english, swedish))

    whole = whole_ballots(outcome, files)
    places = outcome["rule"]["points_vector"]
    ballots = [
        points_on(row, places) for tables in (whole or files).values() for row in tables["VOTES"]
    ]
    votes, points = Counter(), Counter()
    for ballot in ballots:
        votes.update(ballot.keys())
        points.update(ballot)
    for line in without_ballots(outcome, files):
        votes[line["id"]], points[line["id"]] = line["votes"], line["points"]
    check_files(outcome, files, same)
    check_lot(outcome, same)
    if whole:
        check_fingerprint(outcome, ballots, same)
        notes.append([f"{sentence}: {outcome['inputs_hash']}" for sentence in FINGERPRINT])
    else:
        missing = ", ".join(line["id"] for line in without_ballots(outcome, files)) or "-"
        notes.append([f"{sentence}: {missing}." for sentence in NOT_WHOLE])
    if "lot" in outcome["rule"]["ties"] and not outcome["lot"]["drawn"]:
        notes.append(NOT_DRAWN)
    if outcome["rule"]["kind"] == "most-votes":
        lines, left = count_again(outcome, votes, points)
    else:
        notes.append(EQUAL_SHARES)
        lines = {line["id"]: dict(line) for line in outcome["lines"]}
        left = check_spending(outcome, votes, points, same)
        if whole:
            check_payments(outcome, ballots, same)
    for one in outcome["candidates"]:
        line = lines.setdefault(one["id"], {"reason": None, "pot": "", "rank": 0, "reserve": None})
        line.update(votes=votes[one["id"]], points=points[one["id"]])
        line.update(cost=one["cost"], running=one["running"], area=one["area"])
        line["funded"] = line["reason"] == "funded"
    compare(outcome, lines, left, same)
    return differences, notes


def without_ballots(outcome, files):
    """Return the lines of proposals that no file has: few ballots are not published.

    All that comes after the votes can be counted again even so.
    """
    given = {row["project_id"] for tables in files.values() for row in tables["PROJECTS"]}
    return [line for line in outcome["lines"] if line["id"] not in given]


def tell(outcome, ballots, differences, notes):
    """Print the answer, first in English and then in Swedish."""
    words = (
        ("SAME", "DIFFERENT", "ballots read", "These get money:", "and more:"),
        ("LIKA", "OLIKA", "röstsedlar lästa", "De här får pengar:", "och fler:"),
    )
    funded = [line["id"] for line in outcome["lines"] if line["reason"] == "funded"]
    for language, (equal, different, read, money, more) in enumerate(words):
        print(f"{different if differences else equal}. {ballots} {read}.")
        for sentences in differences[:MOST_SHOWN]:
            print(f"  - {sentences[language]}")
        if len(differences) > MOST_SHOWN:
            print(f"  - {more} {len(differences) - MOST_SHOWN}")
        for sentences in notes:
            print(f"  {sentences[language]}")
        if not differences:
            print(f"  {money}", *(f"- {names(outcome, id)[language]}" for id in funded), sep="\n  ")
        print()


def main(arguments):
    """Read, count again, compare and tell."""
    # A terminal that cannot show a letter shows it escaped instead of failing.
    sys.stdout.reconfigure(errors="backslashreplace")
    paths = arguments or sorted(str(path) for path in Path().glob("*.*"))
    try:
        outcomes = [path for path in paths if path.endswith(".json")]
        if len(outcomes) != 1:
            raise Unreadable(
                f"One outcome (.json) is needed in this folder, and there are {len(outcomes)}.",
                f"Det behövs ett utfall (.json) i den här mappen, och det finns {len(outcomes)}.",
            )
        outcome = read_outcome(outcomes[0])
        files = {path: read_pb(path) for path in paths if path.endswith(".pb")}
        differences, notes = check(outcome, files)
    except Unreadable as fault:
        print(*fault.args, sep="\n", file=sys.stderr)
        return 2
    except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as fault:
        print(f"The files cannot be read / Filerna går inte att läsa: {fault!r}", file=sys.stderr)
        return 2
    read = whole_ballots(outcome, files) or files
    ballots = sum(len(tables["VOTES"]) for tables in read.values())
    tell(outcome, ballots, differences, notes)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
