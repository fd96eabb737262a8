"""Verbs of messages: the words of an edition, writing to several people, sending the letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.seminars.errors import NobodyToWriteTo, UnknownPlaces, WordsMissing
from lms.seminars.models import (
    Edition,
    Message,
    MessageRecipient,
    MessageTemplate,
    Participation,
)
from lms.seminars.places import fill, unknown_places
from lms.seminars.signals import message_written

Words = Mapping[str, str]


def _refuse_unknown_places(*texts: str) -> None:
    wrong = dict.fromkeys(place for text in texts for place in unknown_places(text))
    if wrong:
        raise UnknownPlaces(places=", ".join(wrong))


@transaction.atomic
def put_template(
    edition: Edition,
    kind: str,
    language: str,
    *,
    subject: str,
    body: str,
    by: AbstractBaseUser,
) -> MessageTemplate:
    """Keep an edition's own words for a kind of message in a language. Logged.

    Raises UnknownPlaces, ValidationError.
    """
    _refuse_unknown_places(subject, body)
    template = MessageTemplate.objects.filter(edition=edition, kind=kind, language=language).first()
    template = template or MessageTemplate(edition=edition, kind=kind, language=language)
    template.subject, template.body = " ".join(subject.split()), body.strip()
    template.full_clean()
    template.save()
    log(
        instance=edition,
        action="seminars.template",
        user=by,
        title=edition.title,
        data={"kind": str(kind), "language": language},
    )
    return template


@dataclass(frozen=True)
class Letter:
    """One letter that is to be written: to whom, in which language, what stands in its places."""

    participation: Participation
    language: str
    values: Mapping[str, str]


@transaction.atomic
def write_message(
    edition: Edition,
    letters: Iterable[Letter],
    words: Mapping[str, Words],
    *,
    key: UUID,
    kind: str,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> Message:
    """Write to several people of an edition, each in their language; the worker sends. Logged.

    `words` has `subject` and `body` by language. The same key again changes nothing. Raises
    NobodyToWriteTo, WordsMissing, UnknownPlaces.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    known = edition.messages.filter(key=key).first()
    if known is not None:
        return known
    letters = [letter for letter in letters if letter.participation.edition_id == edition.pk]
    if not letters:
        raise NobodyToWriteTo
    used = {letter.language: words.get(letter.language, {}) for letter in letters}
    for language, text in used.items():
        if not (text.get("subject", "").strip() and text.get("body", "").strip()):
            raise WordsMissing(language=language)
        _refuse_unknown_places(text["subject"], text["body"])
    message = Message.objects.create(
        key=key,
        edition=edition,
        by=by,
        kind=kind,
        words={code: dict(text) for code, text in used.items()},
        created_at=now or timezone.now(),
    )
    MessageRecipient.objects.bulk_create(
        MessageRecipient(
            message=message,
            participation=letter.participation,
            language=letter.language,
            values=dict(letter.values),
        )
        for letter in letters
    )
    log(
        instance=edition,
        action="seminars.message",
        user=by,
        title=edition.title,
        data={"message": message.pk, "kind": str(kind), "people": len(letters)},
    )
    # Inside the transaction: the task is a row too, so message and task are there or neither is.
    message_written.send(Message, message=message)
    return message


def send_letters(message_pk: int) -> int:
    """Send the letters of a message that nobody has sent yet; returns how many.

    Each is marked as taken in a transaction of its own before it goes out, and as sent after.
    Marking it only afterwards would send it twice when the worker is killed in between, and a lock
    held meanwhile would keep every writer of SQLite waiting for the mail server. So a letter is
    sent once or, if the worker is killed in the middle of it, perhaps not at all: then it stays
    “taken”, is not tried again, and staff see that nobody knows how it ended. A mail server that
    cannot be reached or says no has not taken the letter: it waits again, and the error goes on to
    the queue, which runs the task anew.
    """
    message = Message.objects.select_related("edition", "by").get(pk=message_pk)
    waiting = message.recipients.waiting().order_by("pk").values_list("pk", flat=True)
    sent, failed = 0, None
    with get_connection() as connection:
        for pk in list(waiting):
            try:
                sent += _send(pk, message, connection)
            except OSError as error:  # one address that is refused does not stop the others
                failed = error
    if failed is not None:
        raise failed
    return sent


def _send(pk: int, message: Message, connection: BaseEmailBackend) -> int:
    """Send one letter, unless another worker has it; returns how many went out."""
    letter = _take(pk)
    if letter is None:
        return 0
    try:
        _mail(letter, message, connection).send()
    except OSError:
        MessageRecipient.objects.filter(pk=pk).update(taken_at=None)
        raise
    MessageRecipient.objects.filter(pk=pk).update(sent_at=timezone.now())
    return 1


@transaction.atomic
def _take(pk: int) -> MessageRecipient | None:
    """Mark a letter as taken; None when it was taken already, or its person was erased."""
    locked = MessageRecipient.objects.waiting().select_for_update(of=("self",))
    letter = locked.select_related("participation__user").filter(pk=pk).first()
    if letter is None:
        return None
    now = timezone.now()
    if letter.participation.user.erased_at is not None:
        letter.skipped_at = now
        letter.save(update_fields=["skipped_at"])
        return None
    letter.taken_at = now
    letter.save(update_fields=["taken_at"])
    return letter


def _mail(letter: MessageRecipient, message: Message, connection: BaseEmailBackend) -> EmailMessage:
    words = message.words[letter.language]
    subject = " ".join(fill(words["subject"], letter.values).split())
    return EmailMessage(
        subject=subject,
        body=fill(words["body"], letter.values).strip() + "\n",
        to=[letter.participation.user.email],
        reply_to=[message.by.email],
        connection=connection,
    )
