"""`check_curriculum` is clean on our files and finds each fault planted in a copy."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

OURS = settings.BASE_DIR / "content" / "curriculum"
MODEL = OURS / "en" / "pre-1"
LESSON, QUIZ = "2-2-civil-service.yaml", "2-2-civil-service-quiz.yaml"
COURSE = """\
id: c
kind: course
title: A course
slug: a-course
phase: open
modules:
  - {id: c.m1, title: A module, slug: a-module, steps: [%s, %s]}
"""


@pytest.fixture
def copied(tmp_path) -> Path:
    """A course of one good lesson and its good quiz."""
    folder = tmp_path / "en" / "c"
    folder.mkdir(parents=True)
    (folder / "course.yaml").write_text(COURSE % (LESSON, QUIZ))
    for name in (LESSON, QUIZ):
        (folder / name).write_text((MODEL / name).read_text())
    return tmp_path


def checked(path: Path) -> tuple[str, bool]:
    """What the command prints, and whether it ended with a fault."""
    out = StringIO()
    try:
        call_command("check_curriculum", path, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def plant(path: Path, name: str, old: str, new: str) -> int:
    """Change a file; returns the line of what was changed."""
    file = path / "en" / "c" / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_our_own_files_are_without_fault():
    printed, failed = checked(OURS)
    assert not failed, printed


def test_the_table_in_the_documentation_is_that_of_the_files():
    """After a change: manage.py check_curriculum --table, into docs/curriculum.md."""
    out = StringIO()
    call_command("check_curriculum", OURS, table=True, stdout=out)
    written = (settings.BASE_DIR / "docs" / "curriculum.md").read_text()
    assert not [line for line in out.getvalue().splitlines() if line not in written]


def test_the_last_line_sums_up(copied):
    printed, failed = checked(copied)
    assert not failed
    last = printed.strip().splitlines()[-1]
    pattern = (
        r"1 lessons, [\d,]+ words, facts: \d+ seen, \d+ to check, \d+ disputed; "
        r"1 quizzes, \d+ questions; 0 terms; 0 resources\."
    )
    assert re.fullmatch(pattern, last), last


CHECKED = "    checked_on: 2026-11-22\n"
TO_CHECK = "    state: to check\n"
HEADING = "  - heading: Exempt, for the time being\n"
PLANTED = [
    # file, what stood there, what stands there now, what the check says
    (LESSON, "    sources: [ush_cs]\n  - text", "    sources: [nowhere]\n  - text", "no source"),
    (LESSON, "review:\n", "reviews:\n", "reviews"),
    (LESSON, "Viktor Stern had a post", "Viktor Stern perished. He had one", "murdered"),
    (LESSON, "The letter has survived.", "It was in a Polish death camp.", "German Nazi camp"),
    (LESSON, HEADING, '  - heading: ""\n', "heading"),
    (LESSON, TO_CHECK, TO_CHECK + CHECKED, "which is it"),
    (LESSON, CHECKED, "", "needs checke"),
    (QUIZ, "        reason: ", "        raison: ", "raison"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), PLANTED, ids=lambda value: str(value)[:30])
def test_each_planted_fault_is_found_with_its_file_and_line(copied, name, old, new, told):
    plant(copied, name, old, new)
    printed, failed = checked(copied)
    assert failed
    assert told in printed
    assert re.search(rf"{re.escape(name)}, line \d+:", printed)


def test_the_line_is_that_of_the_fault(copied):
    line = plant(copied, LESSON, "The letter has survived.", "It was in a Polish death camp.")
    printed, _failed = checked(copied)
    found = int(re.search(r"line (\d+): It says", printed)[1])
    assert abs(found - line) < 6  # the block that holds the sentence


@pytest.mark.parametrize("words", [20, 2000])
def test_a_lesson_too_short_or_too_long_is_told(copied, words):
    file = copied / "en" / "c" / LESSON
    text = file.read_text()
    head, sources = text[: text.index("body:\n")], re.findall(r"^  (\w+):$", text, re.M)
    used = f"    sources: [{', '.join(key for key in sources if key != 'text')}]\n"
    file.write_text(f"{head}body:\n  - fact: |\n      {'Word ' * words}\n{used}")
    assert "words; it should have 900 to 1500" in checked(copied)[0]


def test_a_right_answer_that_always_stands_in_the_same_place_is_told(copied):
    source = "  s: {title: A law, state: to check}\n"
    asked = "".join(
        f"""  - id: q{n}
    type: single
    text: Which law?
    sources: [s]
    choices:
      - {{text: This one, right: true, reason: It is.}}
      - {{text: That one, reason: It is not.}}
"""
        for n in range(3)
    )
    head = "id: c.q\nkind: quiz\ntitle: A quiz\nslug: a-quiz\n"
    quiz = copied / "en" / "c" / QUIZ
    quiz.write_text(f"{head}sources:\n{source}questions:\n{asked}")
    assert "always stands in place 1" in checked(copied)[0]
