"""The method in plain Python: no Django, no Wagtail, no clock.

Frozen dataclasses go in and come out; the day is passed in; money is whole kronor.
"""
