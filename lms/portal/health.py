"""Whether what the site stands on answers."""

import logging

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import Error, connection

logger = logging.getLogger(__name__)
PROBE = b"-" * 100_000


def readiness() -> dict[str, bool]:
    """Database, cache, and the storages of files: True for each that works now."""
    database = _database()
    # A cache in a database that is away would be waited for a second time.
    may_answer = database or not isinstance(caches["default"], DatabaseCache)
    return {"database": database, "cache": may_answer and _cache(), "storage": _storage()}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _cache() -> bool:
    try:
        cache.set("readyz", "ok", 10)
        return cache.get("readyz") == "ok"
    except Exception:  # noqa: BLE001 - each cache has its own errors; the answer is "not ready"
        logger.exception("The cache does not answer.")
        return False


def _storage() -> bool:
    """Whether both storages take a file of the size of a certificate."""
    return all([_takes_a_file("private"), _takes_a_file("default")])


def _takes_a_file(alias: str) -> bool:
    try:
        name = storages[alias].save("readyz", ContentFile(PROBE))
        storages[alias].delete(name)
    except Exception:  # noqa: BLE001 - each storage has its own errors; the answer is "not ready"
        logger.exception("The storage “%s” takes no file.", alias)
        return False
    return True
