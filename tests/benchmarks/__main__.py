"""The benchmarks: what `make bench` runs.

    .venv/bin/python -m tests.benchmarks                   on SQLite, with 500 learners
    .venv/bin/python -m tests.benchmarks --data large      on PostgreSQL, with 10,000 learners

Each budget of the platform is one line, `BENCH <name> <value> <limit> ok|over`; lines that begin
with `#` say what else was seen. The exit status is 1 when a budget is over. The database is made
for the run and removed after it: an SQLite file or, for the large data, one on a PostgreSQL server
of our own. DATABASE_URL, when it is set, names a server to use instead; the database is made beside
the one that it names.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.postgres import ClusterError, end_in_order, postgres
from tests.run import production_environment, sqlite_url


@contextmanager
def database_for(data: str, folder: Path) -> Iterator[str]:
    """The address of the database that the run's own is made beside. Raises ClusterError."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
    elif data == "small":
        yield sqlite_url(str(folder / "site.sqlite3"))
    else:
        with postgres() as url:
            yield url


def prepare_environment(folder: Path, database: str) -> None:
    """Settings as on a public site, every file below `folder`; called before Django starts."""
    values = {
        **production_environment(),
        "BENCHMARKS_FOLDER": str(folder),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "EMAIL_URL": "memorymail://",
        "LOG_LEVEL": "ERROR",
        "PRIVATE_ROOT": str(folder / "private"),
        "STORAGE_URL": f"file://{folder / 'media'}",
    }
    os.environ.clear()
    os.environ.update(values)


def chosen_data() -> str:
    """The name of the data set on the command line."""
    parser = argparse.ArgumentParser(description="Measure the budgets of the platform.")
    parser.add_argument(
        "--data",
        choices=("small", "large"),
        default="small",
        help="large: 10,000 learners and 1,000,000 finished steps on PostgreSQL",
    )
    name: str = parser.parse_args().data
    return name


def main() -> int:
    """Run everything; 0 when every budget is kept, 1 when one is over, 2 without a database."""
    data = chosen_data()
    end_in_order()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lms-bench-") as folder,
            database_for(data, Path(folder)) as database,
        ):
            prepare_environment(Path(folder), database)
            django.setup()
            from tests.benchmarks.budgets import run  # models can be imported only now

            return run(data)
    except ClusterError as error:
        print(f"The benchmarks with {data} data need PostgreSQL: {error}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
