"""`manage.py tend_editions`: what the clock does to editions. A timer runs it every ten minutes."""

from django.core.management.base import BaseCommand

from lms.seminars.actions import end_overdue_staff, forget_old_contacts, tend_editions


class Command(BaseCommand):
    """Twice at once does no harm."""

    help = "Let unanswered offers expire, seminars begin, and rights of staff end with their day."

    def handle(self, *args, **options) -> None:
        """Says what was done."""
        expired, begun = tend_editions()
        ended = end_overdue_staff()
        forgotten = forget_old_contacts()
        self.stdout.write(
            f"{expired} offers expired, {begun} people began, {ended} rights of staff ended, "
            f"{forgotten} contacts were forgotten."
        )
