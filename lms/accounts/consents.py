"""What people are asked to agree to: each purpose with the words that they agree to.

Change the words, and raise the version: whoever agreed before is shown the new words and agrees
anew or not. Signing in and studying need no consent; these are things beyond them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Consent, User


@dataclass(frozen=True)
class Purpose:
    """One thing to agree to."""

    key: str
    version: int
    title: Promise
    words: Promise


LETTERS = Purpose(
    "letters",
    1,
    _("Letters about later courses"),
    _(
        "The programme may write to me when a course or seminar is offered that follows on what I "
        "have studied."
    ),
)
PURPOSES: tuple[Purpose, ...] = (LETTERS,)


@dataclass(frozen=True)
class ConsentState:
    """A purpose and the person's consent to it in force, if there is one."""

    purpose: Purpose
    given: Consent | None

    @property
    def is_outdated(self) -> bool:
        """Whether the words changed since the person agreed."""
        return self.given is not None and self.given.version != self.purpose.version


def purpose_of(key: str) -> Purpose | None:
    """The purpose with this key, or None."""
    return next((purpose for purpose in PURPOSES if purpose.key == key), None)


def consents_of(person: User) -> Iterator[ConsentState]:
    """Every purpose with the person's answer (one query)."""
    given = {row.purpose: row for row in person.consents.filter(withdrawn_at=None)}
    for purpose in PURPOSES:
        yield ConsentState(purpose, given.get(purpose.key))
