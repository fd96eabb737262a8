"""Faults that are not the site's own: what to tell people when the machine cannot go on."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Full, over a quota, too large for the limit of the process.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Wagtail's addresses for many files at once: their script shows a refusal beside the file.
UPLOADS = {"wagtailimages:add_multiple", "wagtaildocs:add_multiple"}


@dataclass(frozen=True)
class Fault:
    """What happened: a status with a template of its own, a code for machines, a sentence."""

    status: int
    code: str
    sentence: Promise
    try_again_after: int = 0


UNKNOWN = Fault(500, "failed", _("Something failed on our side. What showed “Saved” is kept."))
NO_DATABASE = Fault(
    503,
    "unavailable",
    _("The site can save nothing at this moment. Try again in a minute."),
    try_again_after=10,
)
NO_ROOM = Fault(
    507,
    "no-room",
    _("The site has no room left for files, so this one was not stored. Tell the administrator."),
)


def fault_behind(error: BaseException | None) -> Fault:
    """The fault that an exception, or one of those that led to it, stands for."""
    for cause in _causes(error):
        if isinstance(cause, (OperationalError, InterfaceError)) or _is_of_redis(cause):
            return NO_DATABASE
        if isinstance(cause, OSError) and cause.errno in _FULL:
            return NO_ROOM
    return UNKNOWN


def _is_of_redis(error: BaseException) -> bool:
    """Whether the shared cache is away; its package is installed only where it is used."""
    return type(error).__module__.partition(".")[0] == "redis"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
