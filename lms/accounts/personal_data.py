"""What is stored about a person: each package names its part, and how to forget it.

The packages above this one register their sections when they start (`register`), so that the
export is whole and erasure reaches everything without an import upward.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import ModelLogEntry

from lms.accounts.consents import subject_names
from lms.accounts.models import Consent, User

Records = list[dict[str, Any]]


def _keep(person: User) -> None:
    """Nothing to forget: records of learning stay, under an account without a name."""


@dataclass(frozen=True)
class Section:
    """One part of what is stored.

    `collect` gives plain records (texts, numbers, days as ISO texts); `labels` names their keys
    for people; `models` are the models with a relation to the person that it covers. What is
    `own_only`, and what stands under `private` keys, is left out of an export that staff make.
    """

    key: str
    title: Promise
    collect: Callable[[Any], Records]
    labels: Mapping[str, Promise]
    models: frozenset[type[Model]] = field(default_factory=frozenset)
    forget: Callable[[Any], None] = _keep
    own_only: bool = False
    private: frozenset[str] = frozenset()


_SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section; a second one with its key takes its place."""
    _SECTIONS[section.key] = section


def sections() -> Iterable[Section]:
    """All sections in the order in which they were registered, from the ground up."""
    return tuple(_SECTIONS.values())


def iso(moment: datetime | None) -> str:
    """A moment as text, empty when there is none."""
    return moment.isoformat() if moment else ""


def export_person(
    person: User, *, by_staff: bool = False, now: datetime | None = None
) -> dict[str, Any]:
    """Everything that is stored about a person, as plain data ready for JSON.

    `by_staff` leaves out what nobody but the person may read.
    """
    shown = [section for section in sections() if not (by_staff and section.own_only)]
    parts = {section.key: section.collect(person) for section in shown}
    if by_staff:
        for section in shown:
            parts[section.key] = [_public(row, section.private) for row in parts[section.key]]
    return {"made_at": iso(now or timezone.now()), **parts}


def _public(record: dict[str, Any], private: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in private}


@dataclass(frozen=True)
class Part:
    """One section as a page shows it: each record as pairs of a name and a value."""

    title: Promise
    records: list[list[tuple[Any, Any]]]


def readable(exported: Mapping[str, Any]) -> list[Part]:
    """The same data for people: days in words and in their time, what is empty left out."""
    parts = []
    for section in sections():
        if section.key not in exported:
            continue
        records = [
            [(section.labels.get(key, key), _worded(v)) for key, v in record.items() if v]
            for record in exported[section.key]
        ]
        parts.append(Part(section.title, records))
    return parts


def _worded(value: Any) -> Any:
    """A moment as people write it; lists one after the other; anything else as it is."""
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(str(item) for item in value.values() if item)
    if not isinstance(value, str) or not value[:4].isdecimal():
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if "T" not in value:
        return date_format(moment, "DATE_FORMAT")
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _account(person: User) -> Records:
    return [
        {
            "email": person.email,
            "printed_name": person.printed_name,
            "name_confirmed": iso(person.name_confirmed_at),
            "territory": str(person.territory or ""),
            "institution": str(person.institution or ""),
            "preferred_language": person.preferred_language,
            "time_zone": person.time_zone,
            "added": iso(person.date_joined),
            "last_sign_in": iso(person.last_login),
            "kept_until": person.kept_until.isoformat(),
            "asked_for_erasure": iso(person.erasure_asked_at),
            "groups": ", ".join(person.groups.values_list("name", flat=True)),
        }
    ]


def _consents(person: User) -> Records:
    rows = list(person.consents.all())
    names = subject_names(rows)
    return [
        {
            "purpose": row.purpose,
            "subject": names.get((row.purpose, row.subject), row.subject),
            "version": row.version,
            "words": row.words,
            "language": row.language,
            "given": iso(row.given_at),
            "withdrawn": iso(row.withdrawn_at),
        }
        for row in rows
    ]


def _sign_in(person: User) -> Records:
    devices = [
        {"kind": "session", "address": s.ip, "device": s.user_agent, "began": iso(s.created_at)}
        for s in UserSession.objects.filter(user=person)
    ]
    steps = [
        {"kind": a.type, "began": iso(a.created_at), "last_used": iso(a.last_used_at)}
        for a in Authenticator.objects.filter(user=person)
    ]
    return steps + devices


def _acts(person: User) -> Records:
    """What staff did with the account, from the log."""
    return [
        {"act": entry.action, "at": iso(entry.timestamp)}
        for entry in ModelLogEntry.objects.for_instance(person).order_by("timestamp")
    ]


def _register_own_sections() -> None:
    """The parts of this package stand first."""
    register(
        Section(
            "account",
            _("Account"),
            _account,
            {
                "email": _("E-mail address"),
                "printed_name": _("Printed name"),
                "name_confirmed": _("Name confirmed"),
                "territory": _("State or territory"),
                "institution": _("Institution"),
                "preferred_language": _("Preferred language"),
                "time_zone": _("Time zone"),
                "added": _("Added"),
                "last_sign_in": _("Last signed in"),
                "kept_until": _("Kept at least until"),
                "asked_for_erasure": _("Asked for erasure"),
                "groups": _("Groups"),
            },
        )
    )
    register(
        Section(
            "consents",
            _("What you agreed to"),
            _consents,
            {
                "purpose": _("Purpose"),
                "subject": _("Subject"),
                "version": _("Version of the words"),
                "words": pgettext_lazy("of a consent", "Words"),
                "language": _("Language"),
                "given": _("Given"),
                "withdrawn": _("Withdrawn"),
            },
            frozenset({Consent}),
        )
    )
    register(
        Section(
            "sign_in",
            _("Second steps and devices"),
            _sign_in,
            {
                "kind": _("Kind"),
                "address": _("Internet address"),
                "device": _("Device"),
                "began": _("Since"),
                "last_used": _("Last used"),
            },
            frozenset({Authenticator, UserSession, EmailAddress, SocialAccount}),
        )
    )
    register(
        Section(
            "acts",
            _("What was done with the account"),
            _acts,
            {"act": _("Act"), "at": _("When")},
        )
    )


_register_own_sections()
