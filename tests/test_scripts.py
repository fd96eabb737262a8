"""The scripts for operators are what the documentation says (`make drill` runs them for real)."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = settings.BASE_DIR / "docs" / "scripts"
OPERATE = (settings.BASE_DIR / "docs" / "operate.md").read_text(encoding="utf-8")


def run(script: str, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a script under the suite's settings but `values`."""
    command = [str(SCRIPTS / script), *arguments]
    return subprocess.run(
        command, env={**os.environ, **values}, capture_output=True, text=True, timeout=60
    )


def test_every_script_that_is_named_is_there_and_every_one_is_named():
    named = set(re.findall(r"scripts/([\w.]+)", OPERATE))
    there = {path.name for path in SCRIPTS.iterdir()} - {"settings.sh"}
    assert named == there


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_a_script_is_readable_to_bash_and_stops_at_the_first_fault(path: Path):
    assert subprocess.run(["bash", "-n", str(path)]).returncode == 0
    if path.name != "settings.sh":
        assert "\nset -euo pipefail\n" in path.read_text()
        assert os.access(path, os.X_OK)


def test_without_an_argument_they_say_what_they_need():
    for script in ("backup.sh", "restore.sh"):
        ended = run(script)
        assert ended.returncode == 1
        assert ended.stderr.startswith("Usage: ")


def test_what_is_no_backup_is_refused(tmp_path):
    ended = run("restore.sh", str(tmp_path))
    assert ended.returncode == 1
    assert "it is no backup of backup.sh" in ended.stderr


def test_a_site_on_sqlite_is_refused_with_what_to_do(tmp_path):
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'lms.sqlite3'}"}
    ended = run("backup.sh", str(tmp_path / "backups"), **database)
    assert ended.returncode == 1
    assert "A site on SQLite is copied while it is stopped" in ended.stderr
    assert list(tmp_path.iterdir()) == []
