"""Real elections in the .pb format of Pabulib (pabulib.org): read, counted again, and written.

A file is three tables after one another, META, PROJECTS and VOTES, with fields between
semicolons. A file that contradicts itself is refused with the line and the reason: money is
not counted from half a file.
"""

from wagtail_medborgarbudget.method.pabulib.elections import Election, Project, parse, read
from wagtail_medborgarbudget.method.pabulib.rules import UnknownRule, rule_of
from wagtail_medborgarbudget.method.pabulib.tables import BrokenFile
from wagtail_medborgarbudget.method.pabulib.writing import About, Unwritable, areas_of, write

__all__ = [
    "About",
    "BrokenFile",
    "Election",
    "Project",
    "UnknownRule",
    "Unwritable",
    "areas_of",
    "parse",
    "read",
    "rule_of",
    "write",
]
