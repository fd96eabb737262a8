"""Fifty at once on one person's certificate: at most one in force, one successor, no hole."""

import pytest

from courses.actions import (
    issue_certificate,
    reissue_certificate,
    restore_certificate,
    revoke_certificate,
)
from courses.errors import NotInForce
from courses.models import Certificate
from lms.accounts.models import User
from tests.courses.test_certificate_verbs import subject
from tests.courses.test_races import CALLS, at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)
Kind, State = Certificate.Kind, Certificate.State


@pytest.fixture
def people(world, cast) -> tuple[User, User]:
    """Who holds it and who issues it."""
    return cast.amara, cast.coordinator


def in_force() -> int:
    return Certificate.objects.current().count()


def test_issued_fifty_times_at_once_there_is_one(people):
    holder, by = people
    same = subject()
    results = at_once(lambda n: issue_certificate(holder, Kind.PARTICIPATION, same, by=by))
    assert not failures(results)
    assert len({certificate.pk for certificate in results}) == 1
    assert Certificate.objects.count() == 1
    other = issue_certificate(holder, Kind.FACILITATION, same, by=by)
    assert int(other.number[-6:]) == int(results[0].number[-6:]) + 1


def test_issued_anew_fifty_times_at_once_it_has_one_successor(people):
    holder, by = people
    old = issue_certificate(holder, Kind.PARTICIPATION, subject(), by=by)
    results = at_once(lambda n: reissue_certificate(old.pk, by=by, reason="a fault"))
    made = [each for each in results if isinstance(each, Certificate)]
    assert len(made) == 1
    assert sum(isinstance(each, NotInForce) for each in results) == CALLS - 1
    assert in_force() == 1
    assert Certificate.objects.get(replaces=old) == made[0]


def test_issued_and_restored_at_once_one_is_in_force(people):
    holder, by = people
    same = subject()
    first = issue_certificate(holder, Kind.PARTICIPATION, same, by=by)
    revoke_certificate(first.pk, by=by, reason="taken in error")

    def either(n: int) -> Certificate:
        if n % 2:
            return restore_certificate(first.pk, by=by, reason="it was right")
        return issue_certificate(holder, Kind.PARTICIPATION, same, by=by)

    results = at_once(either)
    unexpected = [e for e in failures(results) if e.code not in ("another-in-force", "not-revoked")]
    assert not unexpected
    assert in_force() == 1


def test_revoked_and_issued_anew_at_once_it_is_one_or_the_other(people):
    holder, by = people
    old = issue_certificate(holder, Kind.PARTICIPATION, subject(), by=by)

    def either(n: int) -> Certificate:
        verb = revoke_certificate if n % 2 else reissue_certificate
        return verb(old.pk, by=by, reason="a fault")

    results = at_once(either)
    assert sum(isinstance(each, Certificate) for each in results) == 1
    assert all(isinstance(each, NotInForce) for each in failures(results))
    old.refresh_from_db()
    assert in_force() == (1 if old.state == State.SUPERSEDED else 0)
