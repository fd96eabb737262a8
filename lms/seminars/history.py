"""What happened with somebody in an edition, from the one log there is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from lms.seminars.models import Participation
from lms.seminars.transitions import Actor, Role, State

MOST = 200
_FACTS = {
    "role": lambda: _("role"),
    "funding": lambda: _("funding"),
    "post": lambda: _("post"),
    "motivation": lambda: _("motivation"),
    "note": lambda: _("note of staff"),
}


@dataclass(frozen=True)
class Event:
    """One line: when, who, what, from which state or role, and the reason that was given."""

    when: datetime
    who: str
    what: str
    before: str
    reason: str


def history_of(participation: Participation) -> list[Event]:
    """The log of a participation, the latest first (one query)."""
    entries = ModelLogEntry.objects.for_instance(participation).select_related("user")
    return [_event(entry) for entry in entries.order_by("-timestamp", "-pk")[:MOST]]


def _event(entry: ModelLogEntry) -> Event:
    data = entry.data or {}
    return Event(
        when=entry.timestamp,
        who=str(entry.user) if entry.user else _actor(data),
        what=_label(entry.action),
        before=_before(entry.action, data),
        reason=data.get("reason", ""),
    )


def _label(action: str) -> str:
    """What is registered for an action; asking whether it exists is what reads the register."""
    if not registry.action_exists(action):
        return action
    return str(registry.get_action_label(action))


def _actor(data: dict) -> str:
    """Who it was, where no account did it."""
    if data.get("actor") == Actor.CLOCK:
        return str(Actor.CLOCK.label)
    return str(Participation.Path(data["path"]).label) if "path" in data else ""


def _before(action: str, data: dict) -> str:
    if action == "seminars.change":
        return _changed(data)
    return str(State(data["from"]).label) if data.get("from") in State.values else ""


def _changed(data: dict) -> str:
    names = [_FACTS[name]() for name in data.get("changed", ()) if name in _FACTS]
    told = ", ".join(names)
    if "role" in data.get("changed", ()):
        roles = {"before": Role(data["from"]).label, "after": Role(data["to"]).label}
        told += " " + _("(%(before)s, now %(after)s)") % roles
    return told
