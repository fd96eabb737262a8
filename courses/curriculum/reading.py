"""Read curriculum files and say exactly where one is wrong: file, line, what to do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from courses.curriculum.schema import Course, Lesson, Quiz

Location = Sequence[int | str]
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One fault of a file."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"


class CurriculumError(Exception):
    """The files cannot be loaded; nothing was written. Holds every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class SourceFile:
    """A YAML file with its nodes, so that every value has a line."""

    path: Path
    root: yaml.Node
    data: Any

    def line(self, location: Location) -> int:
        """The line of a value; of the nearest value above it when it is not there."""
        node, line = self.root, self.root.start_mark.line + 1
        for part in location:
            child = _child(node, part)
            if child is None:
                continue  # a name of the schema, not of the file
            node, line = child
        return line

    def problem(self, location: Location, message: str) -> Problem:
        """A fault at this place."""
        return Problem(self.path, self.line(location), message)


def _child(node: yaml.Node, part: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None


def _duplicate_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _duplicate_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _duplicate_keys(value)


def read_yaml(path: Path) -> SourceFile:
    """Parse one file. Raises CurriculumError for what is not YAML, empty or doubly keyed."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except FileNotFoundError:
        raise CurriculumError([Problem(path, 1, "there is no such file")]) from None
    except OSError as error:
        raise CurriculumError([Problem(path, 1, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise CurriculumError(
            [Problem(path, 1, "the file is not UTF-8: save it as UTF-8")]
        ) from None
    except ValueError as error:  # a day such as 2026-13-45
        raise CurriculumError([_impossible_value(path, text, error)]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = f"not readable as YAML: {getattr(error, 'problem', error)}"
        raise CurriculumError([Problem(path, mark.line + 1 if mark else 1, message)]) from None
    if root is None:
        raise CurriculumError([Problem(path, 1, "the file is empty")])
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            message = "aliases (*name) are not used here: write the value out"
            raise CurriculumError([Problem(path, line, message)])
    if doubled := [
        Problem(path, line, f"the key “{key}” stands twice") for line, key in _duplicate_keys(root)
    ]:
        raise CurriculumError(doubled)
    return SourceFile(path, root, data)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for _key, child in node.value:
            yield from _scalars(child)


def _impossible_value(path: Path, text: str, error: ValueError) -> Problem:
    """The first value of a file that looks like a day or number and is none."""
    for node in _scalars(yaml.compose(text, Loader=yaml.SafeLoader)):
        try:
            yaml.safe_load(node.value) if node.style is None else None
        except ValueError:
            line = node.start_mark.line + 1
            return Problem(path, line, f"“{node.value}” is not possible: {error}")
    return Problem(path, 1, str(error))


def _message(error: dict[str, Any]) -> str:
    """A pydantic error as a sentence of ours."""
    place = ".".join(str(part) for part in error["loc"] if not str(part).startswith("block:"))
    text = error["msg"].removeprefix("Value error, ")
    kinds = {
        "extra_forbidden": f"“{place}” is not a known key here; take it out or correct it",
        "missing": f"“{place}” is missing",
        "string_type": f"“{place}” must be text; put it in quotation marks",
    }
    return kinds.get(error["type"], f"{place}: {text}" if place else text)


def read_as(source: SourceFile, model: type[T]) -> T:
    """The file as `model`. Raises CurriculumError with every fault."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        problems = [source.problem(e["loc"], _message(dict(e))) for e in error.errors()]
        raise CurriculumError(problems) from None


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


def _unknown_sources(item: StepSource) -> Iterator[Problem]:
    """Keys of sources that are used but not given, or given but not used."""
    used: set[str] = set()
    step = item.step
    blocks = step.body if isinstance(step, Lesson) else step.questions
    where = "body" if isinstance(step, Lesson) else "questions"
    for position, block in enumerate(blocks):
        for index, key in enumerate(getattr(block, "sources", [])):
            used.add(key)
            if key not in step.sources:
                location = [where, position, "sources", index]
                yield item.source.problem(location, f"there is no source “{key}” in this file")
    for key in step.sources:
        if key not in used:
            yield item.source.problem(["sources", key], f"the source “{key}” is never used")


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
        problems += _unknown_sources(item)
    problems += _doubled_ids(course)
    problems += _doubled_in_parts(course)
    if problems:
        raise CurriculumError(problems)
    return course


def read_curriculum(folder: Path) -> list[CourseSource]:
    """Every `<language>/<course>/course.yaml` below `folder`, in the order of their paths.

    Raises CurriculumError with the faults of all files, or when there is no course at all.
    """
    files = sorted(folder.glob("*/*/course.yaml"))
    if not files:
        message = "no course here: expected <language>/<course>/course.yaml"
        raise CurriculumError([Problem(folder, 1, message)])
    courses: list[CourseSource] = []
    problems: list[Problem] = []
    for file in files:
        try:
            courses.append(read_course(file, file.parent.parent.name))
        except CurriculumError as error:
            problems += error.problems
    problems += _doubled_across(courses)
    problems += _differing(courses)
    if problems:
        raise CurriculumError(problems)
    return courses
