"""One site with something of everything in it, and the people who knock at its doors.

Amara has finished the course, has a certificate, and is in the middle of a second try at its quiz;
Bruno is in the middle of his first. Chandra is nobody's participant. Dara was invited and has not
come yet. A second course is not theirs.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from content.models import LibraryDocument, OrganisationName
from courses.actions import (
    complete_step,
    enrol_cohort,
    hand_in,
    make_cohort,
    print_certificate,
    share_reflection,
    start_attempt,
    write_reflection,
)
from courses.models import (
    Attempt,
    Certificate,
    Cohort,
    CohortStaff,
    CoursePage,
    Grant,
    LateAnswer,
    ModulePage,
    Question,
    QuizPage,
    Reflection,
)
from courses.outline import outline_of
from lms.accounts.invitations import invitation_for
from lms.accounts.models import Institution, Territory, User
from lms.seminars.actions import set_edition_partners
from lms.seminars.models import Edition, Participation, Partner, Session
from tests.security.edition_scene import add_call, add_edition_that_runs, add_offer
from tests.seminars import scene as seminars
from tests.world import (
    QUESTION,
    Cast,
    World,
    add,
    add_lesson,
    add_quiz,
    add_reflection,
    bank_question,
    block,
    build_cast,
    build_world,
    give_answer,
    publish,
    right_picks,
    stream,
)

# Who asks, in the order of the columns of every table. The last five work in the CMS.
PEOPLE = (
    "nobody",
    "amara",
    "bruno",
    "chandra",
    "instructor",
    "historian",
    "editor",
    "coordinator",
    "admin",
)
STAFF = PEOPLE[4:]
OUTSIDE = PEOPLE[:4]
REFLECTED = "Words that Amara wrote for herself"
OTHER_SECRET = "Words of a course that is not theirs"
PRIVATE_TEXT = b"A file for a few"


@dataclass
class Scene:
    """The small course and all that hangs on it."""

    world: World
    cast: Cast
    other: CoursePage
    other_quiz: QuizPage
    open: Attempt
    finished: Attempt
    foreign: Attempt
    certificate: Certificate
    printed: bytes
    cohort: Cohort
    grant: Grant
    invited: User
    institution: Institution
    document: LibraryDocument
    private_document: LibraryDocument
    question: Question
    late: LateAnswer
    reflection: Reflection
    shared: Reflection
    edition: Edition
    offer: Participation
    session: Session
    sessions: dict[str, str]

    def client(self, who: str, **options: Any) -> Client:
        """A new browser, signed in as one of PEOPLE."""
        client = Client(**options)
        if who != "nobody":
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def person(self, who: str) -> User:
        """One of the cast, as stored now."""
        return User.objects.get(pk=getattr(self.cast, who).pk)

    def values(self) -> Mapping[str, Any]:
        """What stands in addresses, by the names that the URLconf gives it: all of it exists."""
        page = self.world.lesson
        return {
            "course_key": self.world.key,
            "step_key": page.translation_key,
            "quiz_key": self.world.quiz.translation_key,
            "attempt_id": self.open.pk,
            "number": 1,
            "block_key": self.reflection.block_key,
            "reflection_id": self.reflection.pk,
            "code": "en",
            "purpose": "letters",
            "token": invitation_for(self.invited),
            "page_id": page.pk,
            "page_pk": page.pk,
            "parent_page_id": self.world.first.pk,
            "page_to_move_id": page.pk,
            "destination_id": self.world.second.pk,
            "revision_id": page.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "collection_id": self.document.collection_id,
            "app_label": "content",
            "model_name": "librarydocument",
            "app_name": "content",
            "content_type_app_name": "courses",
            "content_type_model_name": "lessonpage",
            "action_name": "publish",
            "action": "delete",
            "object_id": page.pk,
            "slug": self.edition.slug,
        }


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written while it lasts, statement by statement; sessions are not counted."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        words = sql.lstrip().upper()
        if words.startswith(("INSERT", "UPDATE", "DELETE")) and "DJANGO_SESSION" not in words:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _finished(person: User, world: World) -> tuple[Attempt, Certificate]:
    for page in (world.lesson, world.last):
        complete_step(person, page, world.outline)
    attempt = start_attempt(person, world.quiz, world.outline)
    for asked in attempt.paper:
        give_answer(person, attempt.pk, asked["id"], right_picks(asked))
    hand_in(person, attempt.pk)
    return attempt, Certificate.objects.get(holder=person)


def _other_course(world: World) -> tuple[CoursePage, QuizPage]:
    course = CoursePage(title="Another course", slug="another", open_enrolment=False)
    course = add(world.catalogue, course)
    module = add(course, ModulePage(title="Its module", slug="its-module"))
    lesson = add_lesson(module, "Its lesson", slug="its-lesson")
    raw = [block("text", f"<p>{OTHER_SECRET}</p>")]
    lesson.body = stream(type(lesson), "body", raw)
    publish(lesson)
    return course, add_quiz(module, "Its quiz", slug="its-quiz")


def _documents(storage: Any) -> tuple[LibraryDocument, LibraryDocument]:
    root = Collection.get_first_root_node()
    private = root.add_child(name="For a few")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    made = []
    for title, collection in (("Open file", root), ("Private file", private)):
        document = LibraryDocument(title=title, collection=collection)
        document.file.save(f"{title}.txt", ContentFile(PRIVATE_TEXT))
        document._set_document_file_metadata()  # as the form of the CMS does
        document.save()
        made.append(document)
    return made[0], made[1]


def _question() -> Question:
    question = bank_question(live=False)
    question.save_revision().publish()
    return question


def _late(attempt: Attempt) -> LateAnswer:
    """An answer of Bruno's that waits for a decision."""
    now = timezone.now()
    asked = attempt.paper[0]
    return LateAnswer.objects.create(
        attempt=attempt,
        question_id=asked["id"],
        response=right_picks(asked),
        sequence=1,
        nonce="late",
        given_at=now,
        arrived_at=now,
    )


def _reflections(world: World, cast: Cast, cohort: Cohort) -> tuple[Reflection, Reflection]:
    """Amara's own, in a box of the lesson; Bruno's, shared with his cohort's only staff."""
    words = {"question": QUESTION, "language": "en", "step_title": world.lesson.title}
    place = (world.key, world.lesson.translation_key, add_reflection(world.lesson))
    own = write_reflection(cast.amara, *place, REFLECTED, **words)
    shared = write_reflection(cast.bruno, *place, "What Bruno shares", **words)
    assert own is not None
    assert shared is not None
    CohortStaff.objects.create(cohort=cohort, user=cast.instructor, may="see")
    return own, share_reflection(cast.bruno, shared.pk, cohort)


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def build_scene() -> Scene:
    """Everything, in one go: about a second, most of it the PDF."""
    world, cast = build_world(), build_cast()
    other, other_quiz = _other_course(world)
    foreign = start_attempt(cast.bruno, world.quiz, world.outline)
    finished, certificate = _finished(cast.amara, world)
    certificate = print_certificate(certificate.pk)
    with storages["private"].open(certificate.file_name) as file:
        printed = file.read()
    cohort = make_cohort("Spring, foreign ministries", by=cast.coordinator)
    enrol_cohort(cohort, [cast.bruno], world.key, by=cast.coordinator)
    territory = Territory.objects.order_by("pk").first()
    own, shared = _reflections(world, cast, cohort)
    institution = Institution.objects.create(name="Ministry of this", territory=territory)
    User.objects.filter(pk=cast.amara.pk).update(institution=institution, territory=territory)
    invited = User.objects.create_user(
        "dara@example.org", printed_name="Dara Invited", invited_at=timezone.now()
    )
    edition = seminars.edition(world, cast.coordinator, is_public=True)
    set_edition_partners(edition, [Partner.objects.create(name="Museum")], by=cast.coordinator)
    documents = _documents(storages["default"])
    add_edition_that_runs(world, cast)
    offer = add_offer(edition, cast)
    add_call(cast, institution)
    caches["default"].clear()
    assert outline_of(world.key, "en")
    OrganisationName.objects.get_or_create(since="2010-01-01", defaults={"name": "An older name"})
    return Scene(
        world=world,
        cast=cast,
        other=other,
        other_quiz=other_quiz,
        open=start_attempt(cast.amara, world.quiz, world.outline),
        finished=finished,
        foreign=foreign,
        certificate=certificate,
        printed=printed,
        cohort=cohort,
        grant=Grant.objects.filter(enrolment__user=cast.bruno, cohort=None).get(),
        invited=invited,
        institution=institution,
        document=documents[0],
        private_document=documents[1],
        question=_question(),
        late=_late(foreign),
        reflection=own,
        shared=shared,
        edition=edition,
        offer=offer,
        session=seminars.session(edition),
        sessions={who: _session(getattr(cast, who)) for who in PEOPLE[1:]},
    )


def fresh(thing: Any) -> Any:
    """A copy for one test: what it sets on a row stays its own. Nothing is asked anew."""
    if isinstance(thing, Model):
        return copy(thing)
    if is_dataclass(thing):
        return replace(thing, **{f.name: fresh(getattr(thing, f.name)) for f in fields(thing)})
    return thing


def put_files_back(scene: Scene) -> None:
    """The files of the scene: each test has an empty storage of its own."""
    storages["private"].save(scene.certificate.file_name, ContentFile(scene.printed))
    for document in (scene.document, scene.private_document):
        storages["default"].save(document.file.name, ContentFile(PRIVATE_TEXT))
