"""The cast, a small course, and a count of queries for all tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import translation

from tests.world import Cast, World, build_cast, build_world

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs an event loop


def pytest_configure(config) -> None:
    """Cheap passwords, tasks at once, mail in memory: the tests' only own settings."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Static files are looked for when they are asked for; else each test client reads all of them.
    settings.WHITENOISE_AUTOREFRESH = True
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    # As a change of settings, so that the backends made at import are made anew.
    override_settings(TASKS={**settings.TASKS, "lms": immediate}).enable()


def pytest_collection_modifyitems(items) -> None:
    """Mark every test that touches the database, so that it runs on PostgreSQL again."""
    fixtures = {"db", "transactional_db", "live_server", "world", "cast", "client", "client_of"}
    for item in items:
        marked = item.get_closest_marker("django_db")
        if marked or fixtures & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def _fresh(tmp_path, settings) -> Iterator[None]:
    """No cache, no file and no language of another test."""
    translation.activate(settings.LANGUAGE_CODE)
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
        },
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory) -> None:
    """SQLite in a file, as in production: one in memory locks whole tables between threads."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        folder = tmp_path_factory.mktemp("database")
        database["TEST"]["NAME"] = str(folder / "test.sqlite3")


def _make_search_table() -> None:
    """SQLite's full-text table and its triggers, which Wagtail makes in a migration of its own."""
    if connection.vendor != "sqlite":
        return
    entries, table = "wagtailsearch_indexentry", "wagtailsearch_indexentry_fts"
    columns = "title, body, autocomplete, rowid"
    new = "NEW.title, NEW.body, NEW.autocomplete, NEW.id"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        if "VIRTUAL" in cursor.fetchone()[0].upper():
            return
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(autocomplete, body, title)")
        for when, act in (
            ("INSERT", f"INSERT INTO {table}({columns}) VALUES ({new})"),
            (
                "UPDATE",
                f"UPDATE {table} SET title=NEW.title, body=NEW.body, "
                "autocomplete=NEW.autocomplete WHERE rowid=NEW.id",
            ),
            ("DELETE", f"DELETE FROM {table} WHERE rowid=OLD.id"),
        ):
            name = f"{when.lower()}_{table}"
            cursor.execute(f"CREATE TRIGGER {name} AFTER {when} ON {entries} BEGIN {act}; END")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Build the site and the cast once; tests in a transaction leave them as they were."""
    with django_db_blocker.unblock():
        _make_search_table()
        # wagtail-localize looks up there from which schema a source was taken.
        MigrationRecorder(connection).ensure_schema()
        build_world()
        build_cast()


@pytest.fixture
def world(db) -> World:
    """The site with its small course; built again after a test that emptied the database."""
    return build_world()


@pytest.fixture
def cast(world) -> Cast:
    """The people: each test says who asks."""
    return build_cast()


@pytest.fixture
def client_of(cast) -> Callable:
    """A test client signed in as one of the cast."""
    from django.test import Client

    def sign_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def statements() -> Callable:
    """`with statements() as s: …; s.count`: SELECT, INSERT, UPDATE and DELETE, nothing else."""
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

    @contextmanager
    def capture() -> Iterator[SimpleNamespace]:
        found = SimpleNamespace(count=0, sql=[])
        with CaptureQueriesContext(connection) as captured:
            yield found
        found.sql = [
            q["sql"] for q in captured.captured_queries if q["sql"].lstrip("( ").startswith(verbs)
        ]
        found.count = len(found.sql)

    return capture
