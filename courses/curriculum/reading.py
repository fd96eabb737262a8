"""Read curriculum files and say exactly where one is wrong: file, line, what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.curriculum.files import (
    CurriculumError,
    Location,
    Problem,
    SourceFile,
    read_as,
    read_yaml,
)
from courses.curriculum.schema.base import Source
from courses.curriculum.schema.library import Glossary, Library, Resource
from courses.curriculum.schema.steps import Course, Lesson, Quiz


@dataclass
class StepSource:
    """A lesson or quiz with the file it came from."""

    source: SourceFile
    step: Lesson | Quiz


@dataclass
class CourseSource:
    """A course with its steps, module by module."""

    source: SourceFile
    course: Course
    language: str
    steps: list[list[StepSource]] = field(default_factory=list)


def _unknown_sources(
    source: SourceFile, given: Mapping[str, Source], where: str, using: Sequence[Any]
) -> Iterator[Problem]:
    """Keys of sources that are used but not given, or given but not used."""
    used: set[str] = set()
    for position, block in enumerate(using):
        for index, key in enumerate(getattr(block, "sources", [])):
            used.add(key)
            if key not in given:
                location = [where, position, "sources", index]
                yield source.problem(location, f"there is no source “{key}” in this file")
    for key in given:
        if key not in used:
            yield source.problem(["sources", key], f"the source “{key}” is never used")


def _sources_of_step(item: StepSource) -> Iterator[Problem]:
    step = item.step
    if isinstance(step, Lesson):
        return _unknown_sources(item.source, step.sources, "body", step.body)
    return _unknown_sources(item.source, step.sources, "questions", step.questions)


def _doubled_ids(course: CourseSource) -> Iterator[Problem]:
    named: list[tuple[str, SourceFile, Location]] = [(course.course.id, course.source, ["id"])]
    for number, module in enumerate(course.course.modules):
        named.append((module.id, course.source, ["modules", number, "id"]))
    named += [(s.step.id, s.source, ["id"]) for steps in course.steps for s in steps]
    counted = Counter(name for name, _source, _location in named)
    for name, source, location in named:
        if counted[name] > 1:
            yield source.problem(location, f"the id “{name}” stands more than once")
    for item in (s for steps in course.steps for s in steps):
        if isinstance(item.step, Quiz):
            own = Counter(question.id for question in item.step.questions)
            for number, question in enumerate(item.step.questions):
                if own[question.id] > 1:
                    location = ["questions", number, "id"]
                    yield item.source.problem(location, f"the id “{question.id}” stands twice")


def _doubled_in_parts(course: CourseSource) -> Iterator[Problem]:
    """Ids of blocks inside a lesson, and addresses inside a module, stand once."""
    for steps in course.steps:
        slugs = Counter(item.step.slug for item in steps)
        for item in steps:
            if slugs[item.step.slug] > 1:
                message = f"the slug “{item.step.slug}” stands more than once in its module"
                yield item.source.problem(["slug"], message)
            if isinstance(item.step, Lesson):
                named = Counter(block.id for block in item.step.body if block.id)
                for number, block in enumerate(item.step.body):
                    if named[block.id] > 1:
                        message = f"the id “{block.id}” stands more than once in this lesson"
                        yield item.source.problem(["body", number, "id"], message)


def _doubled_across(courses: list[CourseSource]) -> Iterator[Problem]:
    """Ids become the keys of pages: across the courses of a language each stands once."""
    seen: dict[tuple[str, str], Path] = {}
    for course in courses:
        named = [(course.course.id, course.source, ["id"])]
        named += [
            (m.id, course.source, ["modules", n, "id"]) for n, m in enumerate(course.course.modules)
        ]
        named += [(s.step.id, s.source, ["id"]) for steps in course.steps for s in steps]
        for name, source, location in named:
            other = seen.setdefault((course.language, name), source.path)
            if other != source.path:
                yield source.problem(location, f"the id “{name}” stands in {other} too")


def _differing(courses: list[CourseSource]) -> Iterator[Problem]:
    """A course asks the same in every language, and no module is without steps in all of them."""
    asked: dict[str, StepSource] = {}
    with_steps = {
        module.id for course in courses for module in course.course.modules if module.steps
    }
    for course in courses:
        for number, module in enumerate(course.course.modules):
            if module.id not in with_steps:
                message = "a module has at least one step"
                yield course.source.problem(["modules", number, "steps"], message)
        for item in (s for steps in course.steps for s in steps):
            other = asked.setdefault(item.step.id, item)
            for name, value in item.step.asks.items():
                if other.step.asks.get(name) != value:
                    message = f"{name} differs from the one in {other.source.path}"
                    yield item.source.problem([name], message)


def _read_step(path: Path) -> StepSource:
    source = read_yaml(path)
    kind = source.data.get("kind") if isinstance(source.data, dict) else None
    if kind == "lesson":
        return StepSource(source, read_as(source, Lesson))
    if kind == "quiz":
        return StepSource(source, read_as(source, Quiz))
    raise CurriculumError([source.problem(["kind"], "kind must be lesson or quiz")])


def read_course(path: Path, language: str) -> CourseSource:
    """A course file and the files it names. Raises CurriculumError with every fault found."""
    source = read_yaml(path)
    course = CourseSource(source, read_as(source, Course), language)
    problems: list[Problem] = []
    for number, module in enumerate(course.course.modules):
        steps: list[StepSource] = []
        for index, name in enumerate(module.steps):
            file = path.parent / name
            if Path(name).name != name or not file.is_file():
                location = ["modules", number, "steps", index]
                problems.append(source.problem(location, f"there is no file “{name}” beside this"))
                continue
            try:
                steps.append(_read_step(file))
            except CurriculumError as error:
                problems += error.problems
        course.steps.append(steps)
    for item in (s for steps in course.steps for s in steps):
        problems += _sources_of_step(item)
    problems += _doubled_ids(course)
    problems += _doubled_in_parts(course)
    if problems:
        raise CurriculumError(problems)
    return course


@dataclass
class GlossarySource:
    """A glossary with the file it came from."""

    source: SourceFile
    glossary: Glossary
    language: str


@dataclass
class ResourceSource:
    """A resource with the file it came from."""

    source: SourceFile
    resource: Resource


@dataclass
class LibrarySource:
    """A library with its own resources and those of each collection, in order."""

    source: SourceFile
    library: Library
    language: str
    own: list[ResourceSource] = field(default_factory=list)
    collections: list[list[ResourceSource]] = field(default_factory=list)

    @property
    def resources(self) -> list[ResourceSource]:
        """Every resource in the order in which it is loaded."""
        return [*self.own, *(each for some in self.collections for each in some)]


@dataclass
class Curriculum:
    """Everything that a folder holds, in the order of paths."""

    courses: list[CourseSource] = field(default_factory=list)
    glossaries: list[GlossarySource] = field(default_factory=list)
    libraries: list[LibrarySource] = field(default_factory=list)


def read_glossary(path: Path, language: str) -> GlossarySource:
    """A glossary file. Raises CurriculumError with every fault found."""
    source = read_yaml(path)
    glossary = read_as(source, Glossary)
    problems = list(_unknown_sources(source, glossary.sources, "terms", glossary.terms))
    named = Counter(entry.id for entry in glossary.terms)
    problems += [
        source.problem(["terms", number, "id"], f"the id “{entry.id}” stands twice")
        for number, entry in enumerate(glossary.terms)
        if named[entry.id] > 1
    ]
    if problems:
        raise CurriculumError(problems)
    return GlossarySource(source, glossary, language)


def _read_resources(
    source: SourceFile, names: Sequence[str], location: Location, problems: list[Problem]
) -> list[ResourceSource]:
    found: list[ResourceSource] = []
    for index, name in enumerate(names):
        file = source.path.parent / name
        if Path(name).name != name or not file.is_file():
            message = f"there is no file “{name}” beside this"
            problems.append(source.problem([*location, index], message))
            continue
        try:
            own = read_yaml(file)
            resource = read_as(own, Resource)
        except CurriculumError as error:
            problems += error.problems
            continue
        problems += _unknown_sources(own, resource.sources, "body", resource.body)
        found.append(ResourceSource(own, resource))
    return found


def read_library(path: Path, language: str) -> LibrarySource:
    """A library file and the resources it names. Raises CurriculumError with every fault found."""
    source = read_yaml(path)
    item = LibrarySource(source, read_as(source, Library), language)
    problems: list[Problem] = []
    item.own = _read_resources(source, item.library.resources, ["resources"], problems)
    for number, collection in enumerate(item.library.collections):
        location = ["collections", number, "resources"]
        item.collections.append(_read_resources(source, collection.resources, location, problems))
    problems += _doubled_in_library(item)
    if problems:
        raise CurriculumError(problems)
    return item


def _doubled_in_library(item: LibrarySource) -> Iterator[Problem]:
    """Ids stand once; addresses stand once in their collection."""
    ids = Counter([r.resource.id for r in item.resources])
    ids.update(collection.id for collection in item.library.collections)
    for each in item.resources:
        if ids[each.resource.id] > 1:
            message = f"the id “{each.resource.id}” stands more than once"
            yield each.source.problem(["id"], message)
    for shelf in (item.own, *item.collections):
        slugs = Counter(each.resource.slug for each in shelf)
        for each in shelf:
            if slugs[each.resource.slug] > 1:
                message = f"the slug “{each.resource.slug}” stands more than once beside others"
                yield each.source.problem(["slug"], message)


def read_curriculum(folder: Path) -> Curriculum:
    """All courses, glossaries and libraries of every language below `folder`.

    Files are `<language>/<course>/course.yaml`, `<language>/glossary.yaml` and
    `<language>/library/library.yaml`. Raises CurriculumError with the faults of all files, or when
    there is no course at all.
    """
    if not any(folder.glob("*/*/course.yaml")):
        message = "no course here: expected <language>/<course>/course.yaml"
        raise CurriculumError([Problem(folder, 1, message)])
    found, problems = Curriculum(), []
    for pattern, read, into in (
        ("*/*/course.yaml", read_course, found.courses),
        ("*/glossary.yaml", read_glossary, found.glossaries),
        ("*/library/library.yaml", read_library, found.libraries),
    ):
        for file in sorted(folder.glob(pattern)):
            try:
                into.append(read(file, file.relative_to(folder).parts[0]))  # type: ignore[arg-type]
            except CurriculumError as error:
                problems += error.problems
    problems += _doubled_across(found.courses)
    problems += _differing(found.courses)
    if problems:
        raise CurriculumError(problems)
    return found
