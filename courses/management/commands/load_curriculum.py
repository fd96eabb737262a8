"""`manage.py load_curriculum [PATH]`: build the pages of the curriculum from its files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.curriculum import CurriculumError, load, read_curriculum
from courses.curriculum.loading import CannotLoad


class Command(BaseCommand):
    """Safe to run again: what an editor changed is reported and left alone."""

    help = "Load the curriculum's files into pages; pages changed in the CMS are left alone."

    def add_arguments(self, parser) -> None:
        """Where the files are, and whether to take pages back from their editors."""
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "content" / "curriculum",
            help="folder with <language>/<course>/course.yaml (default: content/curriculum)",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also replace pages that were edited, moved, unpublished or deleted in the CMS",
        )

    def handle(self, *args, path: Path, overwrite: bool, **options) -> None:
        """Check every file, then load all of them or none."""
        try:
            report = load(read_curriculum(path), overwrite=overwrite)
        except (CurriculumError, CannotLoad) as error:
            raise CommandError(str(error)) from error
        for line in report.kept:
            self.stdout.write(f"Left alone: {line}.")
        self.stdout.write(str(report))
