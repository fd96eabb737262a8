"""Curriculum files: good ones are read, a bad one is named with its line (courses/curriculum)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from courses.curriculum import CurriculumError, read_curriculum

COURSE = """\
id: c1
kind: course
title: A course
slug: a-course
phase: open
modules:
  - id: c1.m1
    title: First module
    slug: first-module
    steps: [lesson.yaml, quiz.yaml]
"""
LESSON = """\
id: c1.l1
kind: lesson
title: A lesson
slug: a-lesson
opens_after: anytime
counts: true
objectives: [say what happened]
review: {state: pending}
sources:
  one:
    title: A source
    state: to check
  two:
    title: Another source
    state: to check
body:
  - heading: A heading
  - fact: A statement.
    sources: [one]
  - quotation: Some words
    speaker: A person
    sources: [two]
  - reflection: What would you do?
    id: r1
"""
QUIZ = """\
id: c1.q1
kind: quiz
title: A quiz
slug: a-quiz
attempts: 0
sources:
  one:
    title: A source
    state: to check
questions:
  - id: q1
    type: single
    text: Which?
    sources: [one]
    choices:
      - text: This
        right: true
        reason: Yes.
      - text: That
        reason: No.
  - id: q2
    type: multiple
    text: Which ones?
    sources: [one]
    choices:
      - text: These
        right: true
        reason: Yes.
      - text: Those
        reason: No.
"""
FILES = {"course.yaml": COURSE, "lesson.yaml": LESSON, "quiz.yaml": QUIZ}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curriculum of one small course, without a fault."""
    write(tmp_path)
    return tmp_path


def write(root: Path, course: str = "en/one", **changes: str) -> Path:
    """Write the files of a course below `root`."""
    place = root / course
    place.mkdir(parents=True)
    for name, text in {**FILES, **changes}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def plant(root: Path, name: str, old: str, new: str) -> Path:
    """Replace the one place where `old` stands in a file; returns the file."""
    path = root / "en" / "one" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def line_of(path: Path, words: str, nth: int = 1) -> int:
    """The number of the nth line that holds `words`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [n for n, line in enumerate(lines, start=1) if words in line][nth - 1]


def faults(root: Path) -> list[str]:
    """What the reader says, one line a fault; it must refuse."""
    with pytest.raises(CurriculumError) as caught:
        read_curriculum(root)
    said = str(caught.value).splitlines()
    assert said == [str(problem) for problem in caught.value.problems]
    return said


# --- good files ---------------------------------------------------------------------------------


def test_the_shipped_curriculum_is_read():
    courses = read_curriculum(settings.BASE_DIR / "content" / "curriculum").courses
    assert {("en", "pre-1"), ("fr", "pre-1")} <= {(c.language, c.course.id) for c in courses}
    for course in courses:
        for module, steps in zip(course.course.modules, course.steps, strict=True):
            kinds = [item.step.kind for item in steps]
            lessons = kinds.count("lesson")
            # Each lesson with its check, then the quiz of the module; tests stand by themselves.
            checks, rest = kinds[: 2 * lessons], kinds[2 * lessons :]
            assert checks == ["lesson", "quiz"] * lessons, module.id
            assert set(rest) <= {"quiz"}, module.id


def test_a_course_is_read_with_its_steps_in_order(folder):
    (course,) = read_curriculum(folder).courses
    assert course.language == "en"
    assert [s.step.id for steps in course.steps for s in steps] == ["c1.l1", "c1.q1"]
    assert course.course.open is False


def test_several_courses_and_languages_are_read_in_the_order_of_their_paths(folder):
    other = {n: t.replace("c1", "c2").replace("a-course", "two") for n, t in FILES.items()}
    write(folder, "en/two", **other)
    write(folder, "fr/one")
    read = [(c.language, c.course.id) for c in read_curriculum(folder).courses]
    assert read == [("en", "c1"), ("en", "c2"), ("fr", "c1")]


# --- planted faults -----------------------------------------------------------------------------

# file, what is replaced, by what, the words on whose line the fault lies, what is said
PLANTED = {
    "missing file": (
        "course.yaml",
        "quiz.yaml]",
        "gone.yaml]",
        "gone.yaml",
        "there is no file “gone.yaml”",
    ),
    "file outside the folder": (
        "course.yaml",
        "quiz.yaml]",
        "../one/quiz.yaml]",
        "../one/quiz.yaml",
        "there is no file “../one/quiz.yaml”",
    ),
    "bad YAML": (
        "lesson.yaml",
        "title: A lesson",
        "title: A lesson: again",
        "A lesson: again",
        "not readable as YAML",
    ),
    "tab": (
        "lesson.yaml",
        "opens_after: anytime",
        "\topens_after: anytime",
        "opens_after",
        "not readable as YAML",
    ),
    "unknown key": (
        "lesson.yaml",
        "opens_after: anytime",
        "opens_after: anytime\nhours: 1",
        "hours",
        "“hours”",
    ),
    "unknown key in a block": (
        "lesson.yaml",
        "    speaker: A person",
        "    speaker: A person\n    mood: calm",
        "mood",
        "not a known key",
    ),
    "unknown key in the course": (
        "course.yaml",
        "phase: open",
        "phase: open\nfee: 1",
        "fee",
        "fee",
    ),
    "missing key": ("lesson.yaml", "slug: a-lesson\n", "", "id: c1.l1", "“slug” is missing"),
    "missing key of a source": (
        "lesson.yaml",
        "    title: Another source\n",
        "",
        "two:",
        "“sources.two.title” is missing",
    ),
    "missing key of a choice": (
        "quiz.yaml",
        "      - text: Those\n        reason: No.\n",
        "      - text: Those\n",
        "Those",
        "reason” is missing",
    ),
    "value of the wrong kind": (
        "lesson.yaml",
        "opens_after: anytime",
        "opens_after: soon",
        "soon",
        "opens_after",
    ),
    "value out of range": ("quiz.yaml", "attempts: 0", "attempts: -1", "attempts: -1", "attempts"),
    "unquoted number": ("lesson.yaml", "title: A lesson", "title: 1933", "1933", "quotation marks"),
    "bad slug": ("lesson.yaml", "slug: a-lesson", "slug: A lesson", "slug", "slug"),
    "unknown phase": ("course.yaml", "phase: open", "phase: midway", "midway", "phase"),
    "unknown kind": ("lesson.yaml", "kind: lesson", "kind: essay", "essay", "lesson or quiz"),
    "a block of no kind": (
        "lesson.yaml",
        "  - heading: A heading",
        "  - headline: A heading",
        "headline",
        "a block begins with one of",
    ),
    "unknown source": (
        "lesson.yaml",
        "    sources: [one]",
        "    sources: [one, three]",
        "three",
        "no source “three”",
    ),
    "unused source": (
        "lesson.yaml",
        "    speaker: A person\n    sources: [two]",
        "    speaker: A person\n    sources: [one]",
        "  two:",
        "“two” is never used",
    ),
    "unknown source in a quiz": (
        "quiz.yaml",
        "    text: Which ones?\n    sources: [one]",
        "    text: Which ones?\n    sources: [uno]",
        "uno",
        "no source “uno”",
    ),
    "fact without source": ("lesson.yaml", "[one]", "[]", "sources: []", "sources"),
    "source seen on no day": (
        "lesson.yaml",
        "title: A source\n    state: to check",
        "title: A source\n    state: seen",
        "  one:",
        "checked_on",
    ),
    "doubled key": (
        "lesson.yaml",
        "opens_after: anytime",
        "opens_after: anytime\nslug: again",
        "slug: again",
        "the key “slug” stands twice",
    ),
    "doubled key deep down": (
        "quiz.yaml",
        "        reason: Yes.\n      - text: That",
        "        reason: Yes.\n        right: false\n      - text: That",
        "right: false",
        "the key “right” stands twice",
    ),
    "two right answers in single": (
        "quiz.yaml",
        "      - text: That\n",
        "      - text: That\n        right: true\n",
        "id: q1",
        "exactly one right choice",
    ),
    "no right answer in single": (
        "quiz.yaml",
        "      - text: This\n        right: true\n",
        "      - text: This\n",
        "id: q1",
        "exactly one right choice",
    ),
    "no right answer in multiple": (
        "quiz.yaml",
        "      - text: These\n        right: true\n",
        "      - text: These\n",
        "id: q2",
        "right and wrong choices",
    ),
    "nothing wrong in multiple": (
        "quiz.yaml",
        "      - text: Those\n",
        "      - text: Those\n        right: true\n",
        "id: q2",
        "right and wrong choices",
    ),
    "fold without notice": (
        "lesson.yaml",
        "    speaker: A person",
        "    speaker: A person\n    fold: true",
        "quotation:",
        "both fold: true and a notice",
    ),
    "notice without fold": (
        "lesson.yaml",
        "    speaker: A person",
        "    speaker: A person\n    notice: What comes.",
        "quotation:",
        "both fold: true and a notice",
    ),
    "notice without text": (
        "lesson.yaml",
        "opens_after: anytime",
        "opens_after: anytime\nnotice: {level: 2}",
        "notice:",
        "a level from 1 to 3 and a text",
    ),
    "doubled id of a question": (
        "quiz.yaml",
        "id: q2",
        "id: q1",
        "id: q1",
        "the id “q1” stands twice",
    ),
    "impossible day": (
        "lesson.yaml",
        "title: A source\n    state: to check",
        "title: A source\n    checked_on: 2026-13-45\n    state: seen",
        "2026-13-45",
        "2026-13-45",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_is_named_with_its_file_and_line(folder, fault):
    name, old, new, words, said = PLANTED[fault]
    path = plant(folder, name, old, new)
    found = faults(folder)
    expected = f"{path}, line {line_of(path, words)}: "
    assert any(f.startswith(expected) and said in f for f in found), "\n".join(found)
    # No false alarm beside it; both places of a doubled id are named.
    assert len(found) == (2 if fault.startswith("doubled id") else 1), "\n".join(found)


def test_each_place_of_a_doubled_id_is_named(folder):
    lesson = plant(folder, "lesson.yaml", "id: c1.l1", "id: c1.m1")
    course = folder / "en" / "one" / "course.yaml"
    message = "the id “c1.m1” stands more than once"
    assert sorted(faults(folder)) == sorted(
        [
            f"{course}, line {line_of(course, 'id: c1.m1')}: {message}",
            f"{lesson}, line 1: {message}",
        ]
    )


def test_a_file_named_twice_is_a_fault(folder):
    """The same step cannot stand at two places."""
    plant(folder, "course.yaml", "[lesson.yaml,", "[lesson.yaml, lesson.yaml,")
    assert any("the id “c1.l1” stands more than once" in fault for fault in faults(folder))


def test_the_same_id_in_two_courses_of_one_language_is_a_fault(folder):
    """Ids become the keys of pages: one course would take over the other's page."""
    write(folder, "en/two", **{"course.yaml": COURSE.replace("c1", "c2")})
    found = faults(folder)
    assert any("lesson.yaml, line 1: " in f and "“c1.l1”" in f for f in found)


def test_the_same_id_for_two_blocks_of_a_lesson_is_a_fault(folder):
    """Ids of blocks keep what readers wrote with them."""
    path = plant(
        folder,
        "lesson.yaml",
        "  - heading: A heading",
        "  - reflection: And now?\n    id: r1\n  - heading: A heading",
    )
    found = faults(folder)
    assert any(f"line {line_of(path, 'id: r1', 2)}: " in f and "“r1”" in f for f in found)


def test_the_same_slug_for_two_steps_of_a_module_is_a_fault(folder):
    """They would have one address; the second page could not be made."""
    path = plant(folder, "quiz.yaml", "slug: a-quiz", "slug: a-lesson")
    found = faults(folder)
    assert any(f.startswith(f"{path}, line {line_of(path, 'slug')}: ") for f in found)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_named(folder, text):
    path = folder / "en" / "one" / "lesson.yaml"
    path.write_text(text)
    assert faults(folder) == [f"{path}, line 1: the file is empty"]


def test_a_file_that_is_not_utf8_is_named(folder):
    path = folder / "en" / "one" / "lesson.yaml"
    path.write_bytes(LESSON.replace("A heading", "Überschrift").encode("latin-1"))
    assert faults(folder) == [f"{path}, line 1: the file is not UTF-8: save it as UTF-8"]


def test_a_byte_order_mark_does_no_harm(folder):
    path = folder / "en" / "one" / "lesson.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + LESSON.encode())
    assert read_curriculum(folder).courses


@pytest.mark.parametrize("text", ["just words\n", "- a\n- list\n", "1933\n"])
@pytest.mark.parametrize("name", ["course.yaml", "lesson.yaml"])
def test_a_file_of_another_shape_is_named(folder, name, text):
    path = folder / "en" / "one" / name
    path.write_text(text)
    assert faults(folder)[0].startswith(f"{path}, line 1: ")


def test_two_documents_in_one_file_are_refused(folder):
    path = plant(folder, "lesson.yaml", "body:", "---\nbody:")
    assert faults(folder)[0].startswith(f"{path}, line {line_of(path, '---')}: ")


def _nothing(root: Path) -> Path:
    return root / "nowhere"


def _empty(root: Path) -> Path:
    (root / "empty").mkdir()
    return root / "empty"


def _one_level_too_deep(root: Path) -> Path:
    write(root)
    return root / "en"


def _a_file(root: Path) -> Path:
    return write(root) / "course.yaml"


@pytest.mark.parametrize("make", [_nothing, _empty, _one_level_too_deep, _a_file])
def test_a_folder_without_courses_says_what_was_expected(tmp_path, make: Callable):
    path = make(tmp_path)
    message = "no course here: expected <language>/<course>/course.yaml"
    assert faults(path) == [f"{path}, line 1: {message}"]


# --- all at once --------------------------------------------------------------------------------


def test_all_faults_of_all_files_are_reported_at_once(folder):
    """Nobody wants to run the command once for each mistake."""
    two = write(
        folder,
        "en/two",
        **{
            "course.yaml": COURSE.replace("c1", "c2").replace("phase: open", "phase: midway"),
            "lesson.yaml": LESSON,
        },
    )
    lesson = plant(folder, "lesson.yaml", "opens_after: anytime", "opens_after: soon\nhours: 1")
    quiz = plant(
        folder, "quiz.yaml", "right: true\n        reason: Yes.\n      - text: That", "X: 1"
    )
    found = faults(folder)
    for path, words in [
        (two / "course.yaml", "midway"),
        (lesson, "opens_after"),
        (lesson, "hours"),
        (quiz, "X: 1"),
    ]:
        expected = f"{path}, line {line_of(path, words)}: "
        assert any(f.startswith(expected) for f in found), f"{expected} not in {found}"


def test_faults_between_files_are_found_beside_faults_inside_one(folder):
    lesson = plant(folder, "lesson.yaml", "opens_after: anytime", "opens_after: soon")
    plant(folder, "quiz.yaml", "id: c1.q1", "id: c1.m1")
    found = faults(folder)
    assert any(f.startswith(str(lesson)) for f in found)
    assert any("“c1.m1” stands more than once" in f for f in found)


# --- languages ----------------------------------------------------------------------------------


def test_what_a_course_asks_is_the_same_in_every_language(folder):
    quiz = QUIZ.replace("attempts: 0", "attempts: 0\npass_mark: 50")
    place = write(folder, "fr/one", **{"quiz.yaml": quiz})
    (said,) = faults(folder)
    assert said.startswith(f"{place / 'quiz.yaml'}, line ")
    assert said.endswith(f"pass_mark differs from the one in {folder / 'en/one/quiz.yaml'}")


def test_a_module_may_be_translated_before_its_steps(folder):
    course = COURSE.replace("steps: [lesson.yaml, quiz.yaml]", "steps: []")
    write(folder, "fr/one", **{"course.yaml": course})
    english, french = read_curriculum(folder).courses
    assert french.steps == [[]]
    assert len(english.steps[0]) == 2


def test_a_module_without_steps_in_any_language_is_a_fault(tmp_path):
    course = COURSE.replace("steps: [lesson.yaml, quiz.yaml]", "steps: []")
    write(tmp_path, **{"course.yaml": course})
    assert faults(tmp_path)[0].endswith("a module has at least one step")
