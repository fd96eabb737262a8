"""Work of seminars that the worker does after the answer."""

from django_tasks import task

from lms.accounts.models import User
from lms.seminars.actions import issue_for_edition, send_letters
from lms.seminars.letters import write_offer
from lms.seminars.models import Edition


@task(backend="lms")
def send_letters_later(message_pk: int) -> int:
    """Send the letters of a message; it may run again, and at the same time twice."""
    return send_letters(message_pk)


@task(backend="lms")
def send_offer_later(participation_pk: int) -> bool:
    """Send the letter of an offer, if it still waits for an answer; a second run sends it again."""
    return write_offer(participation_pk)


@task(backend="lms")
def issue_certificates_later(edition_pk: int, kind: str, by_pk: int) -> int:
    """Issue an edition's certificates; it may run again, and at the same time twice."""
    edition = Edition.objects.select_related("series").get(pk=edition_pk)
    return issue_for_edition(edition, kind, by=User.objects.filter(pk=by_pk).first())
