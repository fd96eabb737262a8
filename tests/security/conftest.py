"""The scene is built once for this folder, in a transaction that its last test rolls back."""

import gc
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from lms.accounts import forms
from tests.security.scene import Scene, build_scene, fresh, put_files_back


@pytest.fixture(scope="package")
def _scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("scene")
    places = {
        name: {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder / name)},
        }
        for name in ("private", "default")
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES={**settings.STORAGES, **places}):
            built = build_scene()
        # Thousands of requests: what stands by now need not be looked through again and again.
        gc.collect()
        gc.freeze()
        yield built
        gc.unfreeze()
        transaction.set_rollback(True)
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def scene(_scene, db, _fresh, monkeypatch) -> Iterator[Scene]:
    """Something of everything; what a test changes, in the database or on it, is taken back."""
    # Six hundred options take a tenth of a second each time they are drawn.
    monkeypatch.setattr(forms, "time_zone_choices", lambda: [("UTC", "UTC")])
    put_files_back(_scene)
    with translation.override("en"):
        yield fresh(_scene)
