"""The benchmarks: what `make bench` runs.

Each budget of the platform is one line, `BENCH <name> <value> <limit> ok|over`; lines that begin
with `#` say what else was seen. The exit status is 1 when a budget is over. The database is made
for the run and removed after it: an SQLite file, or one beside that which DATABASE_URL names.
"""

import os
import sys
import tempfile
from pathlib import Path

import django

from tests.run import production_environment, sqlite_url


def prepare_environment(folder: Path) -> None:
    """Settings as on a public site, every file below `folder`; called before Django starts."""
    database = os.environ.get("DATABASE_URL") or sqlite_url(str(folder / "site.sqlite3"))
    values = {
        **production_environment(),
        "BENCHMARKS_FOLDER": str(folder),
        "CACHE_URL": "locmemcache://",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "EMAIL_URL": "memorymail://",
        "LOG_LEVEL": "ERROR",
        "PRIVATE_ROOT": str(folder / "private"),
        "STORAGE_URL": f"file://{folder / 'media'}",
    }
    os.environ.clear()
    os.environ.update(values)


def main() -> int:
    """Run everything; 0 when every budget is kept."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        prepare_environment(Path(folder))
        django.setup()
        from tests.benchmarks.budgets import run  # models can be imported only now

        return run()


if __name__ == "__main__":
    sys.exit(main())
