"""`manage.py catch_up`: do what a killed worker, a full disk or a fault left undone."""

from django.core.management.base import BaseCommand

from courses.actions import print_waiting
from courses.tasks import requeue_unfinished


class Command(BaseCommand):
    """A timer runs it; with nothing left undone it changes nothing."""

    help = "Print certificates that wait for it, and put unfinished tasks back in the queue."

    def handle(self, *args, **options) -> None:
        """Say what was done, and nothing when nothing was."""
        requeued = requeue_unfinished()
        printed, waiting = print_waiting()
        if requeued or printed or waiting:
            self.stdout.write(
                f"Tasks put back: {requeued}. Certificates printed: {printed}, waiting: {waiting}."
            )
