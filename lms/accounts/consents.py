"""What people are asked to agree to: each purpose with the words that they agree to.

Change the words, and raise the version: whoever agreed before is shown the new words and agrees
anew or not. Signing in and studying need no consent; these are things beyond them.
"""

from collections.abc import Callable, Iterator, Mapping
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
ALUMNI_DIRECTORY = Purpose(
    "alumni-directory",
    1,
    _("The directory of alumni"),
    _(
        "After the seminar I may be entered in the directory of alumni, which only members of the "
        "network see. What my entry shows I decide then."
    ),
)
INSTITUTION_CONTACT = Purpose(
    "institution-contact",
    1,
    _("Contact by my institution"),
    _(
        "The programme may give the address of this account to the institution that I serve in, "
        "so that it can write to me about the seminar."
    ),
)
PURPOSES: tuple[Purpose, ...] = (LETTERS, ALUMNI_DIRECTORY, INSTITUTION_CONTACT)

LISTED = Purpose(
    "seminars-listed",
    1,
    _("My name in the list of participants"),
    _("My name and my State may be shown on the public page of this edition of the seminar."),
)
# Asked for where they belong, each time for one subject; withdrawn there or on the account's page.
ASKED_ELSEWHERE: tuple[Purpose, ...] = (LISTED,)

Namer = Callable[[set[str]], Mapping[str, str]]
_NAMERS: dict[str, Namer] = {}


def name_subjects(purpose: str, namer: Namer) -> None:
    """Say what the subjects of a purpose are called: the package that asks for it knows."""
    _NAMERS[purpose] = namer


@dataclass(frozen=True)
class ConsentState:
    """A purpose and the person's consent to it in force, if there is one."""

    purpose: Purpose
    given: Consent | None
    about: str = ""

    @property
    def is_outdated(self) -> bool:
        """Whether the words changed since the person agreed."""
        return self.given is not None and self.given.version != self.purpose.version


def purpose_of(key: str) -> Purpose | None:
    """The purpose with this key, or None."""
    every = (*PURPOSES, *ASKED_ELSEWHERE)
    return next((purpose for purpose in every if purpose.key == key), None)


def consents_of(person: User) -> Iterator[ConsentState]:
    """Every purpose with the person's answer; of those asked elsewhere, what they agreed to.

    One query, and one for each purpose with subjects that the person agreed to.
    """
    rows = list(person.consents.filter(withdrawn_at=None))
    given = {(row.purpose, row.subject): row for row in rows}
    for purpose in PURPOSES:
        yield ConsentState(purpose, given.get((purpose.key, "")))
    names = subject_names(rows)
    for purpose in ASKED_ELSEWHERE:
        for row in rows:
            if row.purpose == purpose.key:
                yield ConsentState(purpose, row, names.get((row.purpose, row.subject), ""))


def subject_names(rows: list[Consent]) -> dict[tuple[str, str], str]:
    """What the subjects of some consents are called, by purpose and subject."""
    found = {}
    for purpose, namer in _NAMERS.items():
        subjects = {row.subject for row in rows if row.purpose == purpose and row.subject}
        if subjects:
            found.update({(purpose, key): name for key, name in namer(subjects).items()})
    return found


def is_asked_here(person: User, key: str, subject: str) -> bool:
    """Whether the account's own page may take a yes: for what it asks, or new words of an old yes.

    What is asked elsewhere begins there, with everything that needs to be said.
    """
    if not subject:
        return any(purpose.key == key for purpose in PURPOSES)
    return person.consents.filter(purpose=key, subject=subject, withdrawn_at=None).exists()
