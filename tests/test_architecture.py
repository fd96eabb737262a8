"""Imports and model relations point one way (docs: the map of folders in the README)."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent

# From the top down; a package may import what stands below it.
ORDER = ["lms.urls", "lms.portal", "lms.alumni", "lms.seminars", "courses", "content|lms.accounts"]
# Inside `courses`, from the top down.
LAYERS = [
    "apps wagtail_hooks urls management templatetags panels",
    "receivers middleware checks",
    "views",
    "tasks kept_answers curriculum results reflections finding personal_data",
    "actions",
    "access reporting papers prose translations content_report source_report",
    "outline certificates forms limits",
    "models",
    "content_checks seat_time items marking saving completion blocks errors signals",
    "questions policy",
]
PACKAGES = ("lms", "courses", "content")


def modules() -> list[Path]:
    """Every Python file of the product."""
    found = [p for name in PACKAGES for p in (ROOT / name).rglob("*.py")]
    return sorted(p for p in found if "migrations" not in p.parts)


def dotted(path: Path) -> str:
    """The module's name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rank(name: str, order: list[str], separator: str, prefix: str = "") -> int | None:
    """The place of a module in an order, 0 at the top; None for what is not in it."""
    for place, names in enumerate(order):
        for candidate in names.split(separator):
            whole = prefix + candidate
            if name == whole or name.startswith(whole + "."):
                return place
    return None


def allowed(importer: str, imported: str) -> bool:
    """Whether one package may import another; two packages of one level may not."""
    above, below = rank(importer, ORDER, "|"), rank(imported, ORDER, "|")
    if above is None or below is None:
        return True
    if above == below:
        own = next(p for p in ORDER[above].split("|") if (importer + ".").startswith(p + "."))
        return (imported + ".").startswith(own + ".")
    return above < below


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_package_imports_one_above_it(path: Path) -> None:
    wrong = sorted(name for name in imports(path) if not allowed(dotted(path), name))
    assert not wrong, f"{dotted(path)} imports what lies above or beside it: {wrong}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if dotted(p).startswith("courses.")], ids=dotted
)
def test_inside_courses_layers_point_down(path: Path) -> None:
    own = rank(dotted(path), LAYERS, " ", "courses.")
    assert own is not None, f"{dotted(path)} has no place in the order: add it to LAYERS"
    wrong = [
        name
        for name in imports(path)
        if (other := rank(name, LAYERS, " ", "courses.")) is not None and other < own
    ]
    assert not wrong, f"{dotted(path)} imports a layer above it: {sorted(wrong)}"


def package_of(app_config) -> str:
    """The package of an app."""
    return app_config.name


def test_model_relations_point_one_way() -> None:
    """String foreign keys too: the app registry has resolved them."""
    wrong = []
    for model in apps.get_models():
        own = package_of(model._meta.app_config)
        if not own.startswith(PACKAGES):
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            other = package_of(field.related_model._meta.app_config)
            if other == "lms.accounts":
                continue  # only through AUTH_USER_MODEL; tested below
            if not allowed(own, other):
                wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert not wrong


def test_the_person_is_reached_only_through_the_setting() -> None:
    for path in modules():
        if dotted(path).startswith(("courses", "content")):
            assert not any(n.startswith("lms.") for n in imports(path)), dotted(path)


def test_no_module_has_a_name_that_says_nothing() -> None:
    bad = {"utils", "common", "core", "helpers"}
    assert not [dotted(p) for p in modules() if bad & set(dotted(p).split("."))]


WRITES = {"save", "create", "update", "delete", "bulk_create", "get_or_create", "update_or_create"}
HOOKS = ("views", "templatetags", "wagtail_hooks", "middleware")


@pytest.mark.parametrize(
    "path",
    [p for p in modules() if set(HOOKS) & set(dotted(p).split("."))],
    ids=dotted,
)
def test_views_and_hooks_write_nothing(path: Path) -> None:
    """Rules and writes live in actions; a view calls a verb."""
    calls = [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]
    assert not calls, f"{dotted(path)} writes: {calls}"
