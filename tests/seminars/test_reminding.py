"""When somebody is reminded: by their own days, never twice, never late, quiet at the seminar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.seminars.reminding import STILL_OF_USE, Fact, Kind, Schedule, due_today, local_day

FAR = (date(2030, 1, 1), date(2030, 1, 7))
USUAL = Schedule()


def fact(kind: Kind, day: date, quiet=FAR) -> Fact:
    return Fact(kind, 1, "s", day, *quiet)


def kinds(facts: list[Fact], today: date, there: date | None = None, schedule=USUAL) -> list[tuple]:
    found = due_today(facts, today, {1: schedule}, there={1: there or today})
    return [(each.kind, each.target) for each in found]


def test_a_due_day_is_announced_7_days_and_1_day_before_and_missed_1_and_7_days_after():
    one = fact(Kind.DUE, date(2027, 3, 10))
    days = {date(2027, 3, 1) + timedelta(days=n) for n in range(30)}
    first_days = {target for day in days for _kind, target in kinds([one], day)}
    assert first_days == {date(2027, 3, d) for d in (3, 9, 11, 17)}
    assert kinds([one], date(2027, 3, 3)) == [(Kind.DUE, date(2027, 3, 3))]
    assert kinds([one], date(2027, 3, 11)) == [(Kind.OVERDUE, date(2027, 3, 11))]


def test_a_day_that_was_missed_is_made_up_for_two_days_and_not_longer():
    one = fact(Kind.DUE, date(2027, 3, 10))
    assert kinds([one], date(2027, 3, 5)) == [(Kind.DUE, date(2027, 3, 3))]
    assert kinds([one], date(2027, 3, 6)) == []


def test_of_two_that_fall_together_the_later_is_sent():
    one = fact(Kind.DUE, date(2027, 3, 10))
    schedule = Schedule(due=(2, 1))
    assert kinds([one], date(2027, 3, 9), schedule=schedule) == [(Kind.DUE, date(2027, 3, 9))]


def test_29_february_is_a_day_like_any_other():
    one = fact(Kind.STARTS, date(2028, 3, 1))
    assert kinds([one], date(2028, 2, 29)) == [(Kind.STARTS, date(2028, 2, 29))]
    due = fact(Kind.DUE, date(2028, 2, 29))
    assert kinds([due], date(2028, 2, 22)) == [(Kind.DUE, date(2028, 2, 22))]
    assert kinds([due], date(2028, 3, 1)) == [(Kind.OVERDUE, date(2028, 3, 1))]


def test_on_the_days_of_the_seminar_nothing_is_said_about_it():
    one = fact(Kind.DUE, date(2027, 3, 15), quiet=(date(2027, 3, 14), date(2027, 3, 20)))
    assert kinds([one], date(2027, 3, 16), there=date(2027, 3, 16)) == []
    # The person is a day behind: the seminar's place decides.
    assert kinds([one], date(2027, 3, 14), there=date(2027, 3, 13)) != []
    assert kinds([one], date(2027, 3, 22), there=date(2027, 3, 22)) == [
        (Kind.OVERDUE, date(2027, 3, 22))
    ]


def test_an_edition_without_reminders_has_none():
    one = fact(Kind.DUE, date(2027, 3, 10))
    off = Schedule((), (), (), ())
    assert kinds([one], date(2027, 3, 9), schedule=off) == []


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        # The night when clocks go forward in Warsaw (28 March 2027, 2.00 becomes 3.00).
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), "Europe/Warsaw", date(2027, 3, 27)),
        (datetime(2027, 3, 27, 23, 1, tzinfo=UTC), "Europe/Warsaw", date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), "Europe/Warsaw", date(2027, 3, 28)),
        # And back (31 October 2027).
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), "Europe/Warsaw", date(2027, 10, 31)),
        # Buenos Aires changed its clocks for the last time on 15 March 2009.
        (
            datetime(2009, 3, 15, 1, 30, tzinfo=UTC),
            "America/Argentina/Buenos_Aires",
            date(2009, 3, 14),
        ),
        (
            datetime(2027, 3, 28, 2, 59, tzinfo=UTC),
            "America/Argentina/Buenos_Aires",
            date(2027, 3, 27),
        ),
    ],
)
def test_a_day_is_the_persons_own_in_the_nights_when_clocks_change_too(moment, zone, expected):
    assert local_day(moment, zone) == expected


ZONES = [
    "Europe/Warsaw",
    "America/Argentina/Buenos_Aires",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 12, 31)),
    st.sampled_from(ZONES),
    st.integers(0, 23),
)
def test_a_daily_run_reaches_every_target_day_whatever_the_zone(due, zone, hour):
    """Run once a day at any hour of UTC: each target comes up on at least one run."""
    day = local_day(due.replace(tzinfo=UTC), zone)
    one = fact(Kind.DUE, day)
    seen = set()
    start = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(days=10)
    for number in range(22):
        today = local_day(start + timedelta(days=number), zone)
        seen |= {target for _kind, target in kinds([one], today)}
    assert seen == {day + timedelta(days=n) for n in (-7, -1, 1, 7)}


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.integers(-30, 30))
def test_nothing_is_announced_after_its_day(day, offset):
    today = day + timedelta(days=offset)
    for each in due_today([fact(Kind.DUE, day)], today, {}, there={1: today}):
        assert each.target <= today <= each.target + timedelta(days=STILL_OF_USE)
        assert each.kind == Kind.OVERDUE or today <= day
