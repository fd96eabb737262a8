"""Run the whole suite, stage by stage: what `make test` does.

    .venv/bin/python tests/run.py                     every stage
    .venv/bin/python tests/run.py sqlite journeys     some of them

With two processors or more, the suite on SQLite runs beside the stages that follow it, and its
output comes when they are done; the browser's journeys, which watch the clock, run alone.

A stage that fails does not stop the next one. At the end come a table and, when tests ran, a last
line such as `431 passed, 0 failed`, summed over the stages. The exit status is 0 when nothing
failed; a stage that this machine cannot run (no PostgreSQL, no Chromium) says so in one line and is
no failure.

Only the standard library is used, so that a broken package is reported by a stage and not by this
file.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python would look in tests/ only

from tests import postgres as server  # noqa: E402

REPORTS = ROOT / "var" / "test"

OK, FAILED, NOT_RUN = "ok", "FAILED", "not run"

# What may be set in the caller's shell and must not reach the tests. Each may also be NAME_FILE.
SETTINGS = (
    "ALLOWED_HOSTS",
    "BEHIND_TLS_PROXY",
    "CACHE_URL",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_URL",
    "INVITATION_DAYS",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "MAIL_FROM",
    "PRIVATE_ROOT",
    "PRIVATE_STORAGE_URL",
    "RETENTION_YEARS",
    "SECRET_KEY",
    "SIGNING_KEY",
    "SITE_URL",
    "STAFF_MFA_REQUIRED",
    "STORAGE_URL",
    "TRUSTED_PROXIES",
)

# pytest's exit codes that are not a plain "some tests failed".
PYTEST_TROUBLE = {
    2: "pytest was interrupted, or a test file could not be imported",
    3: "pytest stopped with an internal error",
    4: "pytest did not understand its arguments (does the directory exist?)",
    5: "no test matched: a stage without tests proves nothing",
}


@dataclass
class Outcome:
    """How a stage ended. The counts are of tests; errors in set-up count as failed."""

    state: str
    note: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    @property
    def remark(self) -> str:
        """The last column of the table."""
        tests = f"{self.passed} passed, {self.failed} failed" if self.passed + self.failed else ""
        skipped = f"{self.skipped} skipped" if self.skipped else ""
        return ", ".join(part for part in (tests, skipped, self.note) if part)


# --- environments -------------------------------------------------------------------------------


def environment(values: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without this project's settings, plus `values`.

    LMS_ENV_FILE is empty, which means: read no file, so that nobody's var/dev.env decides a test.
    """
    ours = {name + suffix for name in SETTINGS for suffix in ("", "_FILE")}
    ours.add("DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "LMS_ENV_FILE": "", **values}


def sqlite_url(name: str) -> str:
    """A database file under var/test; quoted, since the clone's path may have spaces."""
    return "sqlite:///" + quote(str(REPORTS / name))


def suite_environment(database_url: str, **more: str) -> dict[str, str]:
    """What every pytest stage runs under. The keys are fixed: tests may compare signatures."""
    return environment(
        {
            "DEBUG": "1",
            "SECRET_KEY": "test-" + "0123456789" * 5,
            "SIGNING_KEY": "dGVzdC1zaWduaW5nLWtleS1vZi0zMi1ieXRlcy0wMDE=",
            "DATABASE_URL": database_url,
            **more,
        }
    )


def production_environment() -> dict[str, str]:
    """What a careful operator would set; `check --deploy` has to find nothing to say."""
    return environment(
        {
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_hex(32),
            "SIGNING_KEY": "dGVzdC1zaWduaW5nLWtleS1vZi0zMi1ieXRlcy0wMDE=",
            "SITE_URL": "https://learn.example.org",
            "ALLOWED_HOSTS": "learn.example.org",
            "DATABASE_URL": sqlite_url("deploy.sqlite3"),
            "EMAIL_URL": "smtp://localhost:25",
        }
    )


# --- running things -----------------------------------------------------------------------------


def call(command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Run a command from the project's root, its output on ours; return its exit status.

    When we are interrupted, so is the command, and we wait for it: nothing is left behind. Ctrl-C
    reaches it from the terminal; what else ends us (see `server.end_in_order`) we have to pass on.
    """
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        return process.wait()
    except BaseException as reason:
        if not isinstance(reason, KeyboardInterrupt):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def python(*arguments: str, env: Mapping[str, str] | None = None) -> int:
    """Run this same Python with `arguments`."""
    return call([sys.executable, *arguments], env)


def outcome_of(*codes: int) -> Outcome:
    """The outcome of commands that only have an exit status."""
    return Outcome(FAILED if any(codes) else OK)


def pytest(stage: str, *arguments: str, env: Mapping[str, str]) -> Outcome:
    """Run pytest and read the counts from its JUnit report, var/test/<stage>.xml."""
    report = REPORTS / f"{stage}.xml"
    report.unlink(missing_ok=True)
    code = python("-m", "pytest", "-q", f"--junitxml={report}", *arguments, env=env)
    passed, failed, skipped = counts(report)
    if code == 0:
        return Outcome(OK, passed=passed, failed=failed, skipped=skipped)
    note = PYTEST_TROUBLE.get(code, "" if code == 1 else f"pytest ended with status {code}")
    if note:
        print(f"{stage}: {note}.")
    return Outcome(FAILED, note, passed, max(failed, 1), skipped)


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report; zeros when there is none."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return 0, 0, 0

    def total(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    failed = total("failures") + total("errors")
    skipped = total("skipped")
    return total("tests") - failed - skipped, failed, skipped


# --- the stages without services ----------------------------------------------------------------


def lint() -> Outcome:
    """Style: both commands always run, so that one report holds everything."""
    check = python("-m", "ruff", "check")
    return outcome_of(check, python("-m", "ruff", "format", "--check"))


def types() -> Outcome:
    """mypy on the modules named in pyproject.toml."""
    return outcome_of(python("-m", "mypy", env=suite_environment(sqlite_url("types.sqlite3"))))


def makemigrations() -> Outcome:
    """Models and migrations agree."""
    env = suite_environment(sqlite_url("makemigrations.sqlite3"))
    return outcome_of(python("manage.py", "makemigrations", "--check", "--dry-run", env=env))


def deploy() -> Outcome:
    """Django's checks for a public site, under production settings."""
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return outcome_of(python(*command, env=production_environment()))


def sqlite() -> Outcome:
    """Everything but browsers and migrations, on SQLite."""
    markers = "not journey and not migrations and not bench"
    env = suite_environment(sqlite_url("suite.sqlite3"))
    return pytest("sqlite", "--no-migrations", "-m", markers, env=env)


def migrations() -> Outcome:
    """The full migrations, once."""
    env = suite_environment(sqlite_url("migrations.sqlite3"))
    return pytest("migrations", "--migrations", "-m", "migrations", env=env)


# --- PostgreSQL ---------------------------------------------------------------------------------


def postgres() -> Outcome:
    """The tests that touch the database, on a PostgreSQL server of our own."""
    programs = server.find_postgres()
    if programs is None:
        print("PostgreSQL tests not run: no initdb found (Debian: apt-get install postgresql).")
        return Outcome(NOT_RUN, "no initdb found")
    try:
        with server.postgres(programs) as url:
            return pytest(
                "postgres",
                "--no-migrations",
                "-m",
                "database and not journey and not migrations and not bench and not sqlite_only",
                env=suite_environment(url),
            )
    except server.ClusterError as error:
        print(f"The PostgreSQL server in {programs} could not be used: {error}")
        return Outcome(FAILED, "the server did not start")


# --- browser journeys ---------------------------------------------------------------------------


def journeys() -> Outcome:
    """People's paths through the site, in headless Chromium."""
    chromium = find_chromium() or install_chromium()
    if chromium is None:
        print("Browser journeys not run: no Chromium found (set CHROMIUM, or install chromium).")
        return Outcome(NOT_RUN, "no Chromium found")
    # Playwright runs an event loop in the tests' thread; Django would refuse the database there.
    env = suite_environment(
        sqlite_url("journeys.sqlite3"), CHROMIUM=chromium, DJANGO_ALLOW_ASYNC_UNSAFE="true"
    )
    return pytest("journeys", "--no-migrations", "-m", "journey", "tests/journeys", env=env)


def find_chromium() -> str | None:
    """A Chromium that starts: $CHROMIUM, else the usual names. Ubuntu's may be an empty stub."""
    names = (
        os.environ.get("CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
    paths = (shutil.which(name) for name in names if name)
    return next((path for path in paths if path and answers(path)), None)


def answers(program: str) -> bool:
    """Whether `program --version` works."""
    try:
        done = subprocess.run([program, "--version"], check=False, capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install_chromium() -> str | None:
    """As root on Debian or Ubuntu, install Chromium; the log is var/test/apt.log."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    log = REPORTS / "apt.log"
    print("Installing Chromium (a minute or two; output in var/test/apt.log) ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("w") as output:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
            subprocess.run(command, check=False, stdout=output, stderr=subprocess.STDOUT, env=env)
    return find_chromium()


# --- the whole ----------------------------------------------------------------------------------

STAGES: dict[str, tuple[str, Callable[[], Outcome]]] = {
    "lint": ("ruff: style and format", lint),
    "types": ("mypy", types),
    "makemigrations": ("models and migrations agree", makemigrations),
    "deploy": ("check --deploy under production settings", deploy),
    "sqlite": ("the suite on SQLite", sqlite),
    "migrations": ("the full migrations on SQLite", migrations),
    "postgres": ("tests that touch the database, on PostgreSQL", postgres),
    "journeys": ("browser journeys in headless Chromium", journeys),
}


def run_stage(name: str, place: str) -> Outcome:
    """Announce a stage, run it, and say how it ended and after how many seconds."""
    title, stage = STAGES[name]
    print(f"\n=== {place} {name}: {title}", flush=True)
    start = time.monotonic()
    outcome = stage()
    outcome.seconds = time.monotonic() - start
    print(f"--- {name}: {outcome.state} after {outcome.seconds:.1f} s", flush=True)
    return outcome


# Runs beside these, which come after it.
BESIDE, MEANWHILE = "sqlite", ("migrations", "postgres")


@contextmanager
def beside(name: str, place: str) -> Iterator[Callable[[], Outcome]]:
    """Start a stage as a process of its own; the call that it yields waits, prints and counts."""
    log, start = REPORTS / f"{name}.log", time.monotonic()
    print(f"\n=== {place} {name}: {STAGES[name][0]}, beside the next stages", flush=True)
    with log.open("w") as output:
        command = [sys.executable, str(Path(__file__).resolve()), name]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            yield lambda: _end_of(process, name, log, start)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _end_of(process: subprocess.Popen, name: str, log: Path, start: float) -> Outcome:
    """The outcome of a stage that ran beside others, after what it printed."""
    code = process.wait()
    seconds = time.monotonic() - start
    print(log.read_text(errors="replace"), flush=True)
    passed, failed, skipped = counts(REPORTS / f"{name}.xml")
    state = OK if code == 0 else FAILED
    failed = failed if code == 0 else max(failed, 1)
    return Outcome(state, passed=passed, failed=failed, skipped=skipped, seconds=seconds)


def run_stages(names: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    """Every stage's outcome, as it ends."""
    places = {name: f"{number}/{len(names)}" for number, name in enumerate(names, start=1)}
    meanwhile = [name for name in names if name in MEANWHILE]
    if BESIDE not in names or not meanwhile or (os.cpu_count() or 1) < 2:
        for name in names:
            yield name, run_stage(name, places[name])
        return
    for name in names:
        if name in MEANWHILE:
            continue
        if name != BESIDE:
            yield name, run_stage(name, places[name])
            continue
        with beside(name, places[name]) as ended:
            for other in meanwhile:
                yield other, run_stage(other, places[other])
            yield name, ended()


def summary(outcomes: Mapping[str, Outcome]) -> str:
    """The table; after it the sum of all tests, alone on the last line, when there were any."""
    lines = ["", f"{'Stage':<16}{'Result':<9}{'Seconds':>8}"]
    for name, outcome in outcomes.items():
        line = f"{name:<16}{outcome.state:<9}{outcome.seconds:>8.1f}  {outcome.remark}"
        lines.append(line.rstrip())
    failed = [name for name, outcome in outcomes.items() if outcome.state == FAILED]
    if failed:
        lines.append("Failed: " + ", ".join(failed))
    passed = sum(outcome.passed for outcome in outcomes.values())
    broken = sum(outcome.failed for outcome in outcomes.values())
    if passed + broken:
        lines += ["", f"{passed} passed, {broken} failed"]
    return "\n".join(lines)


def chosen_stages() -> list[str]:
    """The stages named on the command line, all when none is; in the fixed order."""
    listing = "\n".join(f"  {name:<16}{title}" for name, (title, _) in STAGES.items())
    parser = argparse.ArgumentParser(
        description="Run the test suite.",
        epilog="stages:\n" + listing,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="run only these (default: all)")
    asked = parser.parse_args().stages
    unknown = [name for name in asked if name not in STAGES]
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}; there are {', '.join(STAGES)}")
    return [name for name in STAGES if not asked or name in asked]


def main() -> int:
    """Run the stages; 0 when none failed, 1 when one did, 130 when interrupted."""
    server.end_in_order()
    names = chosen_stages()
    REPORTS.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}
    try:
        for name, outcome in run_stages(names):
            outcomes[name] = outcome
    except KeyboardInterrupt:
        print("\nInterrupted.")
        return 130
    print(summary({name: outcomes[name] for name in names}), flush=True)
    return 1 if any(outcome.state == FAILED for outcome in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
