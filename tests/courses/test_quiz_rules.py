"""The rules of a quiz: time, release of reasons, certainty, order, purpose (courses/policy.py)."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from courses.actions import (
    close_overdue_attempts,
    current_attempt,
    decide_late_answer,
    extend_grant,
    give_extra_time,
    hand_in,
    save_answer,
    settle_answer,
    start_attempt,
)
from courses.errors import (
    AnsweredElsewhere,
    AnswerSettled,
    AttemptClosed,
    AttemptsExhausted,
    KeptLate,
    NothingToSettle,
    TimeIsUp,
    UnusableExtraTime,
)
from courses.models import Answer, Attempt, Grant, LateAnswer, StepCompletion
from courses.papers import freeze
from courses.policy import (
    MOST_EXTRA_TIME,
    Hidden,
    Purpose,
    Release,
    deadline_of,
    minutes_allowed,
    why_hidden,
)
from courses.results import result_of
from tests.world import (
    PASSWORD,
    REASON,
    add_quiz,
    give_answer,
    publish,
    question,
    right_picks,
    stamp,
    wrong_picks,
)

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

NOW = timezone.now()
LIMIT, GRACE = 20, 60
OVER = NOW + timedelta(minutes=LIMIT)
CLOSED = OVER + timedelta(seconds=GRACE)


def begin(world, person, *, now=NOW, **rules) -> Attempt:
    """A try at the quiz with these rules."""
    for name, value in rules.items():
        setattr(world.quiz, name, value)
    world.quiz = publish(world.quiz)
    return start_attempt(person, world.quiz, world.outline, now=now)


def limited(world, person, **rules) -> Attempt:
    """A try that has a time limit."""
    return begin(world, person, **{"time_limit": LIMIT, "grace": GRACE, **rules})


def answer(person, attempt, number: int = 0, *, right: bool = True, **more) -> Answer:
    """Answer a question at a moment."""
    q = attempt.paper[number]
    picks = right_picks(q) if right else wrong_picks(q)
    fields = {**stamp(attempt.pk, q["id"]), **more}
    return save_answer(person, attempt.pk, q["id"], {"answer": picks}, **fields)


# --- time ---------------------------------------------------------------------------------------


@given(st.integers(1, 600), st.integers(0, MOST_EXTRA_TIME))
def test_extra_time_never_makes_a_limit_shorter_and_is_whole_minutes(minutes, extra):
    allowed = minutes_allowed(minutes, extra)
    assert allowed >= minutes
    assert deadline_of(NOW, minutes, extra) == NOW + timedelta(minutes=allowed)
    assert deadline_of(NOW, 0, extra) is None


def test_a_quiz_without_a_limit_stays_open(world, cast):
    attempt = begin(world, cast.amara)
    assert (attempt.deadline, attempt.closes_at) == (None, None)
    assert not attempt.is_over(NOW + timedelta(days=4000))


def test_answers_count_until_the_grace_is_over(world, cast):
    attempt = limited(world, cast.amara)
    assert (attempt.deadline, attempt.closes_at) == (OVER, CLOSED)
    answer(cast.amara, attempt, 0, now=OVER - timedelta(seconds=1))
    answer(cast.amara, attempt, 1, now=CLOSED - timedelta(seconds=1))
    assert Answer.objects.count() == 2
    with pytest.raises(TimeIsUp, match="saved in time counts"):
        answer(cast.amara, attempt, 1, right=False, now=CLOSED)
    assert Answer.objects.get(question_id=attempt.paper[1]["id"]).response == right_picks(
        attempt.paper[1]
    )


def test_time_closes_a_try_with_what_was_saved(world, cast):
    attempt = limited(world, cast.amara)
    answer(cast.amara, attempt, 0, now=NOW)
    assert current_attempt(cast.amara, attempt.pk, now=OVER).state == Attempt.State.OPEN
    closed = current_attempt(cast.amara, attempt.pk, now=CLOSED + timedelta(hours=3))
    assert (closed.state, closed.closed_by) == (Attempt.State.HANDED_IN, Attempt.ClosedBy.TIME)
    assert closed.handed_in_at == OVER
    assert (closed.score, closed.passed) == (1, False)


def test_handing_in_after_the_time_is_handing_in_at_the_deadline(world, cast):
    attempt = limited(world, cast.amara)
    for number in range(2):
        answer(cast.amara, attempt, number, now=NOW)
    closed = hand_in(cast.amara, attempt.pk, now=CLOSED)
    assert (closed.closed_by, closed.handed_in_at, closed.passed) == ("time", OVER, True)
    assert StepCompletion.objects.count() == 1


def test_a_timer_closes_what_nobody_comes_back_to(world, cast):
    one, two = limited(world, cast.amara), limited(world, cast.bruno)
    answer(cast.amara, one, 0, now=NOW)
    assert close_overdue_attempts(now=OVER) == 0
    assert close_overdue_attempts(now=CLOSED) == 2
    assert close_overdue_attempts(now=CLOSED) == 0
    two.refresh_from_db()
    assert (two.score, two.closed_by) == (0, "time")


def test_a_new_try_closes_the_one_whose_time_is_over(world, cast):
    limited(world, cast.amara, attempts_allowed=2)
    second = start_attempt(cast.amara, world.quiz, world.outline, now=CLOSED)
    assert second.number == 2
    assert Attempt.objects.handed_in().get().closed_by == "time"
    with pytest.raises(AttemptsExhausted):
        start_attempt(cast.amara, world.quiz, world.outline, now=CLOSED + timedelta(hours=1))


def test_a_change_of_the_limit_does_not_touch_a_try_that_was_begun(world, cast):
    attempt = limited(world, cast.amara)
    again = (
        limited(world, cast.amara, time_limit=5)
        if False
        else begin(world, cast.amara, time_limit=5)
    )
    assert again.pk == attempt.pk
    assert again.deadline == OVER


# --- late answers -------------------------------------------------------------------------------


def late(person, attempt, *, right: bool = True, age: timedelta, now) -> LateAnswer:
    """An answer that waited on the device for so long; returns what was kept."""
    with pytest.raises(KeptLate, match="your instructor decides"):
        answer(person, attempt, 0, right=right, age=age, now=now)
    return LateAnswer.objects.latest("pk")


def test_an_answer_given_in_time_that_arrives_late_is_kept_and_not_marked(world, cast):
    attempt = limited(world, cast.amara)
    arrives = CLOSED + timedelta(minutes=5)
    kept = late(cast.amara, attempt, age=timedelta(minutes=10), now=arrives)
    assert (kept.given_at, kept.arrived_at) == (arrives - timedelta(minutes=10), arrives)
    assert kept.response == right_picks(attempt.paper[0])
    assert hand_in(cast.amara, attempt.pk, now=arrives).score == 0
    # Also when the try was closed before it arrived.
    late(cast.amara, attempt, age=timedelta(minutes=20), now=arrives)
    assert not Answer.objects.exists()


def test_a_late_answer_sent_twice_is_kept_once(world, cast):
    attempt = limited(world, cast.amara)
    q = attempt.paper[0]
    for _round in range(2):
        with pytest.raises(KeptLate):
            save_answer(
                cast.amara,
                attempt.pk,
                q["id"],
                {"answer": right_picks(q)},
                sequence=1,
                nonce="one",
                age=timedelta(minutes=10),
                now=CLOSED + timedelta(minutes=5),
            )
    assert LateAnswer.objects.count() == 1


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=4), timedelta(days=20)])
def test_an_answer_given_after_the_time_or_before_the_start_is_refused(world, cast, age):
    attempt = limited(world, cast.amara)
    with pytest.raises(TimeIsUp):
        answer(cast.amara, attempt, age=age, now=CLOSED + timedelta(minutes=5))
    assert not LateAnswer.objects.exists()


def test_a_late_answer_that_counts_is_marked_and_may_pass_the_quiz(world, cast):
    attempt = limited(world, cast.amara)
    answer(cast.amara, attempt, 1, now=NOW)
    kept = late(cast.amara, attempt, age=timedelta(minutes=10), now=CLOSED + timedelta(minutes=5))
    assert hand_in(cast.amara, attempt.pk, now=CLOSED).passed is False
    decide_late_answer(kept, by=cast.instructor, counts=True, reason="The line was cut.")
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (2, True)
    assert attempt.handed_in_at == OVER
    assert StepCompletion.objects.get().step_key == world.quiz.translation_key
    entry = ModelLogEntry.objects.get(action="courses.late_answer")
    assert (entry.user, entry.data["reason"]) == (cast.instructor, "The line was cut.")


def test_a_late_answer_that_is_set_aside_changes_nothing_and_stays_on_record(world, cast):
    attempt = limited(world, cast.amara)
    kept = late(cast.amara, attempt, age=timedelta(minutes=10), now=CLOSED + timedelta(minutes=5))
    hand_in(cast.amara, attempt.pk, now=CLOSED)
    decide_late_answer(kept, by=cast.instructor, counts=False, reason="The clock was set back.")
    attempt.refresh_from_db()
    assert (attempt.score, Answer.objects.count()) == (0, 0)
    again = decide_late_answer(kept, by=cast.editor, counts=True, reason="Second thoughts.")
    assert (again.state, again.decided_by) == (LateAnswer.State.SET_ASIDE, cast.instructor)


def test_a_late_answer_does_not_overwrite_a_newer_one(world, cast):
    attempt = limited(world, cast.amara)
    q = attempt.paper[0]
    save_answer(
        cast.amara,
        attempt.pk,
        q["id"],
        {"answer": right_picks(q)},
        sequence=5,
        nonce="new",
        now=NOW,
    )
    with pytest.raises(KeptLate):
        save_answer(
            cast.amara,
            attempt.pk,
            q["id"],
            {"answer": wrong_picks(q)},
            sequence=4,
            nonce="old",
            age=timedelta(minutes=10),
            now=CLOSED,
        )
    hand_in(cast.amara, attempt.pk, now=CLOSED)
    decide_late_answer(LateAnswer.objects.get(), by=cast.instructor, counts=True, reason="r")
    assert Answer.objects.get().response == right_picks(q)
    attempt.refresh_from_db()
    assert attempt.score == 1


def test_a_pass_is_not_taken_back_by_a_late_answer(world, cast):
    attempt = limited(world, cast.amara)
    for number in range(2):
        answer(cast.amara, attempt, number, now=NOW)
    kept = late(cast.amara, attempt, right=False, age=timedelta(minutes=10), now=CLOSED)
    assert hand_in(cast.amara, attempt.pk, now=CLOSED).passed
    decide_late_answer(kept, by=cast.instructor, counts=True, reason="r")
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (1, True)
    assert StepCompletion.objects.count() == 1


def test_an_answer_that_met_an_expired_sign_in_in_time_is_kept_as_late(world, cast):
    """Without script it was given when it first met the server."""
    attempt = limited(world, cast.amara)
    q, client = attempt.paper[0], Client()
    address = reverse("courses:question", args=[attempt.pk, 1])
    client.post(
        address, {"question": q["id"], "answer": right_picks(q), **stamp(attempt.pk, q["id"])}
    )
    moved = timezone.now()
    Attempt.objects.update(deadline=moved, closes_at=moved)
    client.post(reverse("account_login"), {"login": cast.amara.email, "password": PASSWORD})
    assert LateAnswer.objects.get().response == right_picks(q)
    assert "marked as late" in client.get("/learn/").content.decode()


# --- extra time ---------------------------------------------------------------------------------


def test_extra_time_belongs_to_a_person_and_holds_for_an_open_try(world, cast):
    attempt, other = limited(world, cast.amara), limited(world, cast.bruno)
    give_extra_time(attempt.enrolment, 50, by=cast.coordinator, reason="A doctor's letter.")
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert attempt.deadline == NOW + timedelta(minutes=30)
    assert attempt.closes_at == attempt.deadline + timedelta(seconds=GRACE)
    assert other.deadline == OVER
    entry = ModelLogEntry.objects.get(action="courses.extra_time")
    assert (entry.user, entry.data["percent"]) == (cast.coordinator, 50)


def test_extra_time_holds_for_later_tries_and_never_shortens_an_open_one(world, cast):
    give_extra_time(
        Grant.objects.get(enrolment__user=cast.amara).enrolment,
        100,
        by=cast.coordinator,
        reason="r",
    )
    attempt = limited(world, cast.amara)
    assert attempt.deadline == NOW + timedelta(minutes=40)
    give_extra_time(attempt.enrolment, 0, by=cast.coordinator, reason="r")
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + timedelta(minutes=40)
    give_extra_time(attempt.enrolment, 150, by=cast.coordinator, reason="r")
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + timedelta(minutes=50)


@pytest.mark.parametrize("percent", [-1, MOST_EXTRA_TIME + 1])
def test_extra_time_has_bounds(cast, world, percent):
    enrolment = Grant.objects.get(enrolment__user=cast.amara).enrolment
    with pytest.raises(UnusableExtraTime, match="0 to 300"):
        give_extra_time(enrolment, percent, by=cast.coordinator, reason="r")


def test_a_coordinator_gives_extra_time_in_the_cms(world, cast, client_of):
    enrolment = Grant.objects.get(enrolment__user=cast.amara).enrolment
    address = reverse("extra_time", args=[enrolment.pk])
    client = client_of(cast.coordinator)
    client.post(address, {"percent": "25", "reason": ""})
    client.post(address, {"percent": "400", "reason": "r"})
    enrolment.refresh_from_db()
    assert enrolment.extra_time == 0
    page = client.post(address, {"percent": "25", "reason": "r"}, follow=True)
    assert "25 % more time" in page.content.decode()
    client_of(cast.instructor).post(address, {"percent": "50", "reason": "r"})
    enrolment.refresh_from_db()
    assert enrolment.extra_time == 25


# --- release of reasons -------------------------------------------------------------------------


@given(
    st.sampled_from(Release.values), st.booleans(), st.booleans(), st.sampled_from([None, -1, 1])
)
def test_reasons_are_released_by_the_rule_and_by_nothing_else(release, is_open, passed, days):
    due = None if days is None else NOW + timedelta(days=days)
    why = why_hidden(release, is_open_try=is_open, passed=passed, due=due, now=NOW)
    expected = {
        Release.ANSWER: True,
        Release.SUBMISSION: True,
        Release.PASSING: passed,
        Release.DUE: days in (None, -1),
        Release.NEVER: False,
    }[Release(release)]
    assert (why is None) == (expected and not is_open)


def result_page(client, attempt) -> str:
    """The page of a result."""
    return client.get(reverse("courses:attempt", args=[attempt.pk])).content.decode()


def test_reasons_wait_for_a_pass(world, cast, client_of):
    attempt = begin(world, cast.amara, release=Release.PASSING)
    hand_in(cast.amara, attempt.pk)
    html = result_page(client_of(cast.amara), attempt)
    assert REASON not in html
    assert "shown when you have passed" in html
    second = start_attempt(cast.amara, world.quiz, world.outline)
    for number in range(2):
        answer(cast.amara, second, number)
    hand_in(cast.amara, second.pk)
    assert REASON in result_page(client_of(cast.amara), second)
    # The first one too: its reasons hold no more secrets.
    assert REASON in result_page(client_of(cast.amara), attempt)


def test_reasons_wait_for_the_due_date(world, cast, client_of):
    due = timezone.now() + timedelta(days=2)
    grant = Grant.objects.get(enrolment__user=cast.amara)
    extend_grant(grant, by=cast.coordinator, closes=due + timedelta(days=9), due=due)
    attempt = begin(world, cast.amara, release=Release.DUE, now=timezone.now())
    attempt = hand_in(cast.amara, attempt.pk)
    html = result_page(client_of(cast.amara), attempt)
    assert REASON not in html
    assert "when the quiz is due" in html
    assert result_of(attempt).hidden == Hidden.NOT_DUE
    assert result_of(attempt, now=due).hidden is None


def test_reasons_are_never_shown_where_the_quiz_says_so(world, cast, client_of):
    attempt = begin(world, cast.amara, release=Release.NEVER)
    for number in range(2):
        answer(cast.amara, attempt, number)
    hand_in(cast.amara, attempt.pk)
    html = result_page(client_of(cast.amara), attempt)
    assert "does not show right answers" in html
    assert REASON not in html


def test_a_change_of_the_rule_does_not_touch_a_try_that_was_begun(world, cast):
    attempt = begin(world, cast.amara, release=Release.NEVER)
    begin(world, cast.amara, release=Release.SUBMISSION)
    assert result_of(hand_in(cast.amara, attempt.pk)).hidden == Hidden.NEVER


# --- after each answer --------------------------------------------------------------------------


def test_an_answer_that_was_told_is_final(world, cast):
    attempt = begin(world, cast.amara, release=Release.ANSWER)
    q = attempt.paper[0]
    give_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
    first = settle_answer(cast.amara, attempt.pk, q["id"])
    assert settle_answer(cast.amara, attempt.pk, q["id"]).settled_at == first.settled_at
    with pytest.raises(AnswerSettled, match="no longer change"):
        give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    assert hand_in(cast.amara, attempt.pk).score == 0


def test_there_is_nothing_to_tell_without_an_answer_or_in_another_quiz(world, cast):
    attempt = begin(world, cast.amara, release=Release.ANSWER)
    with pytest.raises(NothingToSettle, match="Answer the question first"):
        settle_answer(cast.amara, attempt.pk, attempt.paper[0]["id"])
    other = begin(world, cast.bruno, release=Release.SUBMISSION)
    q = other.paper[0]
    give_answer(cast.bruno, other.pk, q["id"], right_picks(q))
    with pytest.raises(NothingToSettle):
        settle_answer(cast.bruno, other.pk, q["id"])
    hand_in(cast.bruno, other.pk)
    with pytest.raises(AttemptClosed):
        settle_answer(cast.bruno, other.pk, q["id"])


def test_the_page_tells_about_one_answer_and_about_no_other(world, cast, client_of):
    attempt = begin(world, cast.amara, release=Release.ANSWER)
    client = client_of(cast.amara)
    address = reverse("courses:question", args=[attempt.pk, 1])
    q = attempt.paper[0]
    assert "See whether it is right" in client.get(address).content.decode()
    form = {"question": q["id"], "answer": wrong_picks(q), "go_to": "told"}
    html = client.post(address, {**form, **stamp(attempt.pk, q["id"])}, follow=True)
    html = html.content.decode()
    assert "Not right" in html
    assert html.count(REASON) == 2  # of the wrong one that was picked, and of the right one
    assert '<fieldset class="question" disabled' in html
    # Going on from there sends no controls, and is refused nothing.
    page = client.post(
        address,
        {"question": q["id"], "was": "{}", "go_to": "next", **stamp(attempt.pk, q["id"])},
    )
    assert page.url == reverse("courses:question", args=[attempt.pk, 2])
    assert REASON not in client.get(page.url).content.decode()


def test_pressing_the_button_without_an_answer_says_so(world, cast, client_of):
    attempt = begin(world, cast.amara, release=Release.ANSWER)
    address = reverse("courses:question", args=[attempt.pk, 1])
    form = {"question": attempt.paper[0]["id"], "was": "{}", "go_to": "told"}
    page = client_of(cast.amara).post(
        address, {**form, **stamp(attempt.pk, attempt.paper[0]["id"])}, follow=True
    )
    assert "Answer the question first" in page.content.decode()


# --- certainty ----------------------------------------------------------------------------------


def test_how_sure_somebody_was_is_recorded_told_and_changes_no_points(world, cast, client_of):
    attempt = begin(world, cast.amara, asks_certainty=True)
    client = client_of(cast.amara)
    address = reverse("courses:question", args=[attempt.pk, 1])
    assert "How sure are you?" in client.get(address).content.decode()
    q = attempt.paper[0]
    form = {"question": q["id"], "answer": wrong_picks(q), "certainty": "3"}
    client.post(address, {**form, **stamp(attempt.pk, q["id"])})
    assert Answer.objects.get().certainty == 3
    html = client.get(address).content.decode()
    assert 'name="certainty" value="3" checked' in html
    done = hand_in(cast.amara, attempt.pk)
    assert done.score == 0
    assert done.marks[q["id"]]["certainty"] == 3
    assert "You were: Very sure" in result_page(client, attempt)


@pytest.mark.parametrize("certainty", ["0", "4", "x", "-1"])
def test_a_certainty_that_no_page_sends_is_refused(world, cast, client_of, certainty):
    attempt = begin(world, cast.amara, asks_certainty=True)
    q = attempt.paper[0]
    address = reverse("courses:question", args=[attempt.pk, 1])
    form = {"question": q["id"], "answer": right_picks(q), "certainty": certainty}
    page = client_of(cast.amara).post(address, {**form, **stamp(attempt.pk, q["id"])})
    assert page.status_code == 400
    assert not Answer.objects.exists()


def test_a_quiz_that_does_not_ask_records_none(world, cast):
    attempt = begin(world, cast.amara)
    assert answer(cast.amara, attempt, certainty=3).certainty is None


# --- order --------------------------------------------------------------------------------------


def test_questions_come_in_every_order_where_the_quiz_shuffles_them(world):
    quiz = add_quiz(
        world.second,
        "Shuffled",
        [question(f"Q{n}", ["a"], ["b", "c"]) for n in range(3)],
        shuffles_questions=True,
    )
    orders = {tuple(q["text"] for q in freeze(quiz, f"seed {n}")) for n in range(60)}
    assert len(orders) == 6
    quiz.shuffles_questions, quiz.shuffles_choices = False, False
    kept = [freeze(quiz, f"seed {n}") for n in range(9)]
    assert {tuple(q["text"] for q in paper) for paper in kept} == {
        ("<p>Q0</p>", "<p>Q1</p>", "<p>Q2</p>")
    }
    shown = {tuple(c["text"] for c in paper[0]["shown"]["choices"]) for paper in kept}
    assert shown == {("a", "b", "c")}


# --- purpose ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "mark"),
    [(Purpose.PRACTICE, 70), (Purpose.PRE_TEST, 70), (Purpose.POST_TEST, 0), (Purpose.GRADED, 0)],
)
def test_handing_in_is_enough_where_nothing_has_to_be_passed(world, cast, client_of, purpose, mark):
    attempt = begin(world, cast.amara, purpose=purpose, pass_mark=mark)
    hand_in(cast.amara, attempt.pk)
    assert StepCompletion.objects.get().by == StepCompletion.By.HANDING_IN
    html = result_page(client_of(cast.amara), attempt)
    assert "0 of 2 right" in html
    assert "Nothing has to be passed" in html
    assert "You needed" not in html
    page = client_of(cast.amara).get(world.quiz.url).content.decode()
    assert "handing in is enough" in page
    assert "You pass with" not in page


@pytest.mark.parametrize("purpose", [Purpose.GRADED, Purpose.POST_TEST])
def test_elsewhere_the_pass_mark_decides(world, cast, purpose):
    attempt = begin(world, cast.amara, purpose=purpose)
    assert hand_in(cast.amara, attempt.pk).passed is False
    assert not StepCompletion.objects.exists()


# --- pages --------------------------------------------------------------------------------------


def test_the_quiz_and_its_questions_say_how_much_time_there_is(world, cast, client_of):
    attempt = limited(world, cast.amara)
    client = client_of(cast.amara)
    assert "time limit 20 minutes" in client.get(world.quiz.url).content.decode()
    html = client.get(reverse("courses:question", args=[attempt.pk, 1])).content.decode()
    assert "Time until" in html
    assert "data-deadline=" in html
    give_extra_time(attempt.enrolment, 50, by=cast.coordinator, reason="r")
    assert "time limit 30 minutes" in client.get(world.quiz.url).content.decode()


def test_a_page_that_is_opened_after_the_time_shows_the_result(world, cast, client_of):
    attempt = limited(world, cast.amara)
    Attempt.objects.update(
        started_at=NOW - timedelta(hours=2),
        deadline=NOW - timedelta(hours=1),
        closes_at=NOW - timedelta(minutes=59),
    )
    client = client_of(cast.amara)
    page = client.get(reverse("courses:question", args=[attempt.pk, 1]), follow=True)
    assert "The time was over" in page.content.decode()
    assert Attempt.objects.get().closed_by == "time"


def test_an_answer_sent_by_a_form_after_the_time_is_answered_with_a_sentence(
    world, cast, client_of
):
    attempt = limited(world, cast.amara)
    Attempt.objects.update(deadline=NOW - timedelta(hours=1), closes_at=NOW - timedelta(hours=1))
    q = attempt.paper[0]
    address = reverse("courses:question", args=[attempt.pk, 1])
    form = {"question": q["id"], "answer": right_picks(q), **stamp(attempt.pk, q["id"])}
    page = client_of(cast.amara).post(address, form, follow=True)
    assert "The time for this try is over" in page.content.decode()
    told = client_of(cast.amara).post(address, form, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (409, "time-is-up")


def test_a_whole_try_of_ten_questions_stays_within_its_queries(world, cast, client_of, statements):
    """Begin, ten answers, hand in: what the database is asked, session and person included."""
    asked = [question(f"Q{n}", ["a"], ["b"]) for n in range(10)]
    quiz = add_quiz(world.second, "Ten", asked, slug="ten")
    client, outline = client_of(cast.amara), world.outline
    with statements() as starting:
        client.post(reverse("courses:start", args=[outline.course_key, quiz.translation_key]))
    attempt = Attempt.objects.get()
    with statements() as answering:
        for number, q in enumerate(attempt.paper, start=1):
            address = reverse("courses:question", args=[attempt.pk, number])
            form = {"question": q["id"], "answer": right_picks(q), "sequence": 1, "nonce": "n"}
            assert client.post(address, form, headers={"Accept": "application/json"}).json()
    with statements() as handing_in:
        client.post(reverse("courses:hand_in", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert attempt.score == 10
    assert answering.count == 40
    assert starting.count + answering.count + handing_in.count <= 60


def test_a_first_answer_that_meets_another_is_told_so(world, cast):
    """Two pages that both saw no answer: the second one overwrites nothing."""
    attempt = begin(world, cast.amara)
    q = attempt.paper[0]
    save = partial(save_answer, cast.amara, attempt.pk, q["id"], sequence=1)
    kept = save({"answer": right_picks(q)}, nonce="one")
    assert save({"answer": right_picks(q)}, nonce="one") == kept
    with pytest.raises(AnsweredElsewhere):
        save({"answer": wrong_picks(q)}, nonce="two")
    assert Answer.objects.get().response == right_picks(q)
