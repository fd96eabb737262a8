"""YAML files whose every value has a line, so that a fault names file and line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

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
    text: str = ""

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """Where a pattern's first group stands: its line and its words."""
        for match in pattern.finditer(self.text):
            yield self.text.count("\n", 0, match.start()) + 1, match.group(1)

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
    return SourceFile(path, root, data, text)


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
