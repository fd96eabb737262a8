"""An edition for tests: a coordinator who runs it, a course before and one after, some seats."""

from datetime import UTC, date, datetime

from courses.models import CoursePage, ModulePage
from lms.accounts.models import User
from lms.seminars.actions import accept, confirm, make_edition, propose
from lms.seminars.models import Edition, EditionCourse, Participation, Series, Session
from lms.seminars.transitions import EditionState
from tests.world import add, add_lesson

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
STARTS, ENDS = date(2027, 3, 14), date(2027, 3, 20)
DURING = datetime(2027, 3, 15, 12, tzinfo=UTC)


def second_course(world) -> CoursePage:
    """A course for after the seminar."""
    course = add(world.catalogue, CoursePage(title="After", phase="post-seminar"))
    add_lesson(add(course, ModulePage(title="Only module")), "A lesson after")
    return course


def edition(world, by: User, **fields) -> Edition:
    """An edition in selection, with the small course before it."""
    series, _made = Series.objects.get_or_create(name="Global Raphael Lemkin Seminar")
    defaults = {
        "series": series,
        "title": "Spring 2027",
        "slug": "spring-2027",
        "place": "Oświęcim",
        "starts": STARTS,
        "ends": ENDS,
        "capacity": 2,
        "state": EditionState.SELECTION,
    }
    made = make_edition(Edition(**{**defaults, **fields}), by=by)
    EditionCourse.objects.create(
        edition=made, course_key=world.key, due=datetime(2027, 3, 7, 22, 59, tzinfo=UTC)
    )
    return made


def person(name: str, **fields) -> User:
    """Somebody who may be proposed."""
    slug = name.lower().replace(" ", ".")
    return User.objects.create_user(f"{slug}@example.org", printed_name=name, **fields)


def nominee(made: Edition, name: str, **fields) -> Participation:
    """A new person, proposed for the edition."""
    return propose(made, person(name), by=None, now=NOW, **fields)


def confirmed(made: Edition, name: str, by: User, **fields) -> Participation:
    """Somebody who has taken the offered place."""
    participation = nominee(made, name, **fields)
    accept(participation, by=by, now=NOW)
    return confirm(participation, by=participation.user, now=NOW)


def session(made: Edition, title: str = "Opening", **fields) -> Session:
    """A session of the agenda."""
    defaults = {
        "starts": datetime(2027, 3, 15, 8, tzinfo=UTC),
        "ends": datetime(2027, 3, 15, 9, 30, tzinfo=UTC),
    }
    return Session.objects.create(edition=made, title=title, **{**defaults, **fields})
