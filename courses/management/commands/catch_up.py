"""`manage.py catch_up`: do what a killed worker, a full disk or a fault left undone."""

from django.core.management.base import BaseCommand

from courses.actions import close_overdue_attempts, print_waiting
from courses.tasks import requeue_unfinished


class Command(BaseCommand):
    """A timer runs it; with nothing left undone it changes nothing."""

    help = (
        "Print certificates that wait for it, close tries whose time is over, "
        "and put unfinished tasks back in the queue."
    )

    def handle(self, *args, **options) -> None:
        """Say what was done, and nothing when nothing was."""
        requeued = requeue_unfinished()
        closed = close_overdue_attempts()
        printed, waiting = print_waiting()
        if closed:
            self.stdout.write(f"Tries closed because their time was over: {closed}.")
        if requeued or printed or waiting:
            self.stdout.write(
                f"Tasks put back: {requeued}. Certificates printed: {printed}, waiting: {waiting}."
            )
