"""Certificates of an edition: from attendance, for everybody at once, each exactly one."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions import print_waiting, reissue_certificate, revoke_certificate
from courses.models import Certificate
from lms.seminars.actions import (
    complete,
    issue_for_edition,
    mark_attendance,
    order_certificates,
    withdraw,
)
from lms.seminars.certifying import days_in_words, progress_of
from lms.seminars.errors import NobodyEntitled, NotAllIssued
from lms.seminars.transitions import EditionState, Role
from tests.seminars.scene import DURING, confirmed, edition, session

Kind, State = Certificate.Kind, Certificate.State
MANY = 12


@pytest.fixture
def spring(world, cast):
    """A running edition with two sessions, of 90 minutes and of 4 hours."""
    made = edition(world, cast.coordinator, capacity=40, state=EditionState.RUNNING)
    made.first = session(made)
    made.second = session(
        made, "Study visit", starts=DURING, ends=DURING.replace(hour=DURING.hour + 4)
    )
    return made


def attendee(spring, name: str, cast, sessions=("first", "second"), **fields):
    """Somebody who was there and is marked as having attended."""
    participation = confirmed(spring, name, cast.coordinator, **fields)
    for each in sessions:
        mark_attendance(getattr(spring, each), {participation: "present"}, by=cast.coordinator)
    return complete(participation, by=cast.coordinator, now=DURING)


def facts_of(participation, kind=Kind.PARTICIPATION) -> dict:
    """What the person's certificate prints."""
    own = Certificate.objects.get(holder=participation.user, kind=kind)
    return own.facts


def test_it_tells_the_sessions_and_days_in_the_persons_language(spring, cast):
    ana = attendee(spring, "Ana One", cast)
    luc = attendee(spring, "Luc Deux", cast, sessions=("first",))
    luc.user.preferred_language = "fr"
    luc.user.save()
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 2
    facts = facts_of(ana)
    assert facts["title"] == "Global Raphael Lemkin Seminar, Spring 2027"
    assert facts["extent"] == "2 sessions, 6 hours"
    assert facts["period"] == "14–20 March 2027."
    assert facts["ended_iso"] == "2027-03-20"
    assert facts["place"] == "Oświęcim"
    assert facts["heading"] == "Certificate of participation"
    french = facts_of(luc)
    assert french["language"] == "fr"
    assert french["period"] == "14–20 mars 2027."
    assert french["extent"] != facts["extent"]


def test_each_role_gets_its_kind_and_who_came_to_look_gets_none(spring, cast):
    attendee(spring, "Ana One", cast)
    attendee(spring, "Ines Instructor", cast, role=Role.INSTRUCTOR)
    attendee(spring, "Felix Fellow", cast, role=Role.FELLOW)
    for role in (Role.GUEST, Role.OBSERVER, Role.EVALUATOR):
        attendee(spring, f"{role} Person", cast, role=role)
    for kind in (Kind.PARTICIPATION, Kind.FACILITATION):
        issue_for_edition(spring, kind, by=cast.coordinator)
    issued = Certificate.objects.values_list("holder__printed_name", "kind")
    assert set(issued) == {
        ("Ana One", "participation"),
        ("Ines Instructor", "facilitation"),
        ("Felix Fellow", "facilitation"),
    }


def test_who_did_not_attend_or_withdrew_gets_none_and_the_page_says_why(spring, cast, client_of):
    attendee(spring, "Ana One", cast)
    confirmed(spring, "Abe Absent", cast.coordinator)
    gone = confirmed(spring, "Wim Withdrawn", cast.coordinator)
    withdraw(gone, by=cast.coordinator, reason="called back", now=DURING)
    page = client_of(cast.coordinator).get(reverse("edition_certificates", args=[spring.pk]))
    text = page.content.decode()
    assert "The seminar is not marked as attended." in text
    assert "Wim Withdrawn" not in text
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 1


def test_those_who_teach_get_one_when_the_seminar_is_over_without_being_marked(spring, cast):
    confirmed(spring, "Ines Instructor", cast.coordinator, role=Role.INSTRUCTOR)
    assert issue_for_edition(spring, Kind.FACILITATION, by=cast.coordinator) == 0
    spring.state = EditionState.FOLLOW_UP
    spring.save()
    assert issue_for_edition(spring, Kind.FACILITATION, by=cast.coordinator) == 1
    assert Certificate.objects.get().facts["extent"] == "Instructor"


def test_ordered_by_the_button_the_worker_issues_and_prints(
    spring, cast, client_of, django_capture_on_commit_callbacks
):
    for n in range(3):
        attendee(spring, f"Person {n}", cast)
    address = reverse("edition_certificates", args=[spring.pk])
    client = client_of(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"kind": "participation"}, follow=True)
    assert "3 certificates are being issued" in answer.content.decode()
    print_waiting()
    (own, _teaching) = progress_of(spring)
    assert (own.entitled, own.issued, own.printed, own.held, own.due) == (3, 3, 3, 0, 0)
    (line,) = ModelLogEntry.objects.filter(action="seminars.certificates")
    assert line.data == {"kind": "participation", "people": 3}


def test_run_again_or_after_a_kill_it_gives_each_exactly_one(spring, cast, monkeypatch):
    for n in range(5):
        attendee(spring, f"Person {n}", cast)
    from lms.seminars.actions import certificates

    real, done = certificates.issue_certificate, []

    def killed_at_the_third(*args, **kwargs):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(real(*args, **kwargs))
        return done[-1]

    monkeypatch.setattr(certificates, "issue_certificate", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    monkeypatch.setattr(certificates, "issue_certificate", real)
    assert Certificate.objects.count() == 2
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 3
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 0
    numbers = [int(c.number[-6:]) for c in Certificate.objects.order_by("number")]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


def test_one_that_fails_keeps_nobody_else_waiting(spring, cast, monkeypatch):
    for n in range(3):
        attendee(spring, f"Person {n}", cast)
    from lms.seminars.actions import certificates

    real = certificates.issue_certificate

    def fails_for_one(holder, *args, **kwargs):
        if holder.printed_name == "Person 1":
            raise OSError("no room")
        return real(holder, *args, **kwargs)

    monkeypatch.setattr(certificates, "issue_certificate", fails_for_one)
    with pytest.raises(NotAllIssued, match="2 certificates were issued; 1 could not be"):
        issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    assert Certificate.objects.count() == 2
    monkeypatch.setattr(certificates, "issue_certificate", real)
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 1


def test_a_name_that_cannot_be_printed_is_held_and_told(spring, cast, client_of):
    attendee(spring, "王小明", cast)
    issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    assert Certificate.objects.get().state == State.HELD
    page = client_of(cast.coordinator).get(reverse("edition_certificates", args=[spring.pk]))
    assert "letters that we cannot yet print" in page.content.decode()


def test_issued_anew_the_new_one_stands_in_the_list_and_none_is_due(spring, cast):
    attendee(spring, "Ana One", cast)
    issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    new = reissue_certificate(Certificate.objects.get().pk, by=cast.coordinator, reason="a fault")
    (own, _teaching) = progress_of(spring)
    assert own.lines[0].certificate == new
    assert new.facts["extent"] == "2 sessions, 6 hours"
    with pytest.raises(NobodyEntitled):
        order_certificates(spring, Kind.PARTICIPATION, by=cast.coordinator)


def test_a_revoked_one_is_not_issued_again_by_an_order_for_all(spring, cast, client_of):
    attendee(spring, "Ana One", cast)
    issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    revoke_certificate(Certificate.objects.get().pk, by=cast.coordinator, reason="not there")
    assert issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator) == 0
    page = client_of(cast.coordinator).get(reverse("edition_certificates", args=[spring.pk]))
    assert "Their certificate was revoked." in page.content.decode()


@pytest.mark.parametrize("kind", ["course", "", "medal"])
def test_no_other_kind_is_given_by_an_edition(spring, cast, kind):
    attendee(spring, "Ana One", cast)
    with pytest.raises(NobodyEntitled):
        order_certificates(spring, kind, by=cast.coordinator)


def test_only_who_runs_the_edition_and_may_issue_does(spring, cast, client_of):
    attendee(spring, "Ana One", cast)
    address = reverse("edition_certificates", args=[spring.pk])
    for person in (cast.amara, cast.instructor, cast.editor):
        assert client_of(person).post(address, {"kind": "participation"}).status_code in (
            302, 403, 404,
        )  # fmt: skip
    assert not Certificate.objects.exists()
    assert not ModelLogEntry.objects.filter(action="seminars.certificates").exists()


def test_twelve_people_cost_as_many_queries_as_one(spring, cast, client_of, statements):
    attendee(spring, "Ana One", cast)
    issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    client = client_of(cast.coordinator)
    address = reverse("edition_certificates", args=[spring.pk])
    client.get(address)
    with statements() as one:
        client.get(address)
    for n in range(MANY):
        attendee(spring, f"Person {n}", cast)
    issue_for_edition(spring, Kind.PARTICIPATION, by=cast.coordinator)
    with statements() as many:
        client.get(address)
    assert many.count == one.count


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (date(2026, 9, 16), date(2026, 9, 22), "16–22 September 2026"),
        (date(2026, 9, 28), date(2026, 10, 3), "28 September – 3 October 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 – 2 January 2027"),
        (date(2026, 9, 16), date(2026, 9, 16), "16 September 2026"),
    ],
)
def test_a_span_of_days_says_what_differs(starts, ends, words):
    assert days_in_words(starts, ends) == words
