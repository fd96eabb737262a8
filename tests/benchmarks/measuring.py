"""How things are measured: statements, processor time, bytes."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
WARM_UP = 5
DEPTHS = 64


@dataclass(frozen=True)
class Row:
    """One budget: what was measured and the most it may be."""

    name: str
    value: float
    limit: float

    @property
    def over(self) -> bool:
        """Whether the budget is broken."""
        return self.value > self.limit

    def __str__(self) -> str:
        state = "over" if self.over else "ok"
        return f"BENCH {self.name} {self.value:.4g} {self.limit:g} {state}"


def same(name: str, counts: list[int]) -> Row:
    """The number of different counts, which may be 1."""
    return Row(name, len(set(counts)), 1)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SELECT, INSERT, UPDATE and DELETE statements; nothing is logged at other times."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.lstrip("( ").startswith(VERBS):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


class Visitor:
    """A signed-in person's browser."""

    def __init__(self, person) -> None:
        self.client = Client(HTTP_HOST="learn.example.org")
        self.client.force_login(person)

    def get(self, path: str, **headers: str) -> HttpResponseBase:
        """A page, which must be there."""
        response = self.client.get(path, secure=True, headers=headers)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        return response

    def queries(self, path: str) -> int:
        """The statements of one view when the caches are warm."""
        for _time in range(2):
            self.get(path)
        with statements() as found:
            self.get(path)
        return len(found)

    def posting(self, path: str, data: dict, **headers: str) -> int:
        """The statements of one form, which must succeed."""
        self.get("/accounts/me/")  # warm: the session and everything that all answers share
        with statements() as found:
            response = self.client.post(path, data, secure=True, headers=headers)
        assert response.status_code in (200, 302), f"{path}: {response.status_code}"
        return len(found)

    def viewing(self, path: str) -> Callable[[], object]:
        """One view again and again, through all middleware, without the client's own work."""
        environ = self.client._base_environ(PATH_INFO=path, **{"wsgi.url_scheme": "https"})
        handler = self.client.handler
        return lambda: handler(dict(environ))


class Cost(NamedTuple):
    """What one run takes in milliseconds: of our own processor time, and by the clock.

    The clock counts the database's work too, and that of everybody else on the machine: it is
    told, not judged.
    """

    processor: float
    clock: float

    def __str__(self) -> str:
        return f"{self.processor:.2f} ms of processor time, {self.clock:.2f} by the clock"


def costs(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Cost]:
    """The median cost of each work, over rounds of one run each."""
    for _time in range(WARM_UP):
        for work in works.values():
            work()
    times: dict[str, list[tuple[int, int]]] = {name: [] for name in works}
    with _no_collector():
        for number in range(rounds):
            gc.collect()
            for name, work in works.items():
                clock, processor = time.perf_counter_ns(), time.process_time_ns()
                _deeper(number * 7 % DEPTHS, work)
                spent = time.process_time_ns() - processor
                times[name].append((spent, time.perf_counter_ns() - clock))
    return {
        name: Cost(*(statistics.median(column) / 1e6 for column in zip(*found, strict=True)))
        for name, found in times.items()
    }


def _deeper(levels: int, work: Callable[[], object]) -> object:
    """Do the work so many calls down.

    Python 3.11 keeps its frames in pieces of 16 kB: a loop that happens to call across the edge of
    one takes and gives back a piece at each call, and a page costs half as much again. Where the
    edge lies depends on the depth of the stack, not on the page, so every depth gets its turn.
    """
    return _deeper(levels - 1, work) if levels else work()


@contextmanager
def _no_collector() -> Iterator[None]:
    """The collector runs when we say so; what lives now is left out, which makes it quick."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
