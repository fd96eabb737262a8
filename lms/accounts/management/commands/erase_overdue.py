"""`manage.py erase_overdue`: erase people whose time of keeping has run out."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.accounts.actions import erase_person
from lms.accounts.models import User

REASON = "The time of keeping has run out."


class Command(BaseCommand):
    """A timer may run it once a month; staff are never erased by it."""

    help = "Erase the personal data of people who were last here RETENTION_YEARS ago or more."

    def add_arguments(self, parser) -> None:
        """Look before you erase."""
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many people it would be"
        )

    def handle(self, *args, dry_run: bool, **options) -> None:
        """Erase, or count."""
        people = User.objects.past_retention(timezone.now())
        if dry_run:
            self.stdout.write(f"{people.count()} people would be erased.")
            return
        erased = 0
        for person in people.order_by("pk"):
            erase_person(person, by=None, reason=REASON)
            erased += 1
        self.stdout.write(f"{erased} people were erased.")
