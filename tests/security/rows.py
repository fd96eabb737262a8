"""All rows of the database as plain data, to see what a request or a deletion changed."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

# What a visit may leave behind: sessions and their devices, the time of the last sign-in.
PASSING = {"sessions.session", "usersessions.usersession"}
PASSING_FIELDS = {("accounts.user", "last_login")}
# Wagtail's and the search index's own bookkeeping, which holds no fact of its own.
INDEXES = {"wagtailcore.referenceindex"}


def tables() -> list[type[Model]]:
    """Every model with a table, those of libraries and of many-to-many relations too."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in PASSING
    ]


def fields_of(model: type[Model]) -> list[Field]:
    """The columns that count."""
    label = model._meta.label_lower
    return [f for f in model._meta.local_concrete_fields if (label, f.name) not in PASSING_FIELDS]


def rows_of(model: type[Model]) -> Iterator[tuple[Any, ...]]:
    """Every row of a table in one order."""
    columns = fields_of(model)
    rows = model._base_manager.order_by("pk").values_list(*[f.attname for f in columns])
    for row in rows:
        # What stands in the table: a stream's own value is an object.
        yield tuple(f.get_prep_value(v) for f, v in zip(columns, row, strict=True))


def fingerprint() -> dict[str, tuple[int, str]]:
    """The number of rows of each table and a hash over all of them."""
    found = {}
    for model in tables():
        rows = [repr(row) for row in rows_of(model)]
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found[model._meta.label_lower] = (len(rows), digest)
    return found


def changed(before: dict, after: dict) -> list[str]:
    """The tables that differ."""
    return sorted(name for name in before if before[name] != after.get(name))


def known_keys() -> dict[type[Model], set[Any]]:
    """The primary keys that are there now."""
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in tables()}


def _plain(field: Field, value: Any, known: dict[type[Model], set[Any]], is_new: bool) -> Any:
    """A value without what differs between two runs: moments, random keys, new numbers."""
    if isinstance(value, datetime.datetime):
        return "a moment"
    if field.name == "password" or (is_new and callable(field.default)):
        return "random"
    if isinstance(value, str) and value.startswith("erased-"):
        return "an address of nobody"
    target = field.related_model if field.is_relation else None
    if field.primary_key or target is not None:
        keys = known.get(target or field.model, set())
        return value if value is None or value in keys else "new"
    return value


def facts(models: Iterable[type[Model]], known: dict[type[Model], set[Any]]) -> dict[str, list]:
    """The rows of some tables, comparable between two runs that began with `known`."""
    found = {}
    for model in models:
        columns = fields_of(model)
        key = next(place for place, field in enumerate(columns) if field.primary_key)
        rows = [
            tuple(
                _plain(f, v, known, row[key] not in known[model])
                for f, v in zip(columns, row, strict=True)
            )
            for row in rows_of(model)
        ]
        found[model._meta.label_lower] = sorted(rows, key=repr)
    return found
