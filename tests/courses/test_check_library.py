"""`check_curriculum` finds faults between files: links, glossary, resources, paired tests."""

import json
from pathlib import Path

import pytest

from courses.curriculum import read_curriculum
from courses.curriculum.checking import check_curriculum

SOURCES = {
    "one": {"title": "A source", "state": "seen", "checked_on": "2026-11-22"},
    "two": {"title": "Another", "state": "to check"},
}


def course(**steps: dict) -> dict:
    """A course of one module with these steps."""
    module = {"id": "c.m1", "title": "Module", "slug": "m1", "steps": [f"{n}.yaml" for n in steps]}
    head = {"id": "c", "kind": "course", "title": "A course", "slug": "c", "phase": "open"}
    return {**head, "modules": [module]}


def asked(name: str, text: str, **more) -> dict:
    """A question whose right answer stands in another place for each name."""
    choices = [{"text": f"This {n} of {name}", "reason": "Because."} for n in range(3)]
    choices[len(name) % 3]["right"] = True
    head = {"id": name, "type": "single", "topic": "c.m1", "sources": ["one"]}
    return {**head, "text": text, "choices": choices, **more}


def paired(own: str, other: str, **more) -> dict:
    """One form of a paired test."""
    questions = [asked(name, f"Which, in {own}, {name}?") for name in ("q", "qq", "qqq")]
    head = {"id": f"c.{own}", "kind": "quiz", "title": own, "slug": own, "purpose": "pre-test"}
    pair = {"pair": f"c.{other}", "blueprint": {"c.m1": 3}}
    return {**head, **pair, "sources": {"one": SOURCES["one"]}, "questions": questions, **more}


GLOSSARY = {
    "id": "glossary",
    "kind": "glossary",
    "sources": {"one": SOURCES["one"]},
    "terms": [{"id": "genocide", "term": "Genocide", "text": "A meaning.", "sources": ["one"]}],
}


def resource(name: str, *texts: str, **more) -> dict:
    """A resource with these texts."""
    head = {"id": f"lib.{name}", "kind": "resource", "title": name, "slug": name}
    body = [{"text": text} for text in texts or ("Words.",)]
    return {**head, "review": {"state": "ready"}, "body": body, **more}


@pytest.fixture
def folder(tmp_path) -> "Folder":
    """Files without fault."""
    return Folder(tmp_path)


class Folder:
    """A curriculum that a test may change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "en" / "c").mkdir(parents=True)
        (root / "en" / "library").mkdir()
        forms = {"before": paired("before", "after"), "after": paired("after", "before")}
        for name, data in {"course": course(**forms), **forms}.items():
            self.put(f"c/{name}", data)
        self.put("glossary", GLOSSARY)
        shelf = {"id": "lib.s", "title": "S", "slug": "s", "resources": ["a.yaml", "b.yaml"]}
        self.put("library/library", {"id": "lib", "kind": "library", "collections": [shelf]})
        self.put("library/a", resource("a", "On [it](term:genocide), see [there](page:c.before)."))
        self.put("library/b", resource("b", "See [a](page:lib.a)."))

    def put(self, name: str, data: dict | str) -> None:
        """Write one file; JSON is YAML."""
        text = data if isinstance(data, str) else json.dumps(data, indent=1)
        (self.root / "en" / f"{name}.yaml").write_text(text)

    def faults(self) -> list[str]:
        """What the check says."""
        return [str(fault) for fault in check_curriculum(read_curriculum(self.root)).faults]


def test_files_without_fault_have_none(folder):
    assert folder.faults() == []


def test_the_sum_names_terms_and_resources(folder):
    total = check_curriculum(read_curriculum(folder.root)).total
    assert total.endswith("2 quizzes, 6 questions; 1 terms; 2 resources.")


PLANTED = {
    "unknown term": (
        "library/a",
        resource("a", "On [it](term:genocid)."),
        "a.yaml, line 11: the glossary has no term “genocid”",
    ),
    "definition of an unknown term": (
        "library/a",
        resource("a", body=[{"definition": {"term": "x", "text": "x", "glossary": "unknown"}}]),
        "the glossary has no term “unknown”",
    ),
    "unknown page": (
        "library/a",
        resource("a", "See [it](page:c.nowhere)."),
        "a.yaml, line 11: there is no page “c.nowhere”",
    ),
    "page that is loaded later": (
        "library/a",
        resource("a", "See [b](page:lib.b)."),
        "there is no page “lib.b”, or it is loaded later",
    ),
    "page link in a step": (
        "c/before",
        paired("before", "after", introduction="See [it](page:c.after)."),
        "a link to a page stands in resources",
    ),
    "unsourced statement": (
        "library/a",
        resource("a", body=[{"quotation": "Words", "speaker": "Anonymous", "sources": ["one"]}])
        | {"sources": {"one": SOURCES["one"]}},
        "no named speaker",
    ),
    "forbidden wording in a resource": (
        "library/a",
        resource("a", "They were sent to a Polish death camp."),
        "German Nazi camp",
    ),
    "forbidden wording in a term": (
        "glossary",
        {**GLOSSARY, "terms": [{**GLOSSARY["terms"][0], "text": "A Polish death camp."}]},
        "glossary.yaml, line 12: It says “Polish death camp”",
    ),
    "unchecked as checked": (
        "glossary",
        {**GLOSSARY, "sources": {"one": {**SOURCES["two"], "checked_by": "A reader"}}},
        "“one” is still to check, and has the day or the name of a check",
    ),
    "a list that would count otherwise": (
        "library/a",
        "\n".join(
            [
                "id: lib.a",
                "kind: resource",
                "title: a",
                "slug: a",
                "review: {state: ready}",
                "body:",
                "  - text: |",
                "      1. one",
                "      2. two",
                "",
                "      4. four",
            ]
        ),
        "a.yaml, line 11: the list counts by itself and would show 4 as 3",
    ),
    "blueprint not kept": (
        "c/before",
        paired("before", "after", blueprint={"c.m1": 2}),
        "the blueprint asks for 2 questions on c.m1, there are 3",
    ),
    "blueprint of an unknown module": (
        "c/before",
        paired("before", "after", blueprint={"c.m1": 3, "c.m9": 1}),
        "there is no module “c.m9”",
    ),
    "other blueprint": (
        "c/before",
        paired("before", "after", blueprint={"c.m1": 2}),
        "it differs from that of",
    ),
    "topic outside of the blueprint": (
        "c/before",
        paired(
            "before", "after", questions=[asked(n, f"Is {n}?", topic="c.m2") for n in ("q", "qq")]
        ),
        "the topic “c.m2” is not in the blueprint",
    ),
    "no counterpart": (
        "c/before",
        paired("before", "after", questions=[asked(n, f"Is {n}?") for n in ("q", "qq", "other")]),
        "the question “other” has no counterpart",
    ),
    "the same question twice": (
        "c/before",
        paired(
            "before",
            "after",
            questions=[asked(n, f"Which, in after, {n}?") for n in ("q", "qq", "qqq")],
        ),
        "it asks the same as its counterpart",
    ),
    "pair of nobody": (
        "c/before",
        paired("before", "nobody"),
        "“c.nobody” is no quiz that names this one as its pair",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_found_at_its_place(folder, fault):
    name, data, told = PLANTED[fault]
    folder.put(name, data)
    found = folder.faults()
    assert any(told in each for each in found), found
    path = str(folder.root / "en" / f"{name}.yaml")
    assert any(each.startswith(f"{path}, line ") for each in found)
