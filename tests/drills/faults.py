"""Faults: killed workers, a database that goes away, a full disk."""

import hashlib
import os
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.browser import PASSWORD, Browser, heading
from tests.drills.disk import Disk, small_disk
from tests.drills.load import Crowd, how
from tests.drills.running import Process, Site, expect, wait_until
from tests.postgres import Cluster, cluster

PEOPLE, QUESTIONS, CERTIFICATES, KILLS = 6, 60, 40, 5


@contextmanager
def site_with_learners(store: Path | None = None) -> Iterator[tuple[Site, Cluster, list[dict]]]:
    """A site with the small course, and people who have begun its long quiz."""
    with (
        cluster(durable=True) as server,
        tempfile.TemporaryDirectory(prefix="lms-drill-") as folder,
    ):
        base = Path(folder)
        files = store or base
        site = Site(base, server.url(), files / "media", files / "private", server.programs)
        site.set_up()
        site.scene("small_course", str(QUESTIONS))
        yield site, server, site.scene("learners", str(PEOPLE))["people"]


# --- killed processes ---------------------------------------------------------------------------


def kill_drill() -> list[str]:
    """Kill web workers while answers are saved, and the task worker while it prints."""
    with site_with_learners() as (site, _server, people):
        with site.web() as web:
            lines = kill_web_workers(site, web, people)
        return [*lines, *kill_task_worker(site), *logs_are_clean(site)]


def kill_web_workers(site: Site, web: Process, people: list[dict]) -> list[str]:
    """SIGKILL one worker after another under load."""
    crowd = Crowd(site, web, people)
    with crowd:
        for _kill in range(KILLS):
            time.sleep(2)
            wait_until(lambda: len(web.children()) == 2, 20, "gunicorn has two workers")
            os.kill(web.children()[0], signal.SIGKILL)
        time.sleep(4)
        late = time.monotonic()
        time.sleep(3)
    missing = crowd.missing()
    expect(not missing, f"acknowledged and not on record: {missing}")
    unsaved = crowd.said(late) - Counter(saved=10**9)
    expect(not unsaved, f"long after the last kill there still is: {dict(unsaved)}")
    return [
        f"web workers killed {KILLS} times under {PEOPLE} people: "
        f"{crowd.acknowledged()} answers acknowledged, 0 missing; replies {dict(crowd.said())}"
    ]


def kill_task_worker(site: Site) -> list[str]:
    """SIGKILL the task worker while it prints, start it again, catch up."""
    site.scene("finishers", str(CERTIFICATES), "printed")
    kills = 0
    while kills < KILLS and (printed := count_printed(site)) < CERTIFICATES - 6:
        worker = site.worker()
        wait_until(lambda: count_printed(site) > printed + 2, 60, "the worker prints")  # noqa: B023
        worker.popen.kill()
        worker.popen.wait()
        kills += 1
    expect(kills >= 3, f"the worker was too quick: it was killed {kills} times only")
    killed_at = count_printed(site)
    site.work()
    tasks = "SELECT count(*) FROM django_tasks_database_dbtaskresult"
    cut_off = site.ask(f"{tasks} WHERE status = 'RUNNING'")
    waiting = CERTIFICATES - count_printed(site)
    said = site.manage("catch_up").strip()
    files = printed_once(site)
    return [
        f"the task worker killed {kills} times, at {killed_at} of {CERTIFICATES} certificates; "
        f"it left {cut_off[0][0]} tasks cut off and {waiting} unprinted; {said or 'nothing to do'}",
        f"{files} certificates printed once, each file with the SHA-256 on record",
    ]


def count_printed(site: Site) -> int:
    """How many certificates are printed."""
    query = "SELECT count(*) FROM courses_certificate WHERE rendered_at IS NOT NULL"
    return site.ask(query)[0][0]


def printed_once(site: Site) -> int:
    """Every certificate has one file with its sum, and there is no other file; how many."""
    rows = site.ask("SELECT number, file_name, sha256 FROM courses_certificate")
    for number, name, digest in rows:
        expect(name, f"{number} is not printed")
        found = hashlib.sha256((site.private / name).read_bytes()).hexdigest()
        expect(found == digest, f"{number} has another file than the one on record")
    named = {name for _number, name, _digest in rows}
    there = {str(p.relative_to(site.private)) for p in site.private.rglob("*") if p.is_file()}
    over = {name for name in there - named if not name.endswith(".part")}
    expect(not over, f"files of no record: {over}")
    return len(rows)


# --- the database -------------------------------------------------------------------------------


class Watch:
    """Asks one address again and again, and notes what it said and when."""

    def __init__(self, web: Process, path: str) -> None:
        self.web, self.path = web, path
        self.seen: list[tuple[float, int, float, str]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *reason) -> None:
        self._stop.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._stop.is_set():
            start = time.monotonic()
            try:
                reply = Browser(self.web.port).get(self.path)
                status, body = reply.status, reply.text
            except OSError as error:
                status, body = 0, type(error).__name__
            self.seen.append((start, status, time.monotonic() - start, body))
            time.sleep(0.2)

    def statuses(self, since: float = 0, until: float = float("inf")) -> dict[int, int]:
        """How often each status came for questions asked and answered in that time."""
        whole = [s for at, s, took, _body in self.seen if since <= at and at + took <= until]
        return dict(Counter(whole))

    def slowest(self) -> float:
        """The longest wait in seconds."""
        return max(took for _at, _status, took, _body in self.seen)


def restart_drill() -> list[str]:
    """Stop PostgreSQL for a while, then let it crash, under load; gunicorn stays as it is."""
    with site_with_learners() as (site, server, people), site.web() as web:
        crowd = Crowd(site, web, people)
        lines = []
        for mode, away in (("fast", 12), ("immediate", 0), ("fast", 40)):
            before = set(web.children())
            lines += stop_and_start(server, web, crowd, mode, away)
            expect(set(web.children()) == before, "gunicorn had to start workers again")
        missing = crowd.missing()
        expect(not missing, f"acknowledged and not on record: {missing}")
        total = crowd.acknowledged()
        lines.append(f"{total} answers acknowledged, 0 missing; gunicorn was never started again")
        return [*lines, *logs_are_clean(site)]


def stop_and_start(
    server: Cluster, web: Process, crowd: Crowd, mode: str, away: int
) -> Iterator[str]:
    """One outage of `away` seconds; a line about it."""
    signed_in = crowd.learners[0].browser
    with Watch(web, "/healthz") as health, Watch(web, "/readyz") as ready, crowd:
        time.sleep(3)
        stopped = time.monotonic()
        server.stop(mode)
        gone = time.monotonic()
        time.sleep(away)
        page = signed_in.get("/learn/") if away else None
        back = time.monotonic()
        server.start()
        started = time.monotonic()
        wait_until(lambda: crowd.said(started)["saved"] > 0, 20, "answers are saved again")
        recovered = time.monotonic() - started
        wait_until(lambda: ready.statuses(started).get(200), 20, "/readyz says 200 again")
        time.sleep(5)
        settled = time.monotonic()
        time.sleep(4)
    told = crowd.said(stopped)
    unclear = {said for said in told if said not in ("saved", "503 unavailable")}
    expect(not unclear, f"replies that say nothing: {unclear}")
    late = set(crowd.said(settled)) - {"saved"}
    expect(not late, f"nine seconds after the start there still is: {late}")
    expect(set(health.statuses()) == {200}, f"/healthz answered {health.statuses()}")
    expect(set(ready.statuses(settled)) == {200}, f"/readyz answers {ready.statuses(settled)}")
    if page is not None:
        expect(
            (page.status, heading(page.text)) == (503, "The site is away for a moment"),
            f"a page says {page.status} {heading(page.text)}",
        )
        during = ready.statuses(gone, back)
        expect(set(during) == {503}, f"/readyz answered {during} while the database was away")
    yield (
        f"{mode} stop, away {started - stopped:.1f} s: replies {dict(told)}; saved again "
        f"{recovered:.1f} s after the start; /healthz always 200, slowest {health.slowest():.1f} s;"
        f" /readyz {ready.statuses(stopped)}, slowest {ready.slowest():.1f} s"
    )


# --- the disk -----------------------------------------------------------------------------------


def disk_drill() -> list[str]:
    """Fill the disk under media and private files; then make room again."""
    with small_disk() as disk, site_with_learners(disk.folder) as (site, _server, people):
        lesson = site.scene("picture_lesson")["path"]
        holder, later = site.scene("finishers", "2", "waiting")["people"]
        with site.web() as web:
            disk.watch(web.popen.pid, *web.children())
            lines = full_disk(site, web, disk, people, holder, lesson)
            disk.make_room()
            lines += room_again(site, web, holder, later)
        return [f"the disk is {disk.description}", *lines, *logs_are_clean(site)]


def full_disk(
    site: Site, web: Process, disk: Disk, people: list[dict], holder: dict, lesson: str
) -> list[str]:
    """What people see while there is no room."""
    author, owner, anybody = Browser(web.port), Browser(web.port), Browser(web.port)
    author.sign_in("ada@example.org", PASSWORD)
    owner.sign_in(holder["address"], PASSWORD)
    author.get("/cms/images/add/")
    disk.fill()
    before = all_files(site)
    pdf = owner.get(f"/certificates/{holder['number']}.pdf")
    expect(pdf.status == 503 and "is being prepared" in pdf.text, f"the PDF: {how(pdf)}")
    with disk.limits():
        site.work()
    expect(count_printed(site) == 0, "a certificate was recorded without room for it")
    form = {"title": "A picture", "collection": "1"}
    page = author.upload("/cms/images/add/", form, "file", disk.picture)
    expect(page.status == 507 and "room" in heading(page.text), f"the upload: {how(page)}")
    ajax = {"X_Requested_With": "XMLHttpRequest"}
    many = author.upload("/cms/images/multiple/add/", form, "files[]", disk.picture, **ajax)
    sentence = many.json().get("error_message", "")
    expect("no room left" in sentence, f"the upload of several: {how(many)} {many.text[:200]}")
    ready = anybody.get("/readyz")
    expect(ready.status == 503 and ready.json()["storage"] is False, f"/readyz: {ready.text}")
    expect(anybody.get("/healthz").status == 200, "/healthz is not 200")
    reading = owner.get(lesson)
    expect(reading.status == 200, f"a lesson with a picture: {how(reading)}")
    crowd = Crowd(site, web, people[:2])
    with crowd:
        time.sleep(2)
    expect(set(crowd.said()) == {"saved"}, f"answers: {dict(crowd.said())}")
    expect(all_files(site) == before, f"left over: {all_files(site) - before}")
    return [
        f"the PDF answers {pdf.status} “being prepared”, and nothing is recorded or left over",
        f"an upload answers {page.status} “{heading(page.text)}”; several: “{sentence}”",
        f"/readyz answers 503 {ready.json()}; a lesson is read, "
        f"{crowd.acknowledged()} answers are saved",
    ]


def room_again(site: Site, web: Process, holder: dict, later: dict) -> list[str]:
    """What happens when there is room."""
    author, owner = Browser(web.port), Browser(web.port)
    expect(author.get("/readyz").status == 200, "/readyz is not 200 again")
    owner.sign_in(holder["address"], PASSWORD)
    pdf = owner.get(f"/certificates/{holder['number']}.pdf")
    expect(pdf.status == 200 and pdf.body.startswith(b"%PDF"), f"the PDF: {how(pdf)}")
    said = site.manage("catch_up").strip()
    expect("Certificates printed: 1, waiting: 0" in said, f"catch_up says: {said}")
    site.work()
    printed = printed_once(site)
    author.sign_in("ada@example.org", PASSWORD)
    author.get("/cms/images/add/")
    form = {"title": "A picture", "collection": "1"}
    page = author.upload("/cms/images/add/", form, "file", Disk.picture)
    expect(page.status == 302, f"the upload: {how(page)}")
    return [
        f"with room again the owner gets the PDF, catch_up prints that of {later['number']}, "
        f"{printed} files have the SHA-256 on record, the upload is stored"
    ]


def all_files(site: Site) -> set[str]:
    """The files below media and private, without sizes of pictures."""
    found = [p for folder in (site.media, site.private) for p in folder.rglob("*") if p.is_file()]
    return {str(path) for path in found}


# --- logs ---------------------------------------------------------------------------------------


def logs_are_clean(site: Site) -> list[str]:
    """No address, code or query in what gunicorn, the site and the worker wrote."""
    text = "".join(log.read_text(errors="replace") for log in site.folder.glob("*.log"))
    expect("@example.org" not in text, "an address of a person stands in the logs")
    codes = [code for (code,) in site.ask("SELECT code FROM courses_certificate")]
    expect(not [code for code in codes if code in text], "a code stands in the logs")
    return [f"{len(text.splitlines())} lines of logs without an address or a code"]
