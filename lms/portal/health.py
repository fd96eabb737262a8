"""Whether what the site stands on answers."""

import logging

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


def readiness() -> dict[str, bool]:
    """Database, cache and private storage: True for each that works now."""
    return {"database": _database(), "cache": _cache(), "storage": _storage()}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
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
    """Whether the private storage takes and gives back a file."""
    storage = storages["private"]
    try:
        name = storage.save("readyz", ContentFile(b"ok"))
        storage.delete(name)
    except OSError:
        logger.exception("The private storage takes no file.")
        return False
    return True
