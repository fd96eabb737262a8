"""Types of questions.

Each is a module of this package that lists its types in TYPES, and a template
`courses/questions/<kind>.html`; nothing else names them. How to add one: CONTRIBUTING.md.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from courses.questions.base import QuestionType


def _found() -> dict[str, QuestionType]:
    """The types of every module here, by kind, in the order in which authors are offered them."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    types = [each for module in modules for each in getattr(module, "TYPES", ())]
    return {each.kind: each for each in sorted(types, key=lambda each: each.place)}


TYPES: Mapping[str, QuestionType] = _found()


def type_of(question: Mapping[str, Any]) -> QuestionType:
    """The type of a question of a frozen paper."""
    return TYPES[question["kind"]]
