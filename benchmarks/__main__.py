"""Measure everything and put the figures into the docs: ``python -m benchmarks``."""

from itertools import chain

from . import codes, counting, database, importing, raising, voting
from .tables import write, write_raising, write_voting

if __name__ == "__main__":
    write(chain(counting.rows(), database.rows(), importing.rows(), codes.rows()))
    write_raising(raising.lines())
    write_voting(voting.lines())
