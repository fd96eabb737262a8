"""What an operator or author can use stands in the README or in docs (each missing name fails)."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from content.bodies import LessonBody
from courses.blocks import QuestionListBlock
from lms.accounts.roles import ROLES

ROOT: Path = settings.BASE_DIR
README = ROOT / "README.md"
READERS = {"text", "boolean", "integer", "words", "url"}
PACKAGES = ("lms", "courses", "content")


@cache
def text_of(*paths: Path) -> str:
    """The words of some files; one that is missing holds none."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())


def readme() -> str:
    """The README."""
    return text_of(README)


def everything() -> str:
    """The README and all of docs."""
    return text_of(README, *sorted((ROOT / "docs").glob("*.md")))


def stands_in(name: str, text: str) -> bool:
    """Whether a name stands there as a whole: SITE_URL is not found in MY_SITE_URL."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def variables(source: str) -> set[str]:
    """Every variable that a file reads with a literal name, through our readers or os.environ."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute)):
            continue
        owner, argument = ast.unparse(node.func.value), node.args[0]
        reads = (owner == "environment" and node.func.attr in READERS) or (
            owner == "os.environ" and node.func.attr == "get"
        )
        if reads and isinstance(argument, ast.Constant):
            found.add(str(argument.value))
    return found


SETTINGS = sorted(variables((ROOT / "lms" / "settings.py").read_text(encoding="utf-8")))
COMMANDS = sorted(
    path.stem
    for package in PACKAGES
    for path in (ROOT / package).rglob("management/commands/*.py")
    if not path.stem.startswith("_")
)
with translation.override("en"):
    BLOCKS = sorted(
        {
            str(block.label)
            for stream in (LessonBody(), QuestionListBlock())
            for block in stream.child_blocks.values()
        }
    )


def test_the_names_are_collected():
    """Otherwise the tests below would look for nothing."""
    assert {"DEBUG", "SECRET_KEY", "DATABASE_URL", "LOG_LEVEL", "LMS_ENV_FILE"} <= set(SETTINGS)
    assert {"demo", "load_curriculum", "setup_site"} <= set(COMMANDS)
    assert {"Fact with source", "Draw from the bank"} <= set(BLOCKS)
    assert {"instructors", "editors"} <= {role.name for role in ROLES}


def test_a_variable_is_found_however_it_is_read():
    source = "a = environment.url(\n 'A_URL', None, ())\nb = os.environ.get('B')\nc = d.text('C')"
    assert variables(source) == {"A_URL", "B"}
    assert stands_in("SITE_URL", "| `SITE_URL` |")
    assert not stands_in("SITE_URL", "MY_SITE_URL and SITE_URLS")


def test_settings_are_read_through_our_readers_only():
    """`os.environ["X"]` or a name that is computed would escape the list above."""
    source = (ROOT / "lms" / "settings.py").read_text(encoding="utf-8")
    assert "os.environ[" not in source
    assert "os.getenv" not in source
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in calls:
        function = call.func
        if isinstance(function, ast.Attribute) and ast.unparse(function.value) == "environment":
            literal = bool(call.args) and isinstance(call.args[0], ast.Constant)
            assert function.attr == "load_file" or literal, f"line {call.lineno}: no literal name"


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_stands_in_the_readme(name):
    assert stands_in(name, readme()), f"README.md does not say what {name} is"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_readme(name):
    assert stands_in(name, readme()), f"README.md does not say what manage.py {name} does"


@pytest.mark.parametrize("name", [role.name for role in ROLES])
def test_a_role_stands_in_the_documentation(name):
    assert stands_in(name, everything().lower()), f"nothing says what {name} may do"


@pytest.mark.parametrize("label", BLOCKS)
def test_a_block_stands_in_the_documentation(label):
    """By the label that its author reads in the CMS."""
    assert stands_in(label, everything()), f"nothing says what the block “{label}” is for"


def test_the_readme_says_that_a_secret_may_come_from_a_file():
    assert "_FILE" in readme()
