"""`manage.py demo`: everything set up and served on one machine, to look at and try."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lms.portal.demo import PASSWORD, PEOPLE, make_demo_people
from lms.portal.demo_editions import make_demo_editions

_STAMP = "demo-migrations"
_EVERY_MINUTE = 60


def _migrations_digest() -> str:
    """What the database must have been made from, our own packages' migrations."""
    digest = hashlib.sha256()
    for folder in ("content", "courses", "lms"):
        for path in sorted((settings.BASE_DIR / folder).rglob("migrations/*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class Command(BaseCommand):
    """Sets up, then runs the server, the task worker and the clock until it is stopped."""

    help = "Set up a demo site and serve it with its worker; needs DEBUG on."

    def add_arguments(self, parser) -> None:
        """Only setting up, for tests and scripts."""
        parser.add_argument("--setup-only", action="store_true", help="set up, do not serve")

    def handle(self, *args, setup_only: bool, **options) -> None:
        """Set up and serve."""
        if not settings.DEBUG:
            raise CommandError("The demo has published passwords: it runs with DEBUG=1 only.")
        port = os.environ.get("PORT", "8000")
        # Mails, QR codes and links of the CMS lead to where the demo is served.
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"
        self._set_up()
        if not setup_only:
            self._serve(port)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _set_up(self) -> None:
        database = Path(str(settings.DATABASES["default"]["NAME"]))
        stamp = settings.VAR_DIR / _STAMP
        self._set_aside_old(database, stamp)
        if not database.exists():
            self._say("Preparing the database (about a minute the first time) …")
        call_command("migrate", verbosity=0)
        stamp.write_text(_migrations_digest())
        call_command("setup_site", stdout=self.stdout)
        call_command("load_curriculum", stdout=self.stdout)
        make_demo_people()
        make_demo_editions()

    def _set_aside_old(self, database: Path, stamp: Path) -> None:
        """A database made from other migrations cannot be brought up to date before a release."""
        settings.VAR_DIR.mkdir(exist_ok=True)
        if "sqlite" not in settings.DATABASES["default"]["ENGINE"] or not database.exists():
            return
        if stamp.exists() and stamp.read_text() == _migrations_digest():
            return
        aside = database.with_suffix(f".{datetime.now():%Y%m%d-%H%M%S}.old")
        database.rename(aside)
        for tail in ("-wal", "-shm"):
            database.with_name(database.name + tail).unlink(missing_ok=True)
        self._say(f"The demo's database was made by another version: set aside as {aside.name}.")

    def _serve(self, port: str) -> None:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        children = [
            subprocess.Popen(  # noqa: S603 - our own commands
                [*manage, *arguments], env={**os.environ, "SITE_URL": settings.SITE_URL}
            )
            for arguments in (
                ["runserver", "--noreload", f"127.0.0.1:{port}"],
                ["db_worker", "--backend", "lms", "--no-reload", "--no-startup-delay"],
            )
        ]
        self._introduce(port)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self._run_clock(children)
        except KeyboardInterrupt:
            pass
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=10)

    def _run_clock(self, children: list[subprocess.Popen]) -> None:
        """Publish what is due and tend the editions every minute, as timers do in production."""
        next_time = time.monotonic()
        while all(child.poll() is None for child in children):
            if time.monotonic() >= next_time:
                call_command("publish_scheduled", verbosity=0)
                call_command("tend_editions", stdout=StringIO())
                next_time = time.monotonic() + _EVERY_MINUTE
            time.sleep(0.5)
        raise CommandError("The server or the worker ended; see its message above.")

    def _introduce(self, port: str) -> None:
        who = ", ".join(f"{short}@example.org" for short, *_rest in PEOPLE)
        self._say(
            f"\n  Open       http://127.0.0.1:{port}/\n"
            f"  Sign in    {who}\n"
            f"  Password   {PASSWORD}\n"
            f"  CMS        http://127.0.0.1:{port}/cms/\n"
            f"  Mail       is written to {settings.EMAIL_FILE_PATH}\n"
            "  Stop       with Ctrl-C\n"
        )
