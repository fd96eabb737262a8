"""Every budget is kept: `pytest -m bench`. In a process of its own, under production settings."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.bench
def test_no_budget_is_over() -> None:
    command = [sys.executable, "-m", "tests.benchmarks"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    rows = [line for line in done.stdout.splitlines() if line.startswith("BENCH ")]
    assert rows, done.stderr
    assert not [row for row in rows if row.endswith(" over")], done.stdout
    assert done.returncode == 0, done.stderr
