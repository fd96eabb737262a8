"""`manage.py tend_editions`: what the clock does to editions. A timer runs it every ten minutes."""

from django.core.management.base import BaseCommand

from lms.seminars.actions import tend_editions


class Command(BaseCommand):
    """Twice at once does no harm."""

    help = "Let unanswered offers expire, and let seminars begin whose first day has come."

    def handle(self, *args, **options) -> None:
        """Says what was done."""
        expired, begun = tend_editions()
        self.stdout.write(f"{expired} offers expired, {begun} people began.")
