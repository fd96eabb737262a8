"""All budgets in their order, against a database made for the run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from tests.benchmarks import scenery
from tests.benchmarks.certificates import certificate_rows
from tests.benchmarks.crowds import DATA, DataSet, gather
from tests.benchmarks.measuring import Row, Visitor, same
from tests.benchmarks.pages import MY_LEARNING, address, first_load, lesson_queries, page_costs
from tests.benchmarks.verbs import verb_rows
from tests.world import build_cast, build_world


@contextmanager
def _database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def run(data: str) -> int:
    """Print every budget as it is measured; 1 when one is over, else 0."""
    over = []
    with _database():
        call_command("collectstatic", interactive=False, verbosity=0)
        for line in _lines(DATA[data]):
            _say(line)
            if isinstance(line, Row) and line.over:
                over.append(line.name)
    _say(f"over: {', '.join(over)}" if over else "every budget is kept")
    return 1 if over else 0


def _say(line: Row | str) -> None:
    print(line if isinstance(line, Row) else f"# {line}", flush=True)


def _lines(data: DataSet) -> Iterator[Row | str]:
    world, cast = build_world(), build_cast()
    tiny = [scenery.make_course(world.catalogue, f"tiny-{n}", 1, 4) for n in range(10)]
    small = scenery.make_course(world.catalogue, "ten", 2, 5)
    middle = scenery.make_course(world.catalogue, "thirty-two", 4, 8)
    large = scenery.make_course(world.catalogue, "thousand", 10, 100, quiz_every=20)
    floor = scenery.make_floor(middle.lesson.get_parent().specific, middle.lesson)
    others = {
        "floor below the catalogue": scenery.make_floor(world.catalogue, middle.lesson),
        "floor below the home page": scenery.make_floor(world.home, middle.lesson),
    }
    learner = scenery.person("learner", middle)
    collector = scenery.person("collector", *tiny)
    walker = scenery.person("walker", small, middle, large)

    visitor, walking = Visitor(learner), Visitor(walker)
    scenery.finish(learner, middle, 1)
    counts = {"lesson_queries_1_row": visitor.queries(address(middle))}
    scenery.finish(learner, middle, 15)
    yield from gather(data, (large, middle), _say)
    scenery.finish(walker, large, 400)
    counts["lesson_queries"] = visitor.queries(address(middle))
    counts["lesson_queries_10_steps"] = walking.queries(address(small))
    counts["lesson_queries_1000_steps"] = walking.queries(address(large))
    yield from lesson_queries(counts)
    yield from page_costs(visitor, middle, floor, others)

    courses = [walking.queries(course.outline.url) for course in (small, middle, large)]
    yield f"course page: {courses} queries"
    yield same("course_page_queries_same", courses)
    learning = [Visitor(who).queries(MY_LEARNING) for who in (learner, collector)]
    yield f"my learning: {learning} queries"
    yield same("my_learning_queries_same", learning)
    yield from verb_rows(walker, {"32_steps": middle, "1000_steps": large})
    yield from first_load(visitor, address(middle))
    yield from certificate_rows(cast.amara, world)
