"""Budgets of what people read: lesson, course page, My learning, the first load."""

import re
from collections.abc import Iterator

from tests.benchmarks.measuring import Row, Visitor, costs, same
from tests.benchmarks.scenery import MadeCourse

ROUNDS = 120
MY_LEARNING = "/learn/"
_LOADED = re.compile(
    r'<link\b[^>]*\brel="(?:stylesheet|preload|modulepreload|manifest)"[^>]*\bhref="([^"]+)"'
    r'|<(?:script|iframe)\b[^>]*\bsrc="([^"]+)"'
)
_LOADED_BY_CSS = re.compile(r"""@import\s+["']([^"']+)|url\(\s*["']?((?!data:)[^)"']+)""")


def address(course: MadeCourse) -> str:
    """The address of a course's lesson in the middle."""
    return course.entry(course.lesson).url


def lesson_queries(counts: dict[str, int]) -> Iterator[Row]:
    """Each count has the limit, and all are the same."""
    for name, count in counts.items():
        yield Row(name, count, 7)
    yield same("lesson_queries_same", list(counts.values()))


def page_costs(
    visitor: Visitor, course: MadeCourse, floor: str, other_floors: dict[str, str]
) -> Iterator[Row | str]:
    """Processor time as ratios against the bare page `floor`, measured in turn.

    Finding a page costs Wagtail two statements a level. The budget's floor stands beside the
    lesson; how the lesson compares with bare pages higher up is told, not judged.
    """
    found = costs(
        {
            "floor": visitor.viewing(floor),
            **{name: visitor.viewing(path) for name, path in other_floors.items()},
            "lesson": visitor.viewing(address(course)),
            "course_page": visitor.viewing(course.outline.url),
            "my_learning": visitor.viewing(MY_LEARNING),
        },
        ROUNDS,
    )
    bare = found.pop("floor")
    yield f"floor: {visitor.queries(floor)} queries, {bare}"
    for name, path in other_floors.items():
        cost, count = found.pop(name), visitor.queries(path)
        ratio = found["lesson"].processor / cost.processor
        yield f"{name}: {count} queries, {cost}; the lesson {ratio:.2f} x"
    for name, cost in found.items():
        ratio = cost.processor / bare.processor
        yield f"{name}: {cost}"
        yield Row(f"{name}_cost_vs_floor", ratio, 0.6 if name == "lesson" else 1.0)


def first_load(visitor: Visitor, path: str) -> Iterator[Row | str]:
    """Everything a browser with an empty cache asks for, pictures left out, in bytes sent."""
    addresses, sizes = [path], {}
    for address in addresses:
        sizes[address] = _bytes_sent(visitor, address)
        addresses += [found for found in _asked_for(visitor, address) if found not in addresses]
    for name, size in sizes.items():
        yield f"first load: {size} bytes {name}"
    yield Row("first_load_kilobytes", sum(sizes.values()) / 1000, 60)
    yield Row("first_load_requests", len(sizes), 6)


def _body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def _bytes_sent(visitor: Visitor, path: str) -> int:
    return len(_body(visitor.get(path, accept_encoding="gzip, br")))


def _asked_for(visitor: Visitor, path: str) -> list[str]:
    """What a page or style sheet loads; addresses that do not begin with / must not appear."""
    text = _body(visitor.get(path)).decode()
    pattern = _LOADED_BY_CSS if path.endswith(".css") else _LOADED
    found = ["".join(groups) for groups in pattern.findall(text)]
    found = [name for name in found if not name.startswith(("data:", "#"))]
    foreign = [name for name in found if not name.startswith("/") or name.startswith("//")]
    assert not foreign, f"{path} loads {foreign}"
    return list(dict.fromkeys(found))
