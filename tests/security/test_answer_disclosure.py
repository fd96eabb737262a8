"""Before release nothing sent to a learner tells what is right, how much it counts, or why."""

import re

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from courses.actions import hand_in
from courses.models import Attempt
from tests.security.addresses import all_addresses, our_addresses
from tests.security.scene import Scene
from tests.security.table import TABLE
from tests.world import REASON, publish, right_picks, stamp, translate, wrong_picks

# Ids of choices that are opaque and new for each try, shuffled papers, and what a paper gives out:
# tests/courses/test_papers.py.


@pytest.fixture
def french(scene) -> None:
    """The course and its quiz in French."""
    world = scene.world
    for page in (world.course, world.first, world.lesson, world.quiz):
        translate(page, "fr", f"{page.title} (fr)")


@pytest.fixture
def revised(scene) -> None:
    """An older revision of the quiz, and a draft of it."""
    scene.world.quiz.title = "Quiz one, revised"
    publish(scene.world.quiz)
    scene.world.quiz.title = "Quiz one, a draft"
    scene.world.quiz.save_revision()


def addresses_of_a_learner(scene: Scene, attempt: Attempt) -> list[str]:
    """Everything that can be asked for: our addresses with the learner's own things, pages in
    each language, the CMS's previews and revisions of the quiz, search and sitemap if there are.
    """
    own = {"attempt_id": attempt.pk}
    found = [
        a.path({**scene.values(), **TABLE[a.route].values(scene), **own})
        for a in our_addresses()
        if not a.is_cms and a.route in TABLE and not a.route.startswith("en/")
    ]
    found += [
        reverse("courses:question", args=[attempt.pk, n]) for n in range(1, len(attempt.paper) + 1)
    ]
    found += ["/verify/?code=resolution", "/fr/", "/ar/"]
    found += [page.url for page in Page.objects.live().filter(depth__gt=1) if page.url]
    for name in ("search", "sitemap"):
        try:
            found += [reverse(name), reverse(name) + "?q=Resolution&query=Resolution"]
        except NoReverseMatch:
            continue
    quiz = scene.world.quiz
    revisions = [r.pk for r in quiz.revisions.all()]
    for address in all_addresses():
        if address.is_cms and {"page_id", "pk"} & set(address.places):
            values = {**scene.values(), "page_id": quiz.pk, "pk": quiz.pk}
            found += [address.path({**values, "revision_id": r}) for r in revisions[:2]]
    return list(dict.fromkeys(found))


def secrets_of(attempt: Attempt, scene: Scene) -> list[str]:
    """What a learner may not read: reasons, sources of the key, the authors' ids, the seed."""
    keys = [code for asked in attempt.paper for code in asked["key"]["authored"].values()]
    raw = scene.world.quiz.questions.raw_data
    blocks = [item["id"] for asked in raw for item in asked["value"]["choices"]]
    return [REASON, "A source of the key", attempt.seed, *keys, *blocks]


_TELLING = re.compile(r"""(data-|name=|id=|class=|")["']?[^"'>]*\b(right|correct|weight)\b""")


def tells(text: str, secrets: list[str]) -> list[str]:
    """Which secrets a text holds."""
    found = [secret for secret in secrets if secret in text]
    body = text.split("<main", 1)[-1]
    return found + [m[0] for m in _TELLING.finditer(body) if "align-right" not in m[0]][:3]


def read_all(client, addresses: list[str]) -> dict[str, str]:
    """Every answer that is a text, wherever it led."""
    seen = {}
    for address in addresses:
        response = client.get(address, follow=True)
        if not response.streaming:
            seen[address] = response.content.decode()
    return seen


@pytest.mark.parametrize("who", ["amara", "bruno"])
def test_no_answer_to_a_learner_tells_what_is_right(scene, french, revised, who):
    """Bruno is in his first try; Amara has been marked before and is in her second."""
    attempt = scene.open if who == "amara" else scene.foreign
    secrets = secrets_of(attempt, scene)
    client = scene.client(who)
    seen = read_all(client, addresses_of_a_learner(scene, attempt))
    for number, asked in enumerate(attempt.paper, start=1):
        answer = client.post(
            reverse("courses:question", args=[attempt.pk, number]),
            {
                "question": asked["id"],
                "answer": right_picks(asked),
                **stamp(attempt.pk, asked["id"]),
            },
            headers={"Accept": "application/json"},
        )
        seen[f"answer {number}"] = answer.content.decode()
    again = read_all(client, addresses_of_a_learner(scene, attempt))
    seen |= {f"after answering: {address}": text for address, text in again.items()}
    found = {address: t for address, text in seen.items() if (t := tells(text, secrets))}
    assert not found
    assert len(seen) > 80


def test_a_right_and_a_wrong_answer_are_answered_alike(scene):
    asked = scene.foreign.paper[0]
    client, replies = scene.client("bruno"), []
    wrong = wrong_picks(asked)
    for picks in (right_picks(asked)[:1], wrong):
        response = client.post(
            reverse("courses:question", args=[scene.foreign.pk, 1]),
            {"question": asked["id"], "answer": picks, **stamp(scene.foreign.pk, asked["id"])},
            headers={"Accept": "application/json"},
        )
        names = sorted(name for name, _value in response.items() if name != "Date")
        replies.append((response.status_code, sorted(response.json()), names))
    assert replies[0] == replies[1]


def test_after_release_the_same_reading_finds_the_reasons(scene):
    """So that the test above is known to see."""
    hand_in(scene.cast.bruno, scene.foreign.pk)
    address = reverse("courses:attempt", args=[scene.foreign.pk])
    text = scene.client("bruno").get(address).content.decode()
    assert REASON in tells(text, secrets_of(scene.foreign, scene))


def test_a_question_of_the_bank_is_read_by_authors_alone(scene):
    edit = reverse("wagtailsnippets_courses_question:edit", args=[scene.question.pk])
    preview = reverse("wagtailsnippets_courses_question:preview_on_edit", args=[scene.question.pk])
    for who in ("nobody", "amara", "chandra", "historian", "coordinator"):
        for address in (edit, preview):
            assert REASON not in scene.client(who).get(address, follow=True).content.decode(), who
    assert REASON in scene.client("editor").get(edit).content.decode()
