"""`manage.py seed_load`: learners, courses and records of learning to measure with."""

import time
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.portal.seeding import LARGEST_NUMBER, Plan, SeedingRefused, Shape, seed

MOST_COURSES, MOST_STEPS, MOST_QUESTIONS = 999, 10_000, 100


class Command(BaseCommand):
    """Past the verbs, in bulk, for a test database only; see `lms.portal.seeding` for why."""

    help = (
        "Add learners, courses and their records to a test database, for benchmarks. "
        "Safe to run again: what is there already is found by its name and not added twice."
    )

    def add_arguments(self, parser) -> None:
        """How much of what."""
        shape = Shape()
        parser.add_argument("--learners", type=int, required=True, metavar="N")
        parser.add_argument("--courses", type=int, required=True, metavar="M")
        parser.add_argument(
            "--steps", type=int, default=shape.steps, help="of each course (default: %(default)s)"
        )
        parser.add_argument(
            "--modules",
            type=int,
            default=shape.modules,
            help="of each course; they share its steps (default: %(default)s)",
        )
        parser.add_argument(
            "--quiz-every",
            type=int,
            default=shape.quiz_every,
            metavar="K",
            help="each K-th step of a module is a quiz; 0 for none (default: %(default)s)",
        )
        parser.add_argument(
            "--questions",
            type=int,
            default=shape.questions,
            help="of each quiz (default: %(default)s)",
        )
        parser.add_argument(
            "--finished",
            type=float,
            default=Plan.finished,
            metavar="SHARE",
            help="of the steps that a learner finished on average, 0 to 1 (default: %(default)s)",
        )
        parser.add_argument(
            "--this-is-a-test-database",
            action="store_true",
            help="needed when DEBUG is off: the data are taken out again by nothing",
        )

    def handle(self, *args, this_is_a_test_database: bool, **options) -> None:
        """Make what is missing and say what was added."""
        if not settings.DEBUG and not this_is_a_test_database:
            raise CommandError(
                "DEBUG is off, so this may be a database with real people. Made-up learners cannot "
                "be taken out of it again. If it is a test database, add --this-is-a-test-database."
            )
        plan = self._plan(options)
        start = time.monotonic()
        try:
            added = seed(plan, self._say)
        except SeedingRefused as refusal:
            raise CommandError(str(refusal)) from None
        self._say(summary(added, time.monotonic() - start))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _plan(self, options: dict) -> Plan:
        """The plan, when its numbers make sense. Raises CommandError."""
        for name, least, most in (
            ("learners", 1, LARGEST_NUMBER),
            ("courses", 1, MOST_COURSES),
            ("steps", 1, MOST_STEPS),
            ("modules", 1, options["steps"]),
            ("quiz_every", 0, MOST_STEPS),
            ("questions", 1, MOST_QUESTIONS),
            ("finished", 0, 1),
        ):
            if not least <= options[name] <= most:
                option = name.replace("_", "-")
                raise CommandError(
                    f"--{option} goes from {least} to {most:,}; {options[name]} does not."
                )
        shape = Shape(*(options[name] for name in ("steps", "modules", "quiz_every", "questions")))
        return Plan(options["learners"], options["courses"], shape, options["finished"])


def summary(added: Counter[str], seconds: float) -> str:
    """What a run added, in one sentence."""
    if not any(added.values()):
        return "Everything was there already: nothing was added."
    parts = ", ".join(f"{count:,} {name}" for name, count in added.items() if count)
    return f"Added in {seconds:.0f} s: {parts}. A second run adds only what is missing."
