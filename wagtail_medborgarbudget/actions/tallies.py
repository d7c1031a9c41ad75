"""Counted in the cache and forgotten: how many of something within so many seconds.

The names hold nothing personal but what the caller has hashed.
"""

import time

from django.core.cache import cache


def one_more(name: str, seconds: int) -> int:
    """Count in the cache, and say how many it is. A cache that does not answer stops nobody."""
    cache.add(name, 0, seconds)
    try:
        count = int(cache.incr(name))
    except ValueError:  # it ran out in between, so it is the first again
        return 1
    # Caches without a counter of their own forget how long it was to last.
    cache.touch(name, seconds)
    return count


def counted(name: str, seconds: int) -> int:
    """Count one more, and say how many they are within the seconds.

    Hours and days begin by the clock and not with the first: over an edge there can be twice as
    many in as long a time, and never more. Every limit here is chosen to bear that.
    """
    return one_more(f"{name}-{seconds}-{int(time.time() // seconds)}", seconds)


def too_many(name: str, most: int, seconds: int) -> bool:
    """Count one more, and say whether they are too many within the seconds."""
    return counted(name, seconds) > most
