"""What this package stores about a person, for the export of their data.

When a person is erased, records of learning and certificates stay, and point to an account that no
longer says who it was; reflections are forgotten. No right answer is in the export.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from courses.access import reflections_of
from courses.actions import forget_reflections
from courses.models import (
    Answer,
    Attempt,
    Certificate,
    CertificateTemplate,
    CohortStaff,
    CourseCompletion,
    CoursePage,
    Enrolment,
    Grant,
    LateAnswer,
    Reflection,
    Regrade,
    RegradedAttempt,
    StepCompletion,
)
from courses.questions import type_of
from courses.questions.base import Response

Records = list[dict[str, Any]]


def _keep(person: AbstractBaseUser) -> None:
    """Nothing to forget."""


@dataclass(frozen=True)
class PersonalPart:
    """One part of what is stored: how to collect it, what its keys mean, which models it covers.

    `lms.portal` hands the parts to the export, since this package knows nothing of accounts.
    `own_only`: for the person's own eyes, so that no export made by staff holds it.
    """

    key: str
    title: Promise
    collect: Callable[[AbstractBaseUser], Records]
    labels: Mapping[str, Promise]
    models: frozenset[type[Model]]
    forget: Callable[[AbstractBaseUser], None] = _keep
    own_only: bool = False
    # Told to the person alone, never to staff.
    private: frozenset[str] = frozenset()


def iso(moment: datetime | None) -> str:
    """A moment as text, empty when there is none."""
    return moment.isoformat() if moment else ""


def _titles() -> dict:
    """The title of each course by key, in its source language."""
    rows = CoursePage.objects.order_by("-pk").values_list("translation_key", "title")
    return dict(rows)


def _access(person: AbstractBaseUser) -> Records:
    titles = _titles()
    grants = Grant.objects.filter(enrolment__user=person).select_related("enrolment", "cohort")
    return [
        {
            "course": titles.get(grant.enrolment.course_key, str(grant.enrolment.course_key)),
            "since": iso(grant.created_at),
            "may": grant.may,
            "source": grant.source,
            "cohort": grant.cohort.label if grant.cohort else "",
            "opens": iso(grant.opens),
            "due": iso(grant.due),
            "closes": iso(grant.closes),
            "withdrawn": iso(grant.withdrawn_at),
        }
        for grant in grants.order_by("pk")
    ]


def _steps(person: AbstractBaseUser) -> Records:
    rows = StepCompletion.objects.filter(enrolment__user=person).select_related("studied_text")
    return [
        {
            "step": row.studied_text.title,
            "finished": iso(row.finished_at),
            "by": row.by,
            "language": row.language,
        }
        for row in rows.defer("studied_text__content").order_by("finished_at")
    ]


def _courses(person: AbstractBaseUser) -> Records:
    rows = CourseCompletion.objects.filter(enrolment__user=person).order_by("finished_at")
    return [
        {"course": row.title, "finished": iso(row.finished_at), "language": row.language}
        for row in rows
    ]


def _answered(question: dict[str, Any], response: Response) -> str:
    """What was asked and what was answered, in words."""
    chosen = type_of(question).told(question["shown"], question["key"], response).yours
    return f"{strip_tags(question['text'])} → {'; '.join(chosen) or '–'}"


def _attempts(person: AbstractBaseUser) -> Records:
    attempts = Attempt.objects.filter(enrolment__user=person)
    attempts = attempts.prefetch_related("answers", "late_answers")
    found = []
    for attempt in attempts.order_by("started_at"):
        given = {answer.question_id: answer.response for answer in attempt.answers.all()}
        found.append(
            {
                "quiz": attempt.title,
                "number": attempt.number,
                "language": attempt.language,
                "started": iso(attempt.started_at),
                "handed_in": iso(attempt.handed_in_at),
                "points": f"{attempt.score:f}" if attempt.score is not None else "",
                "passed": attempt.passed,
                "answers": [_answered(q, given.get(q["id"])) for q in attempt.paper],
                "late": [
                    f"{iso(late.given_at)} {_answered(q, late.response)} ({late.state})"
                    for late in attempt.late_answers.all()
                    for q in attempt.paper
                    if q["id"] == late.question_id
                ],
            }
        )
    return found


def _printed(facts: dict[str, Any]) -> dict[str, str]:
    """The words on the paper; the pictures are the organisation's."""
    signed = "; ".join(f"{each['name']}, {each['office']}" for each in facts["signatories"])
    words = {name: text for name, text in facts.items() if isinstance(text, str)}
    return {**words, "signatories": signed}


def _certificates(person: AbstractBaseUser) -> Records:
    return [
        {
            "number": certificate.number,
            "state": certificate.state,
            "issued": iso(certificate.issued_at),
            "held_because": certificate.held_because,
            "printed": _printed(certificate.facts),
            "ended": iso(certificate.ended_at),
        }
        for certificate in Certificate.objects.of(person)
    ]


def _reflections(person: AbstractBaseUser) -> Records:
    titles = _titles()
    return [
        {
            "course": titles.get(row.enrolment.course_key, str(row.enrolment.course_key)),
            "lesson": row.step_title,
            "question": row.question,
            "text": row.text,
            "language": row.language,
            "written": iso(row.written_at),
            "changed": iso(row.changed_at),
            "shared_with": row.shared_with.label if row.shared_with else "",
            "shared": iso(row.shared_at),
        }
        for row in reflections_of(person)
    ]


def _marked_again(person: AbstractBaseUser) -> Records:
    rows = RegradedAttempt.objects.filter(attempt__enrolment__user=person)
    return [
        {
            "quiz": row.attempt.title,
            "number": row.attempt.number,
            "question": row.regrade.question,
            "at": iso(row.regrade.at),
            "before": f"{row.score_before:f}" if row.score_before is not None else "",
            "after": f"{row.score_after:f}" if row.score_after is not None else "",
        }
        for row in rows.select_related("attempt", "regrade").defer("attempt__paper").order_by("pk")
    ]


def _decisions(person: AbstractBaseUser) -> Records:
    """What somebody decided as staff, about answers and templates; nobody else's name is in it."""
    regrades = Regrade.objects.filter(by=person).order_by("pk")
    late = LateAnswer.objects.filter(decided_by=person).order_by("pk")
    found = [{"at": iso(row.at), "about": row.question, "reason": row.reason} for row in regrades]
    for row in late:
        found.append({"at": iso(row.decided_at), "about": row.state, "reason": row.reason})
    for template in CertificateTemplate.objects.filter(made_by=person).order_by("pk"):
        words = {"at": iso(template.made_at), "about": str(template), "reason": ""}
        found.append(words)
    return found


def _cohorts(person: AbstractBaseUser) -> Records:
    rows = CohortStaff.objects.filter(user=person).select_related("cohort")
    return [{"cohort": row.cohort.label, "may": row.may} for row in rows]


PARTS = (
    PersonalPart(
        "access",
        _("Courses open to you"),
        _access,
        {
            "course": _("Course"),
            "since": _("Since"),
            "may": _("May"),
            "source": _("Given by"),
            "cohort": _("Cohort"),
            "opens": _("Opens"),
            "due": _("Due"),
            "closes": _("Closes"),
            "withdrawn": _("Withdrawn"),
        },
        frozenset({Enrolment, Grant}),
    ),
    PersonalPart(
        "steps",
        _("Steps finished"),
        _steps,
        {
            "step": _("Step"),
            "finished": _("Finished"),
            "by": _("By"),
            "language": _("Language"),
        },
        frozenset({StepCompletion}),
    ),
    PersonalPart(
        "courses",
        _("Courses finished"),
        _courses,
        {"course": _("Course"), "finished": _("Finished"), "language": _("Language")},
        frozenset({CourseCompletion}),
    ),
    PersonalPart(
        "attempts",
        _("Quizzes"),
        _attempts,
        {
            "quiz": _("Quiz"),
            "number": _("Try"),
            "language": _("Language"),
            "started": _("Begun"),
            "handed_in": _("Handed in"),
            "points": _("Points"),
            "passed": _("Passed"),
            "answers": _("Your answers"),
            "late": _("Answers that came late"),
        },
        frozenset({Attempt, Answer, LateAnswer}),
        private=frozenset({"answers", "late"}),
    ),
    PersonalPart(
        "marked-again",
        _("Tries that were marked again"),
        _marked_again,
        {
            "quiz": _("Quiz"),
            "number": _("Try"),
            "question": _("Question"),
            "at": _("When"),
            "before": _("Points before"),
            "after": _("Points after"),
        },
        frozenset({RegradedAttempt}),
    ),
    PersonalPart(
        "decisions",
        _("Decisions that you made as staff"),
        _decisions,
        {"at": _("When"), "about": _("About"), "reason": _("Reason")},
        frozenset({Regrade, CertificateTemplate}),
    ),
    PersonalPart(
        "certificates",
        _("Certificates"),
        _certificates,
        {
            "number": _("Number"),
            "state": _("State"),
            "issued": _("Issued"),
            "held_because": _("Held because"),
            "printed": _("Printed facts"),
            "ended": _("Replaced or revoked"),
        },
        frozenset({Certificate}),
    ),
    PersonalPart(
        "reflections",
        _("Your reflections"),
        _reflections,
        {
            "course": _("Course"),
            "lesson": _("Lesson"),
            "question": _("Question"),
            "text": _("Your text"),
            "language": _("Language"),
            "written": _("Written"),
            "changed": _("Changed"),
            "shared_with": _("Shared with"),
            "shared": _("Shared"),
        },
        frozenset({Reflection}),
        forget=forget_reflections,
        own_only=True,
    ),
    PersonalPart(
        "cohorts",
        _("Cohorts that you look after"),
        _cohorts,
        {"cohort": _("Cohort"), "may": _("May")},
        frozenset({CohortStaff}),
    ),
)
