"""A small site for tests: one course of two modules, and a fixed cast of people."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.text import slugify
from wagtail.models import Locale, Page

from content.models import HomePage, OrganisationName
from courses.actions import give_grant, save_answer
from courses.models import (
    Answer,
    CataloguePage,
    CoursePage,
    Grant,
    LessonPage,
    ModulePage,
    Question,
    QuizPage,
)
from courses.outline import outline_of, raise_version
from lms.accounts.models import User
from lms.portal.setup import name_organisation, set_up_site

PASSWORD = "a-long-enough-pass-phrase"
QUESTION = "Which rule in your field was written after harm was done?"
REASON = "A reason that nobody may read early"
SOURCE = {
    "title": "Convention on the Prevention and Punishment of the Crime of Genocide",
    "body": "United Nations",
    "date": "9 December 1948",
    "state": "seen",
    "checked_on": "2026-11-22",
}


def items(*values: Any) -> list[dict[str, Any]]:
    """Values of a list block in the form that keeps ids."""
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def block(kind: str, value: Any) -> dict[str, Any]:
    """One block of a stream."""
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def question(
    text: str, right: list[str], wrong: list[str], kind: str = "single", **more
) -> dict[str, Any]:
    """A question of a quiz; every reason carries the word that tests look for."""
    choices = [{"text": t, "right": True, "reason": f"{REASON}: right, {t}"} for t in right]
    choices += [{"text": t, "right": False, "reason": f"{REASON}: wrong, {t}"} for t in wrong]
    value = {
        "kind": kind,
        "text": f"<p>{text}</p>",
        "fixed_order": False,
        "choices": items(*choices),
        "sources": items({**SOURCE, "title": "A source of the key"}),
    }
    return block("choice", {**value, **more})


def bank_question(text: str = "A question of the bank?", *topics: str, **fields) -> Question:
    """A question of the bank with one right answer, live unless told otherwise."""
    more = {name: fields.pop(name) for name in ("fixed_order",) if name in fields}
    content = [question(text, [f"{text}, right"], [f"{text}, wrong"], **more)]
    fields = {"live": True, "locale": Locale.get_default(), **fields}
    made = Question(content=stream(Question, "content", content), **fields)
    made.save()
    if topics:
        made.topics.add(*topics)
        made.save()
    return made


def stream(page_class: type[Model], field: str, raw: list[dict[str, Any]]):
    """Raw data as the value of a stream field."""
    return page_class._meta.get_field(field).stream_block.to_python(raw)


def publish(page: Page) -> Page:
    """Publish through a revision, as the CMS does."""
    page.save_revision(clean=True).publish()
    return type(page).objects.get(pk=page.pk)


def add(parent: Page, page: Page) -> Page:
    """Put a page below another and publish it."""
    page.locale, page.live = parent.locale, False
    Page.objects.get(pk=parent.pk).specific.add_child(instance=page)
    return publish(page)


def add_lesson(module: ModulePage, title: str, **fields) -> LessonPage:
    """A lesson with a sourced fact and a folded quotation."""
    raw = [
        block("heading", "A law with a modest title"),
        block("text", "<p>Connecting words.</p>"),
        block("fact", {"text": f"<p>What {title} states.</p>", "sources": items(SOURCE)}),
        block(
            "quotation",
            {
                "text": "Words that stay folded",
                "speaker": "A named person",
                "context": "in an office",
                "sources": items(SOURCE),
                "notice": "Speaks of violence.",
            },
        ),
    ]
    defaults: dict[str, Any] = {"minutes": 20, "notice_level": 1, "notice_text": "What comes."}
    body = stream(LessonPage, "body", raw)
    return add(module, LessonPage(title=title, body=body, **{**defaults, **fields}))


def add_reflection(lesson: LessonPage, question: str = QUESTION) -> uuid.UUID:
    """A box “In your own work” at the end of a lesson, published; returns its key."""
    box = block("reflection", {"question": question})
    raw = [*lesson.body.get_prep_value(), box]
    lesson.body = stream(LessonPage, "body", raw)
    publish(lesson)
    return uuid.UUID(box["id"])


def add_quiz(module: ModulePage, title: str, questions: list | None = None, **fields) -> QuizPage:
    """A quiz of one single and one multiple question."""
    questions = questions or [
        question("Which text came first?", ["Resolution 96 (I)"], ["The Convention", "A novel"]),
        question("Which are treaties?", ["Red", "Blue"], ["Green"], kind="multiple"),
    ]
    defaults: dict[str, Any] = {"minutes": 5, "pass_mark": 70}
    page = QuizPage(
        title=title, questions=stream(QuizPage, "questions", questions), **{**defaults, **fields}
    )
    return add(module, page)


@dataclass
class World:
    """The pages of the small course."""

    home: HomePage
    catalogue: CataloguePage
    course: CoursePage
    first: ModulePage
    second: ModulePage
    lesson: LessonPage
    quiz: QuizPage
    last: LessonPage

    @property
    def key(self) -> uuid.UUID:
        """The course's key."""
        return self.course.translation_key

    @property
    def outline(self):
        """The course's outline in English, as it is now."""
        return outline_of(self.key, "en")


def _permission_to_translate() -> None:
    """What a migration of wagtail-localize makes, and tests without migrations miss."""
    kind, _created = ContentType.objects.get_or_create(
        app_label="wagtail_localize", model="translation"
    )
    Permission.objects.get_or_create(
        content_type=kind, codename="submit_translation", defaults={"name": "Can submit"}
    )


def _build_pages() -> None:
    """The site and its course, made when they are missing."""
    _permission_to_translate()
    home = set_up_site()
    if not OrganisationName.objects.exists():
        name_organisation("Auschwitz Institute (test)", "2020-03-01")
    catalogue = CataloguePage.objects.get(locale=home.locale)
    if not CoursePage.objects.filter(slug="course").exists():
        course = CoursePage(title="The course", slug="course", open_enrolment=False)
        course = add(catalogue, course)
        first = add(course, ModulePage(title="First module", slug="first"))
        second = add(course, ModulePage(title="Second module", slug="second"))
        add_lesson(first, "Lesson one", slug="lesson-one")
        add_quiz(first, "Quiz one", slug="quiz-one")
        add_lesson(second, "Lesson two", slug="lesson-two")


def build_world() -> World:
    """The small site. Its last page says whether it is there: looking at all takes 200 queries."""
    last = LessonPage.objects.filter(slug="lesson-two").first()
    if last is None:
        _build_pages()
        last = LessonPage.objects.get(slug="lesson-two")
    raise_version()
    home = HomePage.objects.get(locale__language_code="en")
    catalogue = CataloguePage.objects.get(locale=home.locale)
    return World(
        home=home,
        catalogue=catalogue,
        course=CoursePage.objects.get(slug="course"),
        first=ModulePage.objects.get(slug="first"),
        second=ModulePage.objects.get(slug="second"),
        lesson=LessonPage.objects.get(slug="lesson-one"),
        quiz=QuizPage.objects.get(slug="quiz-one"),
        last=last,
    )


@dataclass
class Cast:
    """Amara studies, Bruno too; Chandra is no participant."""

    amara: User
    bruno: User
    chandra: User
    instructor: User
    historian: User
    editor: User
    coordinator: User
    admin: User

    @property
    def everybody(self) -> list[User]:
        """All of them."""
        return list(vars(self).values())


_PEOPLE = {
    "amara": ("Amara Łukasiewicz-Nguyễn", ""),
    "bruno": ("Bruno Ökonomidēs", ""),
    "chandra": ("Chandra Outsider", ""),
    "instructor": ("Ilse Instructor", "instructors"),
    "historian": ("Hana Historian", "historians"),
    "editor": ("Emre Editor", "editors"),
    "coordinator": ("Cora Coordinator", "coordinators"),
    "admin": ("Ada Admin", ""),
}


def build_cast() -> Cast:
    """The people, made when they are missing; Amara and Bruno are enrolled in the course."""
    people = {}
    for short, (name, group) in _PEOPLE.items():
        email = f"{short}@example.org"
        person = User.objects.filter(email=email).first()
        if person is None:
            person = User.objects.create_user(
                email, PASSWORD, printed_name=name, is_superuser=short == "admin"
            )
            if group:
                person.groups.add(Group.objects.get(name=group))
        people[short] = person
    course = CoursePage.objects.get(slug="course")
    for short in ("amara", "bruno"):
        if not Grant.objects.filter(enrolment__user=people[short]).exists():
            give_grant(people[short], course.translation_key, by=None, source=Grant.Source.STAFF)
    return Cast(**people)


def stamp(attempt_id: uuid.UUID, question_id: str) -> dict[str, Any]:
    """The sequence and the nonce that a page of the question would carry now."""
    on_record = Answer.objects.filter(attempt=attempt_id, question_id=question_id).first()
    return {"sequence": on_record.sequence + 1 if on_record else 1, "nonce": uuid.uuid4().hex}


def give_answer(user: User, attempt_id: uuid.UUID, question_id: str, picks: list[str]) -> Answer:
    """Answer upon what is on record, as a page that was just loaded does."""
    sent = {"answer": picks}
    return save_answer(user, attempt_id, question_id, sent, **stamp(attempt_id, question_id))


def right_picks(question: dict[str, Any]) -> list[str]:
    """The ids of the right choices of a question on a frozen paper."""
    return list(question["key"]["right"])


def wrong_picks(question: dict[str, Any]) -> list[str]:
    """One wrong choice of a question on a frozen paper."""
    right = question["key"]["right"]
    return [c["id"] for c in question["shown"]["choices"] if c["id"] not in right][:1]


def translate(page: Page, code: str, title: str, **fields: Any) -> Page:
    """A published translation of a page, and drafts of what lies above it where need be."""
    locale = Locale.objects.get(language_code=code)
    copied = page.copy_for_translation(locale, copy_parents=True).specific
    for name, value in {"title": title, "slug": slugify(title), **fields}.items():
        setattr(copied, name, value)
    return publish(copied)
