"""A throw-away PostgreSQL server on a free port of 127.0.0.1, for tests and drills.

    with postgres() as url: ...            its DATABASE_URL
    with cluster(durable=True) as server:  the same, to stop and start again

It needs a password, so that other people on this machine cannot use it. It is stopped and removed
whatever happens, Ctrl-C included. Only the standard library is used.
"""

from __future__ import annotations

import glob
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

Runner = Callable[[Sequence[str | Path]], "subprocess.CompletedProcess[str]"]
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ClusterError(Exception):
    """The private PostgreSQL server could not be made or started; the text says why."""


@dataclass
class Cluster:
    """A server of our own. `programs` is the folder of pg_dump, psql and the rest."""

    programs: Path
    base: Path
    run: Runner
    password: str
    durable: bool
    port: int = 0

    def url(self, database: str = "postgres") -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://tests:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers; again on the same port. Raises ClusterError."""
        log = self.base / "server.log"
        command: list[str | Path] = [self.programs / "pg_ctl", "-w", "-D", self.base / "data"]
        # Somebody else may take the free port between our look and the start.
        for _attempt in range(3):
            port = self.port or free_port()
            options = f"-p {port} -c listen_addresses=127.0.0.1"
            options += f" -c unix_socket_directories={self.base}"
            options += "" if self.durable else "".join(f" -c {choice}" for choice in HASTE)
            if self.run([*command, "-l", log, "-o", options, "start"]).returncode == 0:
                self.port = port
                return
        raise ClusterError(log.read_text().strip() if log.exists() else "pg_ctl start failed.")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends transactions in order, `immediate` is as good as a crash."""
        if (self.base / "data" / "postmaster.pid").exists():
            self.run([self.programs / "pg_ctl", "-D", self.base / "data", "-m", mode, "-w", "stop"])


@contextmanager
def postgres(programs: Path | None = None) -> Iterator[str]:
    """A throw-away server that syncs nothing to disk; yields its DATABASE_URL.

    Raises ClusterError when there is no PostgreSQL, or when it does not start.
    """
    with cluster(programs) as server:
        yield server.url()


@contextmanager
def cluster(programs: Path | None = None, durable: bool = False) -> Iterator[Cluster]:
    """A throw-away server; a durable one keeps, as in service, what it has acknowledged."""
    programs = programs or find_postgres()
    if programs is None:
        raise ClusterError("no initdb found (Debian: apt-get install postgresql).")
    # A short path: the name of a Unix socket may have about 100 characters.
    base = Path(tempfile.mkdtemp(prefix="lms-pg-", dir="/tmp" if os.path.isdir("/tmp") else None))
    server = Cluster(programs, base, server_account(base), secrets.token_hex(16), durable)
    try:
        initialise(server)
        server.start()
        yield server
    finally:
        # From here on a second Ctrl-C must not leave the server behind.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.stop("immediate")
        shutil.rmtree(base, ignore_errors=True)
        signal.signal(signal.SIGINT, before)


def find_postgres() -> Path | None:
    """The directory with initdb, pg_ctl and postgres: on the PATH, else the newest installed."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    installed = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin")
    places += sorted(map(Path, installed), key=version_in_path, reverse=True)
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], check=False, capture_output=True, text=True
        )
        places.append(Path(answer.stdout.strip()))
    needed = ("initdb", "pg_ctl", "postgres")
    for place in places:
        if all(os.access(place / program, os.X_OK) for program in needed):
            return place
    return None


def version_in_path(path: Path) -> tuple[int, ...]:
    """(15,) for /usr/lib/postgresql/15/bin: numbers, so that 9 comes before 15."""
    return tuple(int(number) for number in re.findall(r"\d+", str(path)))


def server_account(base: Path) -> Runner:
    """How to run the server's programs: PostgreSQL refuses to run as root.

    As root, `base` is given to the user postgres, else nobody, and the commands run as that user.
    """
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        account = unprivileged_account()
        os.chown(base, account.pw_uid, account.pw_gid)
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        # Output goes to a file: the server keeps it open, and would keep a pipe open.
        with (base / "output.txt").open("w+") as output:
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                cwd=base,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **who,  # type: ignore[call-overload]
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    return run


def unprivileged_account() -> pwd.struct_passwd:
    """The user that may run PostgreSQL when we are root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ClusterError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def initialise(server: Cluster) -> None:
    """Make the cluster's files; C.UTF-8 where the system has it, else C."""
    password_file = server.base / "password"
    password_file.write_text(server.password)
    owner = server.base.stat()
    os.chown(password_file, owner.st_uid, owner.st_gid)
    command: list[str | Path] = [server.programs / "initdb", "-D", server.base / "data"]
    command += ["-U", "tests", "-E", "UTF8", "--auth=scram-sha-256"]
    command += [f"--pwfile={password_file}", "--no-sync"]
    for locale in ("C.UTF-8", "C"):
        done = server.run([*command, f"--locale={locale}"])
        if done.returncode == 0:
            return
    raise ClusterError(done.stdout.strip())


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_in_order() -> None:
    """From now on, leave in order when asked to end: the server is stopped on the way out."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup keeps working
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
