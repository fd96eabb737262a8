"""Work that the worker does after the answer (`manage.py db_worker --backend lms`)."""

from uuid import UUID

from django_tasks import task

from courses.actions import print_certificate, settle_course


@task(backend="lms")
def print_certificate_later(certificate_id: str) -> None:
    """Print one certificate; the first view prints it if the worker has not."""
    print_certificate(UUID(certificate_id))


@task(backend="lms")
def settle_course_later(course_key: str) -> int:
    """Complete a course for everybody who now has all that it asks for."""
    return settle_course(UUID(course_key))
