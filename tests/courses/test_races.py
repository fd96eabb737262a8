"""Fifty at once: exactly one, by constraint and lock, on SQLite and on PostgreSQL."""

import random
import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections

from courses.actions import (
    complete_step,
    enrol_oneself,
    give_grant,
    hand_in,
    issue_course_certificate,
    print_certificate,
    save_answer,
    start_attempt,
)
from courses.errors import AnsweredElsewhere, AttemptClosed
from courses.models import (
    Answer,
    Attempt,
    Certificate,
    CourseCompletion,
    Enrolment,
    Grant,
    StepCompletion,
    StudiedText,
)
from lms.accounts.models import User
from tests.courses.conftest import pass_quiz
from tests.world import give_answer, publish, right_picks, wrong_picks

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 50


def at_once(act: Callable[[int], object], calls: int = CALLS) -> list[object]:
    """Call `act` from so many threads that wait for one another; results and exceptions."""
    gate = threading.Barrier(calls)
    results: list[object] = [None] * calls

    def run(number: int) -> None:
        try:
            gate.wait(timeout=30)
            results[number] = act(number)
        except Exception as error:  # noqa: BLE001 - handed to the test, which looks at each
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def failures(results: list[object], *allowed: type[Exception]) -> list[object]:
    """What went wrong and may not."""
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, allowed)]


def test_fifty_starts_give_one_try(world, cast):
    outline = world.outline
    results = at_once(lambda n: start_attempt(cast.amara, world.quiz, outline))
    assert not failures(results)
    assert Attempt.objects.count() == 1
    assert StudiedText.objects.count() == 1


def test_fifty_hand_ins_give_one_result_and_one_completion(world, cast):
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    for q in attempt.paper:
        give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    results = at_once(lambda n: hand_in(cast.amara, attempt.pk))
    assert not failures(results)
    assert len({str(r.handed_in_at) for r in results}) == 1
    assert StepCompletion.objects.count() == 1


def test_every_answer_that_was_acknowledged_is_on_the_marked_paper(world, cast):
    """Saving and handing in meet: an answer is either refused or marked."""
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    q = attempt.paper[0]

    def act(number: int) -> object:
        if number == CALLS // 2:
            return hand_in(cast.amara, attempt.pk)
        picks = right_picks(q) if number % 2 else wrong_picks(q)
        stamp = {"sequence": number + 1, "nonce": str(number)}
        return save_answer(cast.amara, attempt.pk, q["id"], {"answer": picks}, **stamp)

    results = at_once(act)
    assert not failures(results, AttemptClosed, AnsweredElsewhere)
    saved = [r for r in results if isinstance(r, Answer)]
    attempt.refresh_from_db()
    final = Answer.objects.filter(attempt=attempt).first()
    assert bool(saved) == bool(final)
    if final:
        is_right = final.response == right_picks(q)
        assert attempt.marks[q["id"]]["score"] == ("1" if is_right else "0")


def test_of_fifty_saves_the_one_with_the_highest_sequence_is_kept(world, cast):
    """Every save is written or told that a newer one is kept; none that was written is newer."""
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    q = attempt.paper[0]
    choices = [c["id"] for c in q["shown"]["choices"]]
    order = random.sample(range(1, CALLS + 1), CALLS)

    def act(number: int) -> object:
        sequence = order[number]
        picks = [choices[sequence % len(choices)]]
        stamp = {"sequence": sequence, "nonce": f"n{sequence}"}
        return save_answer(cast.amara, attempt.pk, q["id"], {"answer": picks}, **stamp)

    assert not failures(at_once(act), AnsweredElsewhere)
    kept = Answer.objects.get(attempt=attempt)
    assert (kept.sequence, kept.nonce) == (CALLS, f"n{CALLS}")
    assert kept.response == [choices[CALLS % len(choices)]]


def test_fifty_retries_of_one_save_write_it_once(world, cast):
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    q = attempt.paper[0]
    picks = right_picks(q)
    results = at_once(
        lambda n: save_answer(
            cast.amara, attempt.pk, q["id"], {"answer": picks}, sequence=1, nonce="one"
        )
    )
    assert not failures(results)
    assert len({(r.pk, r.saved_at) for r in results}) == 1


def test_fifty_completions_of_the_last_step_give_one_course_and_one_certificate(world, cast):
    complete_step(cast.amara, world.lesson, world.outline)
    pass_quiz(cast.amara, world)
    outline = world.outline
    results = at_once(lambda n: complete_step(cast.amara, world.last, outline))
    assert not failures(results)
    assert StepCompletion.objects.count() == 3
    assert CourseCompletion.objects.count() == 1
    assert Certificate.objects.count() == 1


def test_fifty_issues_give_one_certificate_in_force(world, cast):
    for page in (world.lesson, world.last):
        complete_step(cast.amara, page, world.outline)
    pass_quiz(cast.amara, world)
    Certificate.objects.all().delete()
    completion = CourseCompletion.objects.select_related("enrolment__user").get()
    results = at_once(lambda n: issue_course_certificate(completion))
    assert not failures(results)
    assert Certificate.objects.count() == 1


def test_fifty_prints_give_one_file(world, cast):
    for page in (world.lesson, world.last):
        complete_step(cast.amara, page, world.outline)
    pass_quiz(cast.amara, world)
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    certificate = Certificate.objects.get()
    results = at_once(lambda n: print_certificate(certificate.pk), calls=8)
    assert not failures(results)
    assert len({r.file_name for r in results}) == 1


def test_fifty_enrolments_give_one(world, cast):
    world.course.open_enrolment = True
    course = publish(world.course)
    results = at_once(lambda n: enrol_oneself(cast.chandra, course))
    assert not failures(results)
    assert Enrolment.objects.filter(user=cast.chandra).count() == 1
    assert Grant.objects.filter(enrolment__user=cast.chandra).count() == 1


def test_fifty_people_at_once_all_get_in_and_numbers_are_not_given_twice(world, cast):
    people = [
        User.objects.create_user(f"p{n}@example.org", printed_name=f"P {n}") for n in range(20)
    ]
    for person in people:
        give_grant(person, world.key, by=None, source=Grant.Source.STAFF)
    world.quiz.counts = world.last.counts = False
    publish(world.quiz), publish(world.last)
    outline = world.outline
    results = at_once(lambda n: complete_step(people[n], world.lesson, outline), calls=20)
    assert not failures(results)
    numbers = list(Certificate.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 20


def test_the_database_itself_refuses_a_second_open_try(world, cast):
    """The promise does not hang on the lock alone."""
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    attempt.pk, attempt.number, attempt._state.adding = uuid.uuid4(), 2, True
    with pytest.raises(IntegrityError):
        attempt.save(force_insert=True)
