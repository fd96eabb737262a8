"""The rules of a quiz that its author sets. Pure: no clock, no database.

They are those of the course's source language, and are frozen in each attempt when it begins: what
somebody was told at the start holds to the end.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_MINUTES = 600
MOST_GRACE = 600
MOST_EXTRA_TIME = 300


class Purpose(TextChoices):
    """What a quiz is for."""

    GRADED = "graded", _("Graded: it has to be passed")
    PRACTICE = "practice", _("Practice: handing in is enough")
    PRE_TEST = "pre-test", _("Test before the course: handing in is enough")
    POST_TEST = "post-test", _("Test after the course: it has to be passed, unless the mark is 0")

    @property
    def has_to_be_passed(self) -> bool:
        """Whether the pass mark decides; otherwise the step is finished by handing in."""
        return self in (Purpose.GRADED, Purpose.POST_TEST)


class Release(TextChoices):
    """When right answers and reasons are shown."""

    ANSWER = "answer", _("After each answer, which is then final")
    SUBMISSION = "submission", _("After handing in")
    PASSING = "passing", _("After passing")
    DUE = "due", _("After the due date")
    NEVER = "never", _("Never")


class Hidden(StrEnum):
    """Why the reasons of a handed-in attempt are not shown now."""

    OPEN_TRY = "open-try"
    NOT_PASSED = "not-passed"
    NOT_DUE = "not-due"
    NEVER = "never"


class Certainty(TextChoices):
    """How sure a person was of an answer; recorded, never marked."""

    NOT_SURE = "1", _("Not sure")
    FAIRLY_SURE = "2", _("Fairly sure")
    VERY_SURE = "3", _("Very sure")


def pass_mark_of(purpose: str, pass_mark: int) -> int:
    """The pass mark, per cent, that holds for this purpose: 0 where handing in is enough."""
    return pass_mark if Purpose(purpose).has_to_be_passed else 0


def minutes_allowed(minutes: int, extra_percent: int) -> int:
    """The time limit for somebody with so much extra time, in whole minutes, rounded up."""
    return -(-minutes * (100 + extra_percent) // 100)


def deadline_of(started: datetime, minutes: int, extra_percent: int) -> datetime | None:
    """When the time is over for somebody with so much extra time; None without a limit."""
    if not minutes:
        return None
    return started + timedelta(minutes=minutes_allowed(minutes, extra_percent))


def why_hidden(
    release: str, *, is_open_try: bool, passed: bool, due: datetime | None, now: datetime
) -> Hidden | None:
    """Why the reasons of a handed-in attempt are hidden now, or None when they are released.

    `is_open_try`: the person has another try open, whose answers they would be. `passed`: the quiz
    was passed at any try. Without a due date there is nothing to wait for.
    """
    if release == Release.NEVER:
        return Hidden.NEVER
    if is_open_try:
        return Hidden.OPEN_TRY
    if release == Release.PASSING and not passed:
        return Hidden.NOT_PASSED
    if release == Release.DUE and due is not None and now < due:
        return Hidden.NOT_DUE
    return None
