"""The product's settings, with what a benchmark needs: a floor, own folders, quick set-up."""

import os
from pathlib import Path

from lms.settings import *  # noqa: F403
from lms.settings import CACHES, DATABASES, INSTALLED_APPS

_folder = Path(os.environ["BENCHMARKS_FOLDER"])
_database = DATABASES["default"]
_is_file = "sqlite" in _database["ENGINE"]

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks"]
ROOT_URLCONF = "tests.benchmarks.urls"
# Tables straight from the models, as pytest --no-migrations makes them.
_database["TEST"] = {
    "MIGRATE": False,
    "NAME": str(_folder / "bench.sqlite3") if _is_file else f"bench_{os.getpid()}",
}
# Budgets are for local, warm caches (a shared one costs a query for each get).
CACHES = {**CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Only our own files: collecting those of the CMS would take most of the run.
STATIC_ROOT = _folder / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
