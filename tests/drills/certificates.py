"""The certificates of a large edition by one worker: what each costs, and what a kill loses."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.drills.faults import count_printed, logs_are_clean, printed_once, site_with_learners
from tests.drills.running import Process, Site, expect, wait_until

PEOPLE = 500
# The budget of one certificate (design, section 7), and what a worker may grow over 400 of them.
MOST_OF_FLOOR, MOST_GROWTH_MB = 1.5, 30
_TICKS = os.sysconf("SC_CLK_TCK")
_CERTIFICATES = "SELECT count(*) FROM courses_certificate"


@dataclass(frozen=True)
class Use:
    """What a process has used so far: seconds of processor time, megabytes of memory."""

    seconds: float
    megabytes: float


def used_by(process: Process) -> Use:
    """Read from the system; Linux only, as is all of the drills."""
    of = Path("/proc") / str(process.popen.pid)
    ticks = of.joinpath("stat").read_text().rpartition(")")[2].split()[11:13]
    status = of.joinpath("status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return Use(sum(map(int, ticks)) / _TICKS, int(resident.split()[1]) / 1024)


def edition_drill() -> list[str]:
    """500 certificates measured; 500 more with the worker killed while it issues and prints."""
    with site_with_learners() as (site, _server, _people):
        return [*measured(site), *killed(site), *logs_are_clean(site)]


def issued(site: Site) -> int:
    """How many certificates there are."""
    return site.ask(_CERTIFICATES)[0][0]


def measured(site: Site) -> list[str]:
    """One worker issues and prints for a whole edition."""
    site.scene("finished_edition", "measured", str(PEOPLE))
    ordered = site.scene("order", "measured")["people"]
    expect(ordered == PEOPLE, f"{ordered} were ordered")
    before = site.scene("floor")["milliseconds"]
    worker, seen, start = site.worker(), {}, time.monotonic()
    try:
        for name, ready in {
            "issuing": lambda: issued(site),
            "issued": lambda: issued(site) == PEOPLE,
            "the 20th": lambda: count_printed(site) >= 20,
            "the 100th": lambda: count_printed(site) >= 100,
            "the 500th": lambda: count_printed(site) == PEOPLE,
        }.items():
            wait_until(ready, 300, f"the worker is at: {name}")
            seen[name] = used_by(worker), count_printed(site)
    finally:
        worker.end()
    took = time.monotonic() - start
    floor = (before + site.scene("floor")["milliseconds"]) / 2
    (began, _none), (all_issued, _few) = seen["issuing"], seen["issued"]
    (warm, printed_warm), (last, _all) = seen["the 20th"], seen["the 500th"]
    grew = last.megabytes - seen["the 100th"][0].megabytes
    each = 1000 * (last.seconds - began.seconds) / PEOPLE
    issuing = 1000 * (all_issued.seconds - began.seconds) / PEOPLE
    printing = 1000 * (last.seconds - warm.seconds) / (PEOPLE - printed_warm)
    lines = [
        f"{PEOPLE} issued and printed in {took:.0f} s; processor time each {each:.1f} ms: to issue "
        f"{issuing:.1f}, to print when warm {printing:.1f}",
        f"the floor is {floor:.1f} ms: each costs {each / floor:.2f} of it (at most "
        f"{MOST_OF_FLOOR}), printing alone {printing / floor:.2f}",
        f"memory {last.megabytes:.0f} MB at the 500th, {grew:+.1f} MB since the 100th",
    ]
    expect(each / floor <= MOST_OF_FLOOR, f"too dear. {' '.join(lines)}")
    expect(grew < MOST_GROWTH_MB, f"the worker grows. {' '.join(lines)}")
    return [*lines, *each_once(site, PEOPLE)]


def killed(site: Site) -> list[str]:
    """SIGKILL the worker while it issues, and again while it prints; an hour passes each time."""
    site.scene("finished_edition", "killed", str(PEOPLE))
    site.scene("order", "killed")
    kill_when(site, lambda: issued(site) > PEOPLE + 150, "it has issued to 150")
    at_issuing = issued(site) - PEOPLE
    expect(at_issuing < PEOPLE, "the worker was too quick: it had issued to all")
    site.work()
    expect(count_printed(site) == issued(site), "what was issued before the kill is not printed")
    expect(an_hour_passes(site), "the kill cut no task off")
    site.manage("catch_up")
    kill_when(site, lambda: count_printed(site) > PEOPLE + 300, "it has printed 300")
    at_printing = count_printed(site) - PEOPLE
    expect(issued(site) == 2 * PEOPLE, f"after the second run {issued(site)} are issued")
    expect(at_printing < PEOPLE, "the worker was too quick: it had printed all")
    site.work()
    left = 2 * PEOPLE - count_printed(site)
    an_hour_passes(site)
    said = site.manage("catch_up").strip()
    return [
        f"killed at {at_issuing} issued and again at {at_printing} printed; at the end {left} "
        f"waited for the timer; {said or 'nothing to do'}",
        *each_once(site, 2 * PEOPLE),
    ]


def kill_when(site: Site, ready, what: str) -> None:
    """Start a worker and SIGKILL it in the middle of its work."""
    worker = site.worker()
    wait_until(ready, 300, what)
    worker.popen.kill()
    worker.popen.wait()


def an_hour_passes(site: Site) -> int:
    """A task that is cut off is taken for lost after an hour: its beginning is put back."""
    table = "django_tasks_database_dbtaskresult"
    moved = site.ask(
        f"UPDATE {table} SET started_at = started_at - interval '61 minutes' "
        "WHERE status = 'RUNNING' RETURNING id"
    )
    return len(moved)


def each_once(site: Site, people: int) -> list[str]:
    """Everybody has exactly one, printed, and the numbers have no hole."""
    one_each = site.ask(
        "SELECT count(*), count(DISTINCT (holder_id, kind, subject_key)), count(DISTINCT sha256), "
        "count(*) FILTER (WHERE state = 'valid' AND rendered_at IS NOT NULL), "
        "max(right(number, 6)::int) - min(right(number, 6)::int) + 1 FROM courses_certificate"
    )[0]
    expect(set(one_each) == {people}, f"of {people}: rows, people, files, printed, span {one_each}")
    files = printed_once(site)
    return [f"{files} certificates, one for each person, each printed once, numbers without a hole"]
