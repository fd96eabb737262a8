"""The demo holds an edition in preparation and a finished one, with people of many States."""

import pytest

from courses.models import Grant
from lms.accounts.models import User
from lms.portal.demo import make_demo_people
from lms.portal.demo_editions import make_demo_editions
from lms.seminars.models import Attendance, Edition, Participation
from lms.seminars.transitions import EditionState, State


@pytest.fixture
def editions(world, settings) -> list[Edition]:
    settings.DEBUG = True
    make_demo_people()
    return make_demo_editions()


def states(edition: Edition) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in edition.participations.filter(role="participant").values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_one_is_in_preparation_with_a_waiting_list_and_one_is_finished(editions):
    coming, finished, template = (Edition.objects.get(pk=e.pk) for e in editions)
    assert coming.state == EditionState.PREPARING
    # One withdrew, so the first of four who waited has an offer.
    assert states(coming) == {
        State.CONFIRMED: 14,
        State.ACCEPTED: 6,
        State.WAITLISTED: 3,
        State.WITHDRAWN: 1,
        State.DECLINED: 1,
    }
    assert finished.state == EditionState.FOLLOW_UP
    assert states(finished) == {State.COMPLETED: 11, State.WITHDRAWN: 1}
    assert template.is_template


def test_its_people_come_from_many_states_and_regions_and_scripts(editions):
    people = User.objects.filter(participations__edition=editions[0])
    assert people.values("territory").distinct().count() >= 17
    assert people.values("territory__region").distinct().count() == 5
    names = "".join(people.values_list("printed_name", flat=True))
    assert any("\u0600" <= c <= "\u06ff" for c in names)  # Arabic
    assert any("\u0400" <= c <= "\u04ff" for c in names)  # Cyrillic
    assert any("\u0370" <= c <= "\u03ff" for c in names)  # Greek


def test_attendance_and_courses_belong_to_it(editions):
    finished = editions[1]
    assert Attendance.objects.filter(session__edition=finished).count() == 120
    studying = Participation.objects.filter(edition=editions[0], state=State.CONFIRMED).count()
    grants = Grant.objects.filter(cohort=editions[0].cohort, source="edition", withdrawn_at=None)
    assert grants.values("enrolment__user").distinct().count() in (0, studying)


def test_making_it_again_changes_nothing(editions):
    before = Participation.objects.count()
    assert make_demo_editions() == []
    assert Participation.objects.count() == before
