"""Before the reasons are released, no reply to a learner holds a key, a reason or a source."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions import give_grant, hand_in, start_attempt
from courses.models import Attempt
from courses.policy import Release
from tests.courses.questions.answering import right_form, twenty_questions
from tests.courses.questions.test_every_type import texts_in
from tests.world import add_quiz

SCRIPT = {"Accept": "application/json"}
WEIGHTS = ("score", "maximum", "is_right", "right_count", "tolerance", "keep_accents", "authored")


def secrets_of(attempt: Attempt) -> dict[str, str]:
    """What nobody may read early, with the question that it belongs to."""
    found = {}
    for question in attempt.paper:
        key = question["key"]
        told = [key.get("reason"), key.get("reasons"), key.get("note"), key.get("authored")]
        for text in texts_in(told):
            if text and text not in ("true", "false"):
                found[text] = question["id"]
        for source in question["sources"]:
            found[source["title"]] = question["id"]
    return found


def replies(client: Client, attempt: Attempt, quiz) -> list[str]:
    """Every page of the try, every save in both ways, a conflict, and the page of the quiz."""
    found = [client.get(quiz.url).content.decode()]
    for number, question in enumerate(attempt.paper, start=1):
        address = reverse("courses:question", args=[attempt.pk, number])
        form = {"question": question["id"], **right_form(question)}
        found.append(client.get(address).content.decode())
        for sequence, headers in ((1, SCRIPT), (1, SCRIPT), (2, {})):
            stamp = {"sequence": sequence, "nonce": f"n{sequence}"}
            reply = client.post(address, {**form, **stamp}, headers=headers, follow=True)
            found.append(reply.content.decode())
        older = {"question": question["id"], "sequence": 1, "nonce": "other"}
        found.append(client.post(address, older, headers=SCRIPT).content.decode())
        found.append(client.post(address, older).content.decode())
        found.append(client.get(address).content.decode())
    found.append(client.get(reverse("courses:hand_in", args=[attempt.pk])).content.decode())
    found.append(client.get(reverse("my_learning")).content.decode())
    return found


@pytest.fixture
def quiz(world):
    """One of every type, with reasons that stand nowhere else."""
    raw = json.loads(json.dumps(twenty_questions(), default=str))
    for number, block in enumerate(raw):
        _mark_reasons(block["value"], f"Secret {number}")
    return add_quiz(world.second, "Every type", raw, slug="every-type", asks_certainty=True)


def _mark_reasons(value: object, words: str) -> None:
    """Every reason of a question is unlike anything that a page says."""
    if isinstance(value, list):
        for each in value:
            _mark_reasons(each, words)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in ("reason", "note") and isinstance(each, str):
                value[name] = f"{words}: {each}"
            elif name == "sources":
                for source in each:
                    source["value"]["title"] = f"{words}, a source"
            else:
                _mark_reasons(each, words)


@pytest.mark.parametrize("release", Release.values)
def test_no_reply_tells_before_the_release(world, cast, quiz, client_of, release):
    quiz.release = release
    quiz.save_revision().publish()
    attempt = start_attempt(cast.amara, quiz, world.outline)
    secrets = secrets_of(attempt)
    assert len(secrets) > 60
    for text in replies(client_of(cast.amara), attempt, quiz):
        assert not [secret for secret in secrets if secret in text]
        assert not [word for word in WEIGHTS if f'"{word}"' in text]
    assert attempt.answers.filter(response__isnull=False).count() == 18


@pytest.mark.parametrize("release", [Release.PASSING, Release.DUE, Release.NEVER])
def test_a_result_tells_nothing_until_it_is_released(world, cast, quiz, client_of, release):

    due = timezone.now() + timedelta(days=3)
    give_grant(cast.amara, world.key, by=None, source="staff", due=due)
    quiz.release = release
    quiz.save_revision().publish()
    attempt = start_attempt(cast.amara, quiz, world.outline)
    secrets = secrets_of(attempt)
    hand_in(cast.amara, attempt.pk)
    html = client_of(cast.amara).get(reverse("courses:attempt", args=[attempt.pk]))
    assert not [secret for secret in secrets if secret in html.content.decode()]
