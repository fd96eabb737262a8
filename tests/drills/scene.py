"""What happens inside the site of a drill: `python -m tests.drills.scene VERB [ARGUMENT…]`.

Everything goes through the site's own verbs. The last line of the output is a JSON object.
"""

import io
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.images import ImageFile  # noqa: E402
from PIL import Image  # noqa: E402

from content.models import LessonImage, LibraryDocument  # noqa: E402
from courses.actions import (  # noqa: E402
    complete_step,
    give_grant,
    hand_in,
    start_attempt,
)
from courses.models import Certificate, CoursePage, Grant, LessonPage, QuizPage  # noqa: E402
from courses.outline import load_step, outline_of  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from tests import world  # noqa: E402
from tests.drills.browser import PASSWORD  # noqa: E402


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


VERBS = {
    verb.__name__: verb
    for verb in (programme, rename, small_course, learners, finishers, picture_lesson)
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
