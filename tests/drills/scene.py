"""What happens inside the site of a drill: `python -m tests.drills.scene VERB [ARGUMENT…]`.

Everything goes through the site's own verbs. The last line of the output is a JSON object.
"""

import io
import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.images import ImageFile  # noqa: E402
from django.test import override_settings  # noqa: E402
from PIL import Image  # noqa: E402

from content.models import LessonImage, LibraryDocument  # noqa: E402
from courses.actions import (  # noqa: E402
    complete_step,
    give_grant,
    hand_in,
    start_attempt,
)
from courses.certificates.facts import Subject, facts_of, new_code  # noqa: E402
from courses.models import Certificate, CoursePage, Grant, LessonPage, QuizPage  # noqa: E402
from courses.outline import load_step, outline_of  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.seminars.actions import make_edition, order_certificates  # noqa: E402
from lms.seminars.models import (  # noqa: E402
    Attendance,
    Edition,
    Participation,
    Series,
    Session,
)
from lms.seminars.transitions import EditionState, State  # noqa: E402
from tests import world  # noqa: E402
from tests.benchmarks.measuring import WARM_UP  # noqa: E402
from tests.drills.browser import PASSWORD  # noqa: E402

NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)


def person(name: str, course: CoursePage, **more) -> User:
    """Somebody who may study the course."""
    address = f"{name}@example.org"
    made = User.objects.create_user(address, PASSWORD, printed_name=f"{name.title()} Łuka", **more)
    give_grant(made, course.translation_key, by=None, source=Grant.Source.STAFF)
    return made


def study(user: User, course: CoursePage) -> Certificate:
    """Read and answer all that the course asks for, in order, as the person would."""
    outline = outline_of(course.translation_key, "en")
    for entry in outline.steps:
        page = load_step(entry)
        if not entry.counts:
            continue
        if isinstance(page, QuizPage):
            attempt = start_attempt(user, page, outline)
            for question in attempt.paper:
                world.give_answer(user, attempt.pk, question["id"], world.right_picks(question))
            hand_in(user, attempt.pk)
        else:
            complete_step(user, page, outline)
    return Certificate.objects.get(holder=user)


def keep_picture(name: str) -> LessonImage:
    """A picture that does not compress to nothing."""
    output = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(output, "PNG")
    return LessonImage.objects.create(title="A picture", file=ImageFile(output, name))


def programme() -> dict:
    """Somebody finishes the sample course; a picture and a document lie in the library."""
    course = CoursePage.objects.order_by("pk").first()
    amara = person("amara", course)
    certificate = study(amara, course)
    image = keep_picture("a picture.png")
    document = LibraryDocument(title="A document")
    document.file.save("a document.txt", ContentFile(b"What it says."))
    return {
        "address": amara.email,
        "number": certificate.number,
        "code": certificate.code,
        "course": str(course.translation_key),
        "path": outline_of(course.translation_key, "en").url,
        "files": [image.file.name, document.file.name],
    }


def rename(title: str) -> dict:
    """An editor gives the course another title, and somebody looks at it: it is in the cache."""
    course = CoursePage.objects.order_by("pk").first()
    course.title = title
    world.publish(course)
    return {"title": outline_of(course.translation_key, "en").title}


def small_course(questions: str) -> dict:
    """The small course of the tests, with a long quiz beside what it asks for."""
    small = world.build_world()
    texts = [f"Question {number}" for number in range(int(questions))]
    bank = [world.question(text, ["Right"], ["Wrong", "Neither"]) for text in texts]
    world.add_quiz(small.second, "Long quiz", bank, slug="long-quiz", counts=False)
    person("ada", small.course, is_superuser=True)
    return {"address": "ada@example.org"}


def learners(count: str) -> dict:
    """People with an open try at the long quiz, and what they can answer."""
    course = CoursePage.objects.get(slug="course")
    outline = outline_of(course.translation_key, "en")
    quiz = QuizPage.objects.get(slug="long-quiz")
    people = []
    for number in range(int(count)):
        learner = person(f"learner{number}", course)
        attempt = start_attempt(learner, quiz, outline)
        paper = [
            {
                "id": question["id"],
                "choices": [choice["id"] for choice in question["shown"]["choices"]],
            }
            for question in attempt.paper
        ]
        people.append({"address": learner.email, "attempt": str(attempt.pk), "paper": paper})
    return {"people": people}


def finishers(count: str, name: str) -> dict:
    """People who finish the small course; the worker is asked to print for each."""
    course = CoursePage.objects.get(slug="course")
    done = []
    for number in range(int(count)):
        user = person(f"{name}{number}", course)
        done.append({"address": user.email, "number": study(user, course).number})
    return {"people": done}


def picture_lesson() -> dict:
    """A lesson with a picture of which no size was made yet."""
    image = keep_picture("lesson.png")
    module = world.build_world().second
    value = {
        "image": image.pk,
        "alternative_text": "Noise",
        "caption": "A picture",
        "credit": "Nobody",
        "transcript": "",
        "sources": world.items(world.SOURCE),
        "notice": "",
    }
    body = world.stream(LessonPage, "body", [world.block("figure", value)])
    page = LessonPage(title="With a picture", slug="with-a-picture", body=body, counts=False)
    return {"path": world.add(module, page).get_url()}


# --- the certificates of an edition -------------------------------------------------------------


def finished_edition(slug: str, count: str) -> dict:
    """An edition of eight sessions that so many people have attended, written as rows."""
    made = make_edition(
        Edition(
            series=Series.objects.get_or_create(name="Global Raphael Lemkin Seminar")[0],
            title=f"The edition called {slug}",
            slug=slug,
            place="Oświęcim",
            starts=date(2026, 9, 16),
            ends=date(2026, 9, 22),
            state=EditionState.FOLLOW_UP,
        ),
        by=User.objects.get(email="ada@example.org"),
    )
    begins = [datetime(2026, 9, 16 + n % 6, 8 + n // 6 * 4, tzinfo=UTC) for n in range(8)]
    sessions = Session.objects.bulk_create(
        Session(edition=made, title="A session", starts=at, ends=at + timedelta(hours=3))
        for at in begins
    )
    people = User.objects.bulk_create(
        User(email=f"{slug}{n}@example.org", printed_name=f"Łucja {slug.title()} Nguyễn {n}")
        for n in range(int(count))
    )
    came = Participation.objects.bulk_create(
        Participation(
            edition=made, user=user, state=State.COMPLETED, created_at=NOW, changed_at=NOW
        )
        for user in people
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, participation=each, was=Attendance.Was.PRESENT, marked_at=NOW)
        for session in sessions
        for each in came
    )
    return {"edition": made.pk}


def order(slug: str) -> dict:
    """Its coordinator presses the button."""
    by = User.objects.get(email="ada@example.org")
    kind = Certificate.Kind.PARTICIPATION
    return {"people": order_certificates(Edition.objects.get(slug=slug), kind, by=by)}


def floor() -> dict:
    """What a bare page with the words and the code of a certificate costs, once it is warm.

    Python collects its garbage meanwhile, as it does in the worker that is measured against it.
    """
    from tests.benchmarks.certificates import ROUNDS, floor_pdf

    folder = Path(__file__).parent.parent / "benchmarks" / "templates"
    (engine,) = settings.TEMPLATES
    subject = Subject(
        key=uuid4(),
        title="Global Raphael Lemkin Seminar, The edition called measured",
        extent="8 sessions, 24 hours",
        period="16–22 September 2026.",
        ended="22 September 2026",
        ended_on=date(2026, 9, 22),
        language="en",
        place="Oświęcim",
    )
    name = "Łucja Measured Nguyễn 0"
    facts = facts_of(Certificate.Kind.PARTICIPATION, subject, name, None, NOW)
    certificate = Certificate(number="LS-2026-000000", code=new_code(), facts=facts)
    with override_settings(TEMPLATES=[{**engine, "DIRS": [*engine["DIRS"], folder]}]):
        for _time in range(WARM_UP):
            floor_pdf(certificate)
        start = time.process_time()
        for _time in range(ROUNDS):
            floor_pdf(certificate)
        spent = time.process_time() - start
    return {"milliseconds": 1000 * spent / ROUNDS}


VERBS = {
    verb.__name__: verb
    for verb in (
        programme,
        rename,
        small_course,
        learners,
        finishers,
        picture_lesson,
        finished_edition,
        order,
        floor,
    )
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
