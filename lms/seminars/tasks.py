"""Work of seminars that the worker does after the answer."""

from django_tasks import task

from lms.seminars.actions import send_letters


@task(backend="lms")
def send_letters_later(message_pk: int) -> int:
    """Send the letters of a message; it may run again, and at the same time twice."""
    return send_letters(message_pk)
