"""The state machine of a participation. Pure: a table, and what it says of one step.

Facts: `programme.md` A.2 (nominated, shortlisted, accepted or waitlisted or declined, confirmed,
active, completed or withdrawn or deferred). Who carries a verb out is part of the rule: staff who
run the edition, the person themselves, or the clock.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is in an edition."""

    PARTICIPANT = "participant", _("Participant")
    FELLOW = "fellow", _("Fellow")
    INSTRUCTOR = "instructor", _("Instructor")
    OBSERVER = "observer", _("Observer")
    EVALUATOR = "evaluator", _("Evaluator")
    GUEST = "guest", _("Guest")


class State(TextChoices):
    """Where somebody stands in an edition."""

    NOMINATED = "nominated", _("Nominated")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    ACCEPTED = "accepted", _("Accepted")
    WAITLISTED = "waitlisted", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    CONFIRMED = "confirmed", _("Confirmed")
    ACTIVE = "active", _("Taking part")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DEFERRED = "deferred", _("Deferred to a later edition")


class Actor(TextChoices):
    """Who carries a verb out."""

    STAFF = "staff", _("Staff")
    PERSON = "person", _("The person")
    CLOCK = "clock", _("The clock")


class Verb(TextChoices):
    """What can be done."""

    SHORTLIST = "shortlist", _("Shortlist")
    ACCEPT = "accept", _("Accept")
    WAITLIST = "waitlist", _("Put on the waiting list")
    DECLINE = "decline", _("Decline")
    CONFIRM = "confirm", _("Confirm")
    REFUSE = "refuse", _("Refuse the offer")
    EXPIRE = "expire", _("Let the offer expire")
    BEGIN = "begin", _("Begin")
    COMPLETE = "complete", _("Mark the seminar as attended")
    WITHDRAW = "withdraw", _("Withdraw")
    DEFER = "defer", _("Defer")
    RECONSIDER = "reconsider", _("Take up again")


S, V, A = State, Verb, Actor


@dataclass(frozen=True)
class Rule:
    """From which states a verb leads where, and who may carry it out."""

    sources: frozenset[State]
    target: State
    actors: frozenset[Actor]
    needs_reason: bool = False


def _rule(sources: str, target: State, actors: str, *, reason: bool = False) -> Rule:
    return Rule(
        frozenset(State(each) for each in sources.split()),
        target,
        frozenset(Actor(each) for each in actors.split()),
        reason,
    )


RULES: dict[Verb, Rule] = {
    V.SHORTLIST: _rule("nominated", S.SHORTLISTED, "staff"),
    V.ACCEPT: _rule("nominated shortlisted waitlisted", S.ACCEPTED, "staff clock"),
    V.WAITLIST: _rule("nominated shortlisted", S.WAITLISTED, "staff"),
    V.DECLINE: _rule("nominated shortlisted waitlisted accepted", S.DECLINED, "staff", reason=True),
    V.CONFIRM: _rule("accepted", S.CONFIRMED, "person staff"),
    V.REFUSE: _rule("accepted", S.DECLINED, "person"),
    V.EXPIRE: _rule("accepted", S.DECLINED, "clock"),
    V.BEGIN: _rule("confirmed", S.ACTIVE, "staff clock"),
    V.COMPLETE: _rule("confirmed active", S.COMPLETED, "staff"),
    V.WITHDRAW: _rule(
        "nominated shortlisted waitlisted accepted confirmed active",
        S.WITHDRAWN,
        "person staff",
        reason=True,
    ),
    V.DEFER: _rule(
        "nominated shortlisted waitlisted accepted confirmed active",
        S.DEFERRED,
        "staff",
        reason=True,
    ),
    V.RECONSIDER: _rule("declined withdrawn deferred", S.NOMINATED, "staff", reason=True),
}

# An offer that was made holds the seat until it is refused, expires or is withdrawn.
HOLDS_A_SEAT = frozenset({S.ACCEPTED, S.CONFIRMED, S.ACTIVE, S.COMPLETED})
# Only these are counted among the seats of an edition.
SEATED_ROLES = frozenset({Role.PARTICIPANT})
# Whoever is in one of these studies with the edition.
STUDIES = frozenset({S.CONFIRMED, S.ACTIVE, S.COMPLETED})
# Roles that take the courses and may attend the seminar; the others come for their task.
LEARNING_ROLES = frozenset({Role.PARTICIPANT, Role.FELLOW})


@dataclass(frozen=True)
class Outcome:
    """Whether a verb may be carried out, where it leads, or the reason why not."""

    target: State | None
    why_not: Promise | str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether it may."""
        return self.target is not None


def outcome(state: str, verb: str, actor: str, role: str) -> Outcome:
    """What a verb does to a participation in `state` and `role` when `actor` carries it out."""
    rule = RULES[Verb(verb)]
    if Actor(actor) not in rule.actors:
        return Outcome(None, _("This is not for you to decide."))
    if State(state) not in rule.sources:
        return Outcome(None, _("From this state it cannot be done."))
    if verb == V.WAITLIST and Role(role) not in SEATED_ROLES:
        return Outcome(None, _("Only participants stand on a waiting list."))
    return Outcome(rule.target)


# Carried out by staff; what needs a reason is not done without one.
STAFF_VERBS = tuple(verb for verb, rule in RULES.items() if Actor.STAFF in rule.actors)


def verbs_now(state: str, role: str) -> list[Verb]:
    """What staff may do with a participation in `state` and `role`."""
    return [v for v in STAFF_VERBS if outcome(state, v, Actor.STAFF, role).is_allowed]


def why_not_role(state: str, role: str, to: str) -> Promise | str:
    """Why somebody in `state` cannot get another role; nothing where they can."""
    if role == to:
        return ""
    if State(state) == S.COMPLETED:
        return _("The seminar is over for them, and the role in which they attended it stays.")
    if State(state) == S.WAITLISTED and Role(to) not in SEATED_ROLES:
        return _("Only participants stand on a waiting list.")
    return ""


class Told(TextChoices):
    """What an institution is told of somebody whom it nominated; nothing else."""

    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    NOT_ACCEPTED = "not-accepted", _("Not accepted")
    COMPLETED = "completed", _("Completed")


_TOLD: dict[State, Told] = {
    **dict.fromkeys((S.NOMINATED, S.SHORTLISTED, S.WAITLISTED), Told.RECEIVED),
    **dict.fromkeys((S.ACCEPTED, S.CONFIRMED, S.ACTIVE), Told.ACCEPTED),
    **dict.fromkeys((S.DECLINED, S.WITHDRAWN, S.DEFERRED), Told.NOT_ACCEPTED),
    S.COMPLETED: Told.COMPLETED,
}


def told_to_institution(state: str) -> Told:
    """One of four words for a state: reasons, waiting lists and offers stay inside."""
    return _TOLD[State(state)]


class EditionState(TextChoices):
    """Where an edition stands."""

    PLANNED = "planned", _("Planned")
    CALL_OPEN = "call-open", _("Call open")
    SELECTION = "selection", _("Selection")
    PREPARING = "preparing", _("In preparation")
    RUNNING = "running", _("Running")
    FOLLOW_UP = "follow-up", _("Follow-up")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


ORDER = list(EditionState)
# Staff propose people in these.
OPEN_FOR_STAFF = frozenset(ORDER[: ORDER.index(EditionState.RUNNING) + 1])
# Institutions with a link nominate in these.
NOMINATING = frozenset({EditionState.CALL_OPEN, EditionState.SELECTION})


# What moving an edition on to a state is called.
MOVES = {
    EditionState.CALL_OPEN: _("Open the call"),
    EditionState.SELECTION: _("Begin the selection"),
    EditionState.PREPARING: _("Begin the preparation"),
    EditionState.RUNNING: _("Start the seminar"),
    EditionState.FOLLOW_UP: _("Begin the follow-up"),
    EditionState.CLOSED: _("Close the edition"),
    EditionState.ARCHIVED: _("Archive the edition"),
}


def edition_moves(state: str) -> tuple[EditionState | None, EditionState | None]:
    """The state that comes next and the one that came before, where an edition may move there."""
    place = ORDER.index(EditionState(state))
    if state == EditionState.ARCHIVED:
        return None, None
    return ORDER[place + 1], ORDER[place - 1] if place else None


def edition_may_move(state: str, to: str) -> bool:
    """An edition moves on by one, or back by one while it is not archived."""
    here, there = ORDER.index(EditionState(state)), ORDER.index(EditionState(to))
    return abs(here - there) == 1 and state != EditionState.ARCHIVED
