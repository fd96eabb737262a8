"""The verbs that move somebody through an edition: one door, one lock, one log.

The edition's row is locked first, then the participation's: two people who want the last seat
wait for each other, and exactly one gets it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.actions import give_grant, withdraw_grant
from courses.models import Grant
from lms.seminars.actions.letters import send_offer
from lms.seminars.errors import EditionNotOpen, IllegalStep, NoSeat, ReasonMissing, SeminarRefusal
from lms.seminars.models import Edition, EditionCourse, Participation
from lms.seminars.signals import attended
from lms.seminars.transitions import (
    HOLDS_A_SEAT,
    LEARNING_ROLES,
    RULES,
    SEATED_ROLES,
    Actor,
    EditionState,
    Role,
    State,
    Verb,
    outcome,
)

By = AbstractBaseUser | None


def shortlist(participation: Participation, *, by: By, now: datetime | None = None):
    """Put a nominee on the short list. Raises IllegalStep."""
    return _step(participation, Verb.SHORTLIST, Actor.STAFF, by=by, now=now)


def accept(participation: Participation, *, by: By, now: datetime | None = None):
    """Offer a place, open for the edition's days. Raises NoSeat, IllegalStep."""
    return _step(participation, Verb.ACCEPT, Actor.STAFF, by=by, now=now)


def waitlist(participation: Participation, *, by: By, now: datetime | None = None):
    """Put a nominee on the waiting list, behind those who stand there. Raises IllegalStep."""
    return _step(participation, Verb.WAITLIST, Actor.STAFF, by=by, now=now)


def decline(participation: Participation, *, by: By, reason: str, now: datetime | None = None):
    """Decide against a nominee. Raises ReasonMissing, IllegalStep."""
    return _step(participation, Verb.DECLINE, Actor.STAFF, by=by, reason=reason, now=now)


def confirm(
    participation: Participation,
    *,
    by: By,
    actor: str = Actor.PERSON,
    now: datetime | None = None,
):
    """Take the offered place: the courses before the seminar open. Raises IllegalStep."""
    return _step(participation, Verb.CONFIRM, actor, by=by, now=now)


def refuse(participation: Participation, *, by: By, reason: str = "", now: datetime | None = None):
    """Say no to an offer; the next on the waiting list gets one. Raises IllegalStep."""
    return _step(participation, Verb.REFUSE, Actor.PERSON, by=by, reason=reason, now=now)


def begin(participation: Participation, *, by: By, now: datetime | None = None):
    """The person takes part in the seminar from now on. Raises IllegalStep."""
    return _step(participation, Verb.BEGIN, Actor.STAFF, by=by, now=now)


def complete(participation: Participation, *, by: By, now: datetime | None = None):
    """Mark the seminar as attended: the courses after it open, *attended* is sent.

    Raises IllegalStep; EditionNotOpen before the first day.
    """
    return _step(participation, Verb.COMPLETE, Actor.STAFF, by=by, now=now)


def withdraw(
    participation: Participation,
    *,
    by: By,
    reason: str,
    actor: str = Actor.STAFF,
    now: datetime | None = None,
):
    """End somebody's place; their courses with this edition close, what they did is kept.

    A free seat goes to the first on the waiting list, in the same transaction. Raises
    ReasonMissing, IllegalStep.
    """
    return _step(participation, Verb.WITHDRAW, actor, by=by, reason=reason, now=now)


def defer(participation: Participation, *, by: By, reason: str, now: datetime | None = None):
    """Put somebody off to a later edition. Raises ReasonMissing, IllegalStep."""
    return _step(participation, Verb.DEFER, Actor.STAFF, by=by, reason=reason, now=now)


def reconsider(participation: Participation, *, by: By, reason: str, now: datetime | None = None):
    """Take somebody up again who was declined, withdrawn or deferred. Raises IllegalStep."""
    return _step(participation, Verb.RECONSIDER, Actor.STAFF, by=by, reason=reason, now=now)


def expire_offers(edition: Edition, *, now: datetime | None = None) -> int:
    """Let unanswered offers expire; each free seat goes on. Returns how many expired."""
    now = now or timezone.now()
    over = edition.participations.filter(state=State.ACCEPTED, offer_until__lte=now)
    count = 0
    for participation in over.order_by("offer_until", "pk"):
        try:
            _step(participation, Verb.EXPIRE, Actor.CLOCK, by=None, now=now)
        except IllegalStep:
            continue  # answered in this very moment
        count += 1
    return count


def tend_editions(*, now: datetime | None = None) -> tuple[int, int]:
    """What the clock does: offers expire, seminars begin by the calendar of their place.

    Returns how many offers expired and how many people began. Again changes nothing.
    """
    now = now or timezone.now()
    expired = begun = 0
    living = Edition.objects.exclude(
        state__in=[EditionState.PLANNED, EditionState.CLOSED, EditionState.ARCHIVED]
    )
    for edition in living.filter(is_template=False).order_by("pk"):
        expired += expire_offers(edition, now=now)
        if edition.is_on(now.astimezone(edition.zone).date()):
            begun += _begin_all(edition, now=now)
    return expired, begun


def _begin_all(edition: Edition, *, now: datetime) -> int:
    count = 0
    for participation in edition.participations.filter(state=State.CONFIRMED).order_by("pk"):
        try:
            _step(participation, Verb.BEGIN, Actor.CLOCK, by=None, now=now)
        except IllegalStep:
            continue  # withdrawn in this very moment
        count += 1
    return count


VERBS = {
    Verb.SHORTLIST: shortlist,
    Verb.ACCEPT: accept,
    Verb.WAITLIST: waitlist,
    Verb.DECLINE: decline,
    Verb.BEGIN: begin,
    Verb.COMPLETE: complete,
    Verb.WITHDRAW: withdraw,
    Verb.DEFER: defer,
    Verb.RECONSIDER: reconsider,
}


def decide_for_many(
    participations: Iterable[Participation],
    verb: str,
    *,
    by: AbstractBaseUser,
    reason: str = "",
    now: datetime | None = None,
) -> tuple[list[Participation], list[SeminarRefusal]]:
    """Staff carry a verb out for several people, each by itself: who moved, what was refused."""
    moved, refused = [], []
    for participation in participations:
        try:
            moved.append(
                _step(participation, Verb(verb), Actor.STAFF, by=by, reason=reason, now=now)
            )
        except SeminarRefusal as refusal:
            # Not every sentence names them: a page that tells of several does.
            refusal.facts.setdefault("who", participation.user)
            refused.append(refusal)
    return moved, refused


@transaction.atomic
def _step(
    participation: Participation,
    verb: Verb,
    actor: str,
    *,
    by: By,
    reason: str = "",
    now: datetime | None = None,
) -> Participation:
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=participation.edition_id)
    locked = Participation.objects.select_for_update(of=("self",)).select_related("user")
    participation = locked.get(pk=participation.pk)
    target = _target(participation, verb, actor, reason)
    before = State(participation.state)
    _check(edition, participation, target, now)
    _move(edition, participation, target, now)
    _log(participation, verb, before, by=by, actor=actor, reason=reason)
    _follow(edition, participation, before, by=by, now=now)
    return participation


def _target(participation: Participation, verb: Verb, actor: str, reason: str) -> State:
    found = outcome(participation.state, verb, actor, participation.role)
    if found.target is None:
        raise IllegalStep(
            who=participation.user,
            verb=verb.label,
            state=participation.get_state_display(),
            why=found.why_not,
        )
    if RULES[verb].needs_reason and not reason.strip():
        raise ReasonMissing(verb=verb.label)
    return found.target


def _check(edition: Edition, participation: Participation, target: State, now: datetime) -> None:
    takes_a_seat = (
        participation.role in SEATED_ROLES
        and target in HOLDS_A_SEAT
        and participation.state not in HOLDS_A_SEAT
    )
    if takes_a_seat and edition.participations.seated().count() >= edition.capacity:
        raise NoSeat(capacity=edition.capacity)
    if target == State.COMPLETED and now.astimezone(edition.zone).date() < edition.starts:
        raise EditionNotOpen(state=edition.get_state_display())
    if edition.state in (EditionState.CLOSED, EditionState.ARCHIVED):
        raise EditionNotOpen(state=edition.get_state_display())


def _move(edition: Edition, participation: Participation, target: State, now: datetime) -> None:
    participation.state, participation.changed_at = target, now
    participation.waiting_since = now if target == State.WAITLISTED else None
    if target == State.ACCEPTED:
        participation.offered_at = now
        participation.offer_until = now + timedelta(days=edition.offer_days)
    if target == State.CONFIRMED:
        participation.confirmed_at = now
    if target == State.COMPLETED:
        participation.attended_at = now
    participation.save()


def _log(
    participation: Participation, verb: Verb, before: State, *, by: By, actor: str, reason: str
) -> None:
    log(
        instance=participation,
        action=f"seminars.{verb.value}",
        user=by,
        data={"from": before.value, "actor": str(actor), "reason": reason.strip()},
        # No name: the log outlives the account's.
        title=f"#{participation.user_id} / {participation.edition_id}",
    )


def _follow(
    edition: Edition, participation: Participation, before: State, *, by: By, now: datetime
) -> None:
    """What a step brings with it: courses, the waiting list, news."""
    state = participation.state
    if state == State.ACCEPTED:
        send_offer(participation, by=by, now=now)
    if state == State.CONFIRMED:
        open_courses(edition, participation, EditionCourse.Phase.BEFORE, by=by, now=now)
    if state == State.COMPLETED:
        open_courses(edition, participation, EditionCourse.Phase.AFTER, by=by, now=now)
        transaction.on_commit(lambda: attended.send(Participation, participation=participation))
    if before in HOLDS_A_SEAT and state not in HOLDS_A_SEAT:
        close_courses(edition, participation, by=by, now=now)
        if participation.role in SEATED_ROLES:
            promote_next(edition, now=now)


def open_courses(
    edition: Edition, participation: Participation, phase: str, *, by: By, now: datetime
) -> list[Grant]:
    """Let a learner of the edition into its courses of a phase, with their days."""
    if Role(participation.role) not in LEARNING_ROLES:
        return []
    return [
        give_grant(
            participation.user,
            line.course_key,
            by=by,
            source=Grant.Source.EDITION,
            cohort=edition.cohort,
            opens=line.opens,
            due=line.due,
            now=now,
        )
        for line in edition.courses.filter(phase=phase)
    ]


def close_courses(edition: Edition, participation: Participation, *, by: By, now: datetime) -> None:
    """Close this edition's grants and no others: the same course in another edition stays open."""
    grants = Grant.objects.filter(
        enrolment__user=participation.user,
        cohort=edition.cohort,
        source=Grant.Source.EDITION,
        withdrawn_at=None,
    )
    for grant in grants.order_by("pk"):
        withdraw_grant(grant, by=by, reason=f"edition {edition.pk}", now=now)


def promote_next(edition: Edition, *, now: datetime) -> Participation | None:
    """Offer a free seat to the first on the waiting list."""
    if edition.state in (EditionState.FOLLOW_UP, EditionState.CLOSED, EditionState.ARCHIVED):
        return None
    if edition.participations.seated().count() >= edition.capacity:
        return None
    first = edition.participations.waiting().first()
    if first is None:
        return None
    return _step(first, Verb.ACCEPT, Actor.CLOCK, by=None, now=now)


def fill_free_seats(edition: Edition, *, now: datetime) -> list[Participation]:
    """Offer every free seat, one after the other, to who waits longest."""
    offered = []
    while (next_one := promote_next(edition, now=now)) is not None:
        offered.append(next_one)
    return offered
