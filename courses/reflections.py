"""Reflections as pages need them: the question in its lesson, saving, and one's own in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.access import Person, reflections_of, standing_in
from courses.actions import write_reflection
from courses.errors import Refusal, StepLocked, UnknownCourse, UnknownReflection, UnknownStep
from courses.models import Grant, LessonPage, Reflection
from courses.outline import Outline, StepEntry, current_version, load_step, outline_of
from courses.reporting import progress_in


@dataclass(frozen=True)
class Place:
    """A question as it stands in its lesson, or as it stood when its answer was written."""

    question: str
    language: str
    step_title: str
    outline: Outline | None
    entry: StepEntry | None
    own: Reflection | None


def place_of(user: Person, course_key: UUID, step_key: UUID, block_key: UUID) -> Place:
    """The question at a place of a lesson that the person may read, and what they wrote there.

    A question that is gone is shown as long as there is an answer of theirs to it. Raises
    SignedOut, NotEnrolled, NotYetOpen, GrantClosed, UnknownReflection.
    """
    standing = standing_in(user, course_key)
    standing.refuse_reading()
    own = reflections_of(user).filter(enrolment__course_key=course_key, step_key=step_key)
    written = own.filter(block_key=block_key).first()
    try:
        outline = outline_of(course_key, get_language() or "en")
        entry = outline.step(step_key)
        finished = progress_in(outline, standing, with_completion=False).finished
        outline.refuse_locked(step_key, finished)
        question = _question_in(entry, block_key)
    except (UnknownCourse, UnknownStep, StepLocked, UnknownReflection):
        if written is None:
            raise UnknownReflection from None
        words = (written.question, written.language, written.step_title)
        return Place(*words, outline=None, entry=None, own=written)
    return Place(question, entry.language, entry.title, outline, entry, written)


def _question_in(entry: StepEntry, block_key: UUID) -> str:
    """The words of a block “In your own work”. Raises UnknownReflection."""
    page = load_step(entry)
    for block in page.body if isinstance(page, LessonPage) else ():
        if block.block_type == "reflection" and block.id == str(block_key):
            return str(block.value["question"])
    raise UnknownReflection


def save_at(
    user: Person, course_key: UUID, step_key: UUID, block_key: UUID, text: str
) -> Reflection | None:
    """Write at a place with the question that stands there. Raises what `place_of` and the verb do.

    Nothing at all takes the text away, which asks for no place: it may be gone.
    """
    keys = (course_key, step_key, block_key)
    if not text.strip():
        return write_reflection(user, *keys, "", question="", language="")
    place = place_of(user, *keys)
    return write_reflection(
        user,
        *keys,
        text,
        question=place.question,
        language=place.language,
        step_title=place.step_title,
    )


def when_saved(reflection: Reflection | None) -> str:
    """The saved line: the hour of today, or the day."""
    if reflection is None:
        return _("Empty. Nothing is kept.")
    moment = timezone.localtime(reflection.changed_at)
    if moment.date() == timezone.localdate():
        return _("Saved at %(time)s") % {"time": date_format(moment, "H:i")}
    return _("Saved on %(date)s") % {"date": date_format(moment, "j F Y")}


def who_reads(reflection: Reflection | None) -> str:
    """Who can read it, in a sentence."""
    if reflection is None or reflection.shared_with is None:
        return _("Only you can read it.")
    words = _("You and the staff of “%(cohort)s” can read it.")
    return words % {"cohort": reflection.shared_with.label}


# --- over an expired sign-in --------------------------------------------------------------------

_KEPT = "kept_reflections"
_SALT = "courses.reflections.owner"
MOST_KEPT = 10


def owner_mark(user: Person) -> str:
    """Whose form it is, signed: what is kept for one person is never saved for another."""
    return signing.Signer(salt=_SALT).sign(str(user.pk))


def keep(session: SessionBase, owner: str, keys: Iterable[UUID], text: str) -> bool:
    """Keep a text until its owner has signed in again; False for a form that is not ours."""
    try:
        pk = signing.Signer(salt=_SALT).unsign(owner)
    except signing.BadSignature:
        return False
    place = [str(key) for key in keys]
    kept = [item for item in session.get(_KEPT, []) if item["place"] != place]
    session[_KEPT] = [*kept, {"owner": pk, "place": place, "text": text}][-MOST_KEPT:]
    return True


def save_kept(session: SessionBase, user: Person) -> tuple[int, int]:
    """Save what was kept and is this person's: how many were saved, how many could not be."""
    saved = refused = 0
    for item in session.pop(_KEPT, []):
        if item["owner"] != str(user.pk):
            continue
        try:
            save_at(user, *(UUID(key) for key in item["place"]), text=item["text"])
        except Refusal:
            refused += 1
        else:
            saved += 1
    return saved, refused


# --- one's own, in order ------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """One reflection on the list of one's own."""

    reflection: Reflection
    who: str
    may_write: bool


@dataclass(frozen=True)
class InLesson:
    """The reflections of one lesson; `entry` is None when the lesson is gone."""

    title: str
    language: str
    entry: StepEntry | None
    written: list[Written]


@dataclass(frozen=True)
class InCourse:
    """The reflections of one course; `outline` is None when the course is gone."""

    outline: Outline | None
    lessons: list[InLesson]

    @property
    def title(self) -> str:
        """The course's title."""
        return self.outline.title if self.outline else _("A course that is no longer offered")

    @property
    def language(self) -> str:
        """The language of the title; empty for that of the page."""
        return self.outline.language if self.outline else ""


def own_reflections(user: Person) -> list[InCourse]:
    """All that a person wrote, by course and lesson, in a fixed number of queries."""
    version, language, now = current_version(), get_language() or "en", timezone.now()
    by_course: dict[UUID, list[Reflection]] = {}
    for reflection in reflections_of(user):
        by_course.setdefault(reflection.enrolment.course_key, []).append(reflection)
    open_ones = _open_enrolments(user, now) if by_course else set()
    found = []
    for course_key, rows in by_course.items():
        try:
            outline = outline_of(course_key, language, version)
        except UnknownCourse:
            outline = None
        found.append(InCourse(outline, _by_lesson(rows, outline, open_ones)))
    return found


def _open_enrolments(user: Person, now: datetime) -> set[int]:
    grants = Grant.objects.filter(enrolment__user=user)
    return {grant.enrolment_id for grant in grants if grant.is_valid(now)}


def _by_lesson(
    rows: list[Reflection], outline: Outline | None, open_ones: set[int]
) -> list[InLesson]:
    """In the order of the course; what is no longer in it comes last."""
    order = [step.key for step in outline.steps] if outline else []
    by_step: dict[UUID, list[Reflection]] = {}
    for row in rows:
        by_step.setdefault(row.step_key, []).append(row)
    keys = sorted(by_step, key=lambda key: order.index(key) if key in order else len(order))
    lessons = []
    for key in keys:
        entry = outline.step(key) if outline and key in order else None
        last = by_step[key][-1]
        words = (entry.title, entry.language) if entry else (last.step_title, last.language)
        written = [Written(r, who_reads(r), r.enrolment_id in open_ones) for r in by_step[key]]
        lessons.append(InLesson(*words, entry, written))
    return lessons


def as_records(courses: Iterable[InCourse]) -> list[dict[str, Any]]:
    """The same as plain data for a file."""
    return [
        {
            "course": course.title,
            "lesson": lesson.title,
            "question": item.reflection.question,
            "text": item.reflection.text,
            "language": item.reflection.language,
            "written": item.reflection.written_at.isoformat(),
            "changed": item.reflection.changed_at.isoformat(),
            "shared_with": item.reflection.shared_with.label if item.reflection.shared_with else "",
        }
        for course in courses
        for lesson in course.lessons
        for item in lesson.written
    ]


def as_text(courses: Iterable[InCourse]) -> str:
    """The same to read and print anywhere."""
    lines: list[str] = [_("My reflections"), ""]
    for course in courses:
        for lesson in course.lessons:
            lines += ["", f"{course.title}. {lesson.title}", ""]
            for item in lesson.written:
                lines += [item.reflection.question, "", item.reflection.text, ""]
                lines += [f"({when_saved(item.reflection)}. {item.who})", ""]
    return "\n".join(lines)
