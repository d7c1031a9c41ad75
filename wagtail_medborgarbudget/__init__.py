"""Participatory budgeting in seven steps, inside a Wagtail site.

Imports nothing, so that ``wagtail_medborgarbudget.method`` works without Django.
"""

__version__ = "0.1.0"
