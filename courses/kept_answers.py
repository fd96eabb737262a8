"""Answers that met an expired sign-in: kept in the session, saved when the person is back.

Django keeps the data of an anonymous session when somebody signs in. The attempt belongs to one
person, so another one's sign-in drops what was kept (`save_kept` finds no such attempt of theirs).
"""

import logging
from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.access import Person
from courses.actions import save_answer
from courses.errors import KeptLate, Refusal
from courses.forms import GivenAnswer, kept_answer

logger = logging.getLogger(__name__)
_KEY = "kept_answers"
MOST_KEPT = 30


def person_tag(user: Person) -> str:
    """A word that stands for a person on their own devices and tells nobody who they are.

    The page's script writes it beside an answer that it could not save yet, so that on a shared
    computer nobody's answers are sent as somebody else's.
    """
    return salted_hmac("courses.kept_answers", str(user.pk), algorithm="sha256").hexdigest()[:32]


def keep(session: SessionBase, attempt_id: UUID, given: GivenAnswer, now: datetime) -> None:
    """Keep an answer for a person who is not signed in; a later one to the same question counts.

    Its sequence and nonce are kept too: nothing that was answered elsewhere since is overwritten.
    """
    kept = [
        item
        for item in session.get(_KEY, [])
        if (item["attempt"], item["question"]) != (str(attempt_id), given.question_id)
    ]
    kept.append(
        {
            "attempt": str(attempt_id),
            "question": given.question_id,
            "sent": given.sent,
            "certainty": given.certainty,
            "sequence": given.sequence,
            "nonce": given.nonce,
            "at": now.isoformat(),
        }
    )
    session[_KEY] = kept[-MOST_KEPT:]


class Kept(NamedTuple):
    """What became of the answers that were kept: how many of each."""

    saved: int = 0
    late: int = 0
    refused: int = 0


def save_kept(session: SessionBase, user: Person, *, now: datetime | None = None) -> Kept:
    """Save what was kept and is this person's.

    It was given when it first met this server, however long the person took to come back.
    """
    now, became = now or timezone.now(), Counter[str]()
    for item in session.pop(_KEY, []):
        given = kept_answer(item)
        if given is not None:
            became[_save(user, item, given, now)] += 1
    return Kept(**became)


def _save(user: Person, item: dict[str, Any], given: GivenAnswer, now: datetime) -> str:
    """Save one: "saved", "late" or "refused"."""
    try:
        save_answer(
            user,
            UUID(item["attempt"]),
            given.question_id,
            given.sent,
            certainty=given.certainty,
            sequence=given.sequence,
            nonce=given.nonce,
            age=now - datetime.fromisoformat(item["at"]),
            now=now,
        )
    except KeptLate:
        return "late"
    except Refusal as refusal:
        logger.info("A kept answer was not saved: %s", refusal.code)
        return "refused"
    return "saved"
