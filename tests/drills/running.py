"""A site as in service: its folders, its settings, gunicorn, the worker; all of it our own."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.drills.browser import Browser
from tests.postgres import free_port
from tests.run import environment

ROOT = Path(__file__).resolve().parent.parent.parent


class DrillError(Exception):
    """A drill found what must not be; the text says what."""


def expect(right: object, sentence: str) -> None:
    """Raise DrillError with the sentence unless `right`."""
    if not right:
        raise DrillError(sentence)


def wait_until(ready, seconds: float, what: str) -> float:
    """Ask again and again until it is so; the seconds that it took. Raises DrillError."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if ready():
            return time.monotonic() - start
        time.sleep(0.05)
    raise DrillError(f"After {seconds:.0f} seconds still not so: {what}.")


@dataclass
class Process:
    """A process of ours and the file of its output."""

    popen: subprocess.Popen
    log: Path
    port: int = 0

    def children(self) -> list[int]:
        """The ids of the processes that it has made."""
        done = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.popen.pid)], capture_output=True, text=True
        )
        return [int(number) for number in done.stdout.split()]

    def end(self) -> None:
        """End it in order, at the latest after ten seconds."""
        self.popen.terminate()
        try:
            self.popen.wait(10)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


@dataclass
class Site:
    """One installation: a database, folders, keys."""

    folder: Path
    database_url: str
    media: Path
    private: Path
    programs: Path
    more: Mapping[str, str] = field(default_factory=dict)
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32))

    def environment(self) -> dict[str, str]:
        """The settings of a careful operator; PostgreSQL's programs come first on the PATH."""
        values = environment(
            {
                "DEBUG": "0",
                "SECRET_KEY": self.secret_key,
                "SIGNING_KEY": "dGVzdC1zaWduaW5nLWtleS1vZi0zMi1ieXRlcy0wMDE=",
                "SITE_URL": "https://learn.example.org",
                "ALLOWED_HOSTS": "learn.example.org,127.0.0.1",
                "DATABASE_URL": self.database_url,
                "CACHE_URL": "dbcache://lms_cache",
                "EMAIL_URL": f"filemail://{quote(str(self.folder / 'mail'))}",
                "STORAGE_URL": f"file://{quote(str(self.media))}",
                "PRIVATE_ROOT": str(self.private),
                "STAFF_MFA_REQUIRED": "0",
                "BEHIND_TLS_PROXY": "1",
                "LOG_FORMAT": "json",
                **self.more,
            }
        )
        return {**values, "PATH": f"{self.programs}{os.pathsep}{values['PATH']}"}

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a command to its end; its output. Raises DrillError unless it ends as expected."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=300
        )
        if (done.returncode != 0) != fails:
            raise DrillError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout + (done.stderr if fails else "")

    def manage(self, *arguments: str) -> str:
        """Run a management command."""
        return self.run(sys.executable, "manage.py", *arguments)

    def work(self) -> None:
        """Have the worker do everything that waits for it."""
        self.manage("db_worker", "--backend", "lms", "--batch", "--no-startup-delay")

    def scene(self, verb: str, *arguments: str) -> dict:
        """Have `tests.drills.scene` do something in the site; what it says."""
        said = self.run(sys.executable, "-m", "tests.drills.scene", verb, *arguments)
        return json.loads(said.splitlines()[-1])

    def set_up(self) -> None:
        """As docs/operate.md says."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.manage("setup_site")

    def ask(self, query: str) -> list[tuple]:
        """The rows of a query, over a connection of its own."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()

    def _start(self, name: str, *command: str, port: int = 0) -> Process:
        log = self.folder / f"{name}.log"
        with log.open("a") as output:
            popen = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return Process(popen, log, port)

    @contextmanager
    def web(self) -> Iterator[Process]:
        """gunicorn with two workers of eight threads on a port of 127.0.0.1, ready."""
        port = free_port()
        options = "--worker-class gthread --no-control-socket --workers 2 --threads 8 --timeout 30"
        command = ["-m", "gunicorn", "lms.wsgi", *options.split(), "--bind", f"127.0.0.1:{port}"]
        command += ["--access-logfile", "-", "--access-logformat", ACCESS]
        process = self._start("web", *command, port=port)
        try:
            wait_until(lambda: answers(port), 60, "gunicorn answers")
            yield process
        finally:
            process.end()

    def worker(self, *options: str) -> Process:
        """The task worker; the caller ends it."""
        command = ("manage.py", "db_worker", "--backend", "lms", "--no-startup-delay", *options)
        return self._start("worker", *command)


# The one that docs/operate.md gives.
ACCESS = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"


def answers(port: int) -> bool:
    """Whether somebody answers at /healthz."""
    try:
        return Browser(port).get("/healthz").status == 200
    except OSError:
        return False
