"""A small curriculum as files, which a test may change before it loads them again."""

import json
from pathlib import Path

from wagtail.models import Page

from courses.curriculum import load, read_curriculum

COURSE = {
    "id": "c1",
    "kind": "course",
    "title": "A loaded course",
    "slug": "a-loaded-course",
    "phase": "pre-seminar",
    "summary": "In one sentence.",
    "objectives": ["read a *decree*"],
    "about": "About *this* course.",
    "certificate": "All lessons.",
    "open": True,
    "modules": [
        {"id": "c1.m1", "title": "Module one", "slug": "m1", "steps": ["l1.yaml", "l2.yaml"]},
        {"id": "c1.m2", "title": "Module two", "slug": "m2", "steps": ["q1.yaml"]},
    ],
}
SOURCES = {
    "one": {"title": "A source", "body": "A body", "state": "seen", "checked_on": "2026-11-22"},
    "two": {"title": "Another source", "state": "to check"},
}
BODY = [
    {"heading": "A heading of the lesson"},
    {"text": "Connecting *words*."},
    {"fact": "A **statement** of law.", "sources": ["one", "two"]},
    {"quotation": "Words as spoken", "speaker": "A named person", "sources": ["one"]},
    {
        "extract": "A passage of a decree.",
        "kind": "Decree",
        "title": "Title of the decree",
        "issued_by": "An office",
        "reference": "Gazette, p. 1",
        "persecutors": True,
        "what_to_notice": "No date is given.",
        "fold": True,
        "notice": "Words of the persecutors.",
        "sources": ["two"],
    },
    {
        "timeline": [
            {"when": "1 March 1933", "what": "The first event."},
            {"when": "2 March 1933", "what": "The second event."},
        ],
        "title": "One after the other",
        "sources": ["one"],
    },
    {"definition": {"term": "A term", "text": "Its meaning."}, "sources": ["two"]},
    {"reflection": "What would your office do?", "id": "r1"},
    {
        "further_reading": [
            {"title": "A book", "by": "Its author", "about": "Why.", "address": "https://b.org/"}
        ]
    },
]
QUESTIONS = [
    {
        "id": "q1",
        "type": "single",
        "text": "Which *law*?",
        "sources": ["one"],
        "choices": [
            {"text": "The first", "right": True, "reason": "Yes."},
            {"text": "The second", "reason": "No."},
        ],
    },
    {
        "id": "q2",
        "type": "multiple",
        "text": "Which ones?",
        "shuffle": False,
        "sources": ["two"],
        "choices": [
            {"text": "These", "right": True, "reason": "Yes."},
            {"text": "And these", "right": True, "reason": "Yes."},
            {"text": "Those", "reason": "No."},
        ],
    },
]


def lesson(number: int, **more) -> dict:
    """A lesson file."""
    return {
        "id": f"c1.l{number}",
        "kind": "lesson",
        "title": f"Loaded lesson {number}",
        "slug": f"loaded-{number}",
        "objectives": ["say what *happened*"],
        "notice": {"level": 1, "text": "What comes."},
        "review": {"state": "nearly", "missing": "A comparison."},
        "sources": SOURCES,
        "body": BODY,
        **more,
    }


def quiz(**more) -> dict:
    """A quiz file."""
    return {
        "id": "c1.q1",
        "kind": "quiz",
        "title": "A loaded quiz",
        "slug": "loaded-quiz",
        "pass_mark": 60,
        "attempts": 3,
        "introduction": "Two questions.",
        "sources": SOURCES,
        "questions": QUESTIONS,
        **more,
    }


class Files:
    """A curriculum folder that a test may change. JSON is YAML."""

    def __init__(self, root: Path) -> None:
        self.root, self.place = root, root / "en" / "one"
        self.place.mkdir(parents=True)
        self.put("course", COURSE)
        self.put("l1", lesson(1))
        self.put("l2", lesson(2, body=BODY[:1], sources={}, notice={"level": 0}))
        self.put("q1", quiz())

    def put(self, name: str, data: dict) -> None:
        """Write one file."""
        (self.place / f"{name}.yaml").write_text(json.dumps(data), encoding="utf-8")

    def steps(self, *modules: list[str]) -> None:
        """Name the steps of each module."""
        named = zip(COURSE["modules"], modules, strict=True)
        changed = [{**m, "steps": [f"{s}.yaml" for s in steps]} for m, steps in named]
        self.put("course", {**COURSE, "modules": changed})

    def load(self, **options):
        """Load what the files say now."""
        return load(read_curriculum(self.root), **options)


def page(slug: str) -> Page:
    """The page with this slug, as it is in the database now."""
    return Page.objects.get(slug=slug).specific
