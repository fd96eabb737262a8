"""Fifty at once: exactly one seat, one promotion, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime

import pytest

from lms.seminars.actions import accept, confirm, propose, waitlist, withdraw
from lms.seminars.actions.reminders import send_reminders
from lms.seminars.errors import IllegalStep, NoSeat
from lms.seminars.models import Participation
from lms.seminars.transitions import EditionState, State
from tests.courses.test_races import at_once, failures
from tests.seminars.scene import NOW, confirmed, edition, nominee, person

pytestmark = pytest.mark.django_db(transaction=True)


def count(made, state: str) -> int:
    return made.participations.filter(state=state).count()


def test_fifty_offers_of_the_last_seat_give_one(world, cast):
    made = edition(world, cast.coordinator, capacity=1)
    people = [nominee(made, f"Person {n}") for n in range(50)]
    results = at_once(lambda n: accept(people[n], by=cast.coordinator, now=NOW))
    assert not failures(results, NoSeat)
    assert count(made, State.ACCEPTED) == 1


def test_fifty_confirmations_of_one_offer_confirm_once(world, cast):
    made = edition(world, cast.coordinator)
    one = accept(nominee(made, "Ana One"), by=cast.coordinator, now=NOW)
    results = at_once(lambda n: confirm(one, by=one.user, now=NOW))
    assert not failures(results, IllegalStep)
    assert sum(isinstance(r, Participation) for r in results) == 1


def test_two_withdrawals_at_once_promote_two_and_no_more(world, cast):
    made = edition(world, cast.coordinator, capacity=25)
    seated = [nominee(made, f"Seated {n}") for n in range(25)]
    for each in seated:
        accept(each, by=cast.coordinator, now=NOW)
    for n in range(30):
        waitlist(nominee(made, f"Waiting {n}"), by=cast.coordinator, now=NOW)
    results = at_once(
        lambda n: withdraw(seated[n], by=cast.coordinator, reason="r", now=NOW), calls=25
    )
    assert not failures(results)
    assert count(made, State.ACCEPTED) == 25
    assert count(made, State.WAITLISTED) == 5


def test_fifty_proposals_of_one_person_give_one_participation(world, cast):
    made = edition(world, cast.coordinator)
    one = person("Ana One")
    at_once(lambda n: propose(made, one, by=None, now=NOW))
    assert made.participations.count() == 1


def test_ten_runs_at_once_send_each_letter_once(world, cast, mailoutbox):
    made = edition(world, cast.coordinator, capacity=5, state=EditionState.PREPARING)
    for name in "abc":
        confirmed(made, f"Person {name}", cast.coordinator)
    mailoutbox.clear()  # their offers
    day = datetime(2027, 3, 6, 6, tzinfo=UTC)
    assert not failures(at_once(lambda n: send_reminders(now=day), calls=10))
    assert sorted(letter.to[0][:8] for letter in mailoutbox) == ["person.a", "person.b", "person.c"]
