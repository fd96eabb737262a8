"""`manage.py send_reminders`: one letter to each person about what is due. Run it every day."""

from django.core.management.base import BaseCommand, CommandError

from lms.seminars.actions.reminders import send_reminders


class Command(BaseCommand):
    """Twice on a day, or after a day without, does no harm."""

    help = "Send everybody who takes part in an edition one letter with what is due."

    def handle(self, *args, **options) -> None:
        """Says how many letters went out; an exit status other than 0 when one could not."""
        sent, failed = send_reminders()
        self.stdout.write(f"{sent} letters sent, {failed} to be tried again.")
        if failed:
            raise CommandError("Not every letter could be sent; the log says why.")
