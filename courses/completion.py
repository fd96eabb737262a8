"""When a course is finished. Pure."""

from collections.abc import Collection, Hashable


def is_complete(required: Collection[Hashable], finished: Collection[Hashable]) -> bool:
    """Whether every required step is finished.

    A course that asks for nothing is never finished by itself: it would give everybody a
    certificate on the day it is made.
    """
    return bool(required) and set(required) <= set(finished)
