"""`manage.py check_curriculum [PATH]`: what is the matter with the curriculum's files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.curriculum import CurriculumError, read_curriculum
from courses.curriculum.checking import FileCount, check_curriculum


class Command(BaseCommand):
    """Asks the database nothing. The last line sums up."""

    help = "Check the curriculum's files: form, sources, wordings, lengths, quizzes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        """Where the files are, and whether to print the table of docs/curriculum.md."""
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "content" / "curriculum",
            help="folder with <language>/<course>/course.yaml (default: content/curriculum)",
        )
        parser.add_argument(
            "--table", action="store_true", help="print what each file holds, as Markdown"
        )

    def handle(self, *args, path: Path, table: bool, **options) -> None:
        """Every fault with file and line; an exit status other than 0 when there is one."""
        try:
            check = check_curriculum(read_curriculum(path))
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        if table:
            for line in _table(check.counts):
                self.stdout.write(line)
        for fault in check.faults:
            self.stdout.write(str(fault))
        self.stdout.write(check.total)
        if check.faults:
            raise CommandError(f"Faults: {len(check.faults)}.")


_COLUMNS = (
    *("file", "minutes", "words", "facts seen", "to check", "disputed"),
    *("sources", "questions", "review"),
)


def _table(counts: list[FileCount]) -> list[str]:
    lines = [
        f"| {' | '.join(_COLUMNS)} |",
        f"| --- | {'---: | ' * (len(_COLUMNS) - 2)}--- |",
    ]
    for count in counts:
        cells = [
            count.title,
            count.minutes or "",
            count.words or "",
            *(count.facts[state] or "" for state in ("seen", "to check", "disputed")),
            count.sources,
            count.questions or count.terms or "",
            count.review,
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return lines
