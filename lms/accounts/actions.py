"""The verbs of people. Views, commands and the CMS all come through here."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from wagtail.log_actions import log

from lms.accounts.errors import AccountRefusal, DeletingOneself, PersonHasRecords
from lms.accounts.models import User


@transaction.atomic
def delete_person(person: User, *, by: User) -> None:
    """Delete a person who has left no record; the act is logged.

    Raises PersonHasRecords when any record of learning points to them (upper packages protect
    theirs with PROTECT, so that this package need not know them), DeletingOneself for one's own.
    """
    if person == by:
        raise DeletingOneself
    log(instance=person, action="wagtail.delete", user=by, deleted=True)
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, RestrictedError) as error:
        raise PersonHasRecords from error


def update_profile(person: User, *, printed_name: str, preferred_language: str, time_zone: str):
    """Change what a person may change about themselves."""
    person.printed_name = " ".join(printed_name.split())
    person.preferred_language = preferred_language
    person.time_zone = time_zone
    person.save(update_fields=["printed_name", "preferred_language", "time_zone"])
    return person


def delete_people(
    people: Iterable[User], *, by: User
) -> tuple[int, list[tuple[User, AccountRefusal]]]:
    """Delete those who may be deleted: how many, and who was refused with which refusal."""
    deleted, refused = 0, []
    for person in people:
        try:
            delete_person(person, by=by)
        except AccountRefusal as refusal:
            refused.append((person, refusal))
        else:
            deleted += 1
    return deleted, refused
