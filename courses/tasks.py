"""Work that the worker does after the answer (`manage.py db_worker --backend lms`)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from courses.actions import print_certificate, settle_course


@task(backend="lms")
def print_certificate_later(certificate_id: str) -> None:
    """Print one certificate; the first view prints it if the worker has not."""
    print_certificate(UUID(certificate_id))


@task(backend="lms")
def settle_course_later(course_key: str) -> int:
    """Complete a course for everybody who now has all that it asks for."""
    return settle_course(UUID(course_key))


LONGEST_TASK = timedelta(hours=1)
MOST_TRIES = 10


def requeue_unfinished(*, now: datetime | None = None) -> int:
    """Put tasks back that failed, or whose worker was killed; returns how many.

    Ours may all run twice. One that has failed `MOST_TRIES` times is left for people to look at.
    """
    now = now or timezone.now()
    cut_off = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LONGEST_TASK)
    states = Q(status=TaskResultStatus.FAILED) | cut_off
    unfinished = DBTaskResult.objects.filter(states, backend_name="lms")
    again = [task.pk for task in unfinished if len(task.worker_ids) < MOST_TRIES]
    return DBTaskResult.objects.filter(states, pk__in=again).update(status=TaskResultStatus.READY)
