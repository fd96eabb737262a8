"""The number under which outlines, routes and rendered lessons are cached."""

import time

from django.core.cache import caches
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.connection import ConnectionProxy

from courses.models import OutlineVersion

CACHE_SECONDS = 60 * 60 * 24
# A proxy to each thread's own connection to the cache.
pages_cache = ConnectionProxy(caches, "pages")


def current_version() -> int:
    """The number under which outlines are cached now (one query)."""
    number = OutlineVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return number or 0


def raise_version() -> None:
    """Make every cached outline stale, here and in every other process.

    The number is a time in microseconds, and always greater than before: a database that was
    restored from a backup never uses a number again that a cache still knows.
    """
    now = time.time_ns() // 1000
    number = Greatest(F("number") + 1, Value(now))
    if not OutlineVersion.objects.filter(pk=1).update(number=number):
        OutlineVersion.objects.get_or_create(pk=1, defaults={"number": now})
