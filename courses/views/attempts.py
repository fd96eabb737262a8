"""Quizzes: start, answer, hand in, read the result."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.access import attempt_of
from courses.actions import current_attempt, save_answer, settle_answer, start_attempt
from courses.actions import hand_in as hand_in_attempt
from courses.errors import (
    AnsweredElsewhere,
    AnswerSettled,
    AttemptClosed,
    KeptLate,
    NotALesson,
    NothingToSettle,
    Refusal,
    TimeIsUp,
    UnknownQuestion,
    UnknownStep,
)
from courses.forms import AnswerForm, FinishForm, GivenAnswer, held_fields
from courses.kept_answers import keep, person_tag
from courses.models import Answer, Attempt, QuizPage
from courses.outline import load_step, outline_of
from courses.papers import LearnerQuestion, questions_for_learner
from courses.policy import Certainty
from courses.questions.base import as_text
from courses.reporting import SavedAnswer, saved_answers
from courses.results import place_of, result_of, settled_question


@require_POST
def start(request: HttpRequest, course_key: UUID, quiz_key: UUID) -> HttpResponse:
    """Begin a try, or go on with the open one."""
    outline = outline_of(course_key, FinishForm(request.POST).language())
    entry = outline.step(quiz_key)
    if not request.user.is_authenticated:
        return redirect_to_login(entry.url)
    request.outline = outline
    page = load_step(entry)
    if page is None:
        raise UnknownStep
    if not isinstance(page, QuizPage):
        raise NotALesson
    attempt = start_attempt(request.user, page, outline)
    return redirect("courses:attempt", attempt.pk)


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, rather than a browser that submits a form."""
    return request.headers.get("Accept") == "application/json"


@never_cache
def attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The first unanswered question of an open try, or the result of one handed in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    own = current_attempt(request.user, attempt_id)
    if own.state == Attempt.State.HANDED_IN:
        context = {
            "attempt": own,
            "result": result_of(own),
            "place": place_of(own),
            "person_tag": person_tag(request.user),
        }
        return render(request, "courses/result.html", context)
    answered = {key for key, saved in saved_answers(own).items() if saved.response is not None}
    numbers = [n for n, q in enumerate(own.paper, start=1) if q["id"] not in answered]
    if not numbers:
        return redirect("courses:hand_in", attempt_id)
    return redirect("courses:question", attempt_id, numbers[0])


@never_cache
def question(request: HttpRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """One question of an open try; its form saves the answer."""
    if request.method == "POST":
        return _save(request, attempt_id, number)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    own = current_attempt(request.user, attempt_id)
    if own.state == Attempt.State.HANDED_IN:
        return redirect("courses:attempt", attempt_id)
    return _question_page(request, own, number)


def _question_page(
    request: HttpRequest, own: Attempt, number: int, refusal: Refusal | None = None
) -> HttpResponse:
    """A question with the answer on record, and the sentence of what refused another one."""
    if not 1 <= number <= len(own.paper):
        raise UnknownQuestion
    saved = saved_answers(own)
    questions = _questions(own, saved)
    current = questions[number - 1]
    on_record = saved.get(current.id, SavedAnswer())
    told = settled_question(own, number, on_record)
    # The controls of an answer that is final are switched off: a form sends none of them.
    held = {} if told else held_fields(on_record.response, on_record.certainty)
    context = {
        "attempt": own,
        "place": place_of(own),
        "questions": questions,
        "question": current,
        "saved_at": on_record.saved_at,
        "was": as_text(held),
        "certainties": [
            (value, label, value == str(on_record.certainty)) for value, label in Certainty.choices
        ],
        "told": told,
        # What is answered here is the change after the one on record, and a submit sent twice one.
        "sequence": on_record.sequence + 1,
        "nonce": secrets.token_urlsafe(16),
        "person_tag": person_tag(request.user),
        "refusal": refusal,
        "last": number == len(questions),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/question.html", context, status=status)


def _questions(own: Attempt, saved: dict[str, SavedAnswer]) -> list[LearnerQuestion]:
    responses = {question: answer.response for question, answer in saved.items()}
    return list(questions_for_learner(own.paper, responses))


def _save(request: HttpRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Save an answer, or keep it until the same person has signed in again."""
    given = AnswerForm(request.POST).given()
    if given.is_unchanged and not wants_json(request):
        return _after_saving(request, attempt_id, number, given)
    if not request.user.is_authenticated:
        return _keep(request, attempt_id, given)
    try:
        answer = save_answer(
            request.user,
            attempt_id,
            given.question_id,
            given.sent,
            certainty=given.certainty,
            sequence=given.sequence,
            nonce=given.nonce,
            age=given.age,
        )
    except AnsweredElsewhere as refusal:
        return _elsewhere(request, attempt_id, number, refusal)
    except (AnswerSettled, KeptLate, TimeIsUp) as refusal:
        return _not_counted(request, attempt_id, refusal)
    if wants_json(request):
        return JsonResponse({"nonce": answer.nonce, **_on_record(answer)})
    return _after_saving(request, attempt_id, number, given)


def _keep(request: HttpRequest, attempt_id: UUID, given: GivenAnswer) -> HttpResponse:
    """401 for the script, which keeps the answer itself; a browser is sent to sign in."""
    if wants_json(request):
        return JsonResponse({"code": "signed-out"}, status=401)
    keep(request.session, attempt_id, given, timezone.now())
    messages.info(request, _("Sign in again: your answer is kept and will then be saved."))
    return redirect_to_login(request.path)


def _not_counted(request: HttpRequest, attempt_id: UUID, refusal: Refusal) -> HttpResponse:
    """The sentence on the next page: where the try goes on, or its result."""
    if wants_json(request):
        raise refusal
    messages.warning(request, str(refusal))
    return redirect("courses:attempt", attempt_id)


def _elsewhere(
    request: HttpRequest, attempt_id: UUID, number: int, refusal: AnsweredElsewhere
) -> HttpResponse:
    """The newer answer, which is kept, and the sentence."""
    if not wants_json(request):
        return _question_page(request, attempt_of(request.user, attempt_id), number, refusal)
    fields = held_fields(refusal.kept.response, refusal.kept.certainty)
    kept = {"fields": fields, **_on_record(refusal.kept)}
    body = {"code": refusal.code, "sentence": str(refusal), **kept}
    return JsonResponse(body, status=refusal.status)


def _on_record(answer: Answer) -> dict[str, object]:
    """What the page's script is told of an answer on record."""
    at = date_format(timezone.localtime(answer.saved_at), "H:i")
    return {
        "sequence": answer.sequence,
        "saved": _("Saved at %(time)s") % {"time": at},
        "was": as_text(held_fields(answer.response, answer.certainty)),
    }


def _after_saving(
    request: HttpRequest, attempt_id: UUID, number: int, given: GivenAnswer
) -> HttpResponse:
    """Where the pressed button leads: a question by number, the next, the one before, the end.

    "told" stays here and says whether the answer is right, which makes it final.
    """
    go_to = given.go_to
    if go_to == "end":
        return redirect("courses:hand_in", attempt_id)
    if go_to.isdecimal():
        return redirect("courses:question", attempt_id, int(go_to))
    if go_to == "told":
        try:
            settle_answer(request.user, attempt_id, given.question_id)
        except (AttemptClosed, NothingToSettle) as refusal:
            messages.warning(request, str(refusal))
    step = {"next": 1, "previous": -1}.get(go_to, 0)
    return redirect("courses:question", attempt_id, max(1, number + step))


@never_cache
def hand_in(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """What has an answer and what has none; then the verb."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if request.method == "POST":
        hand_in_attempt(request.user, attempt_id)
        return redirect("courses:attempt", attempt_id)
    own = current_attempt(request.user, attempt_id)
    if own.state == Attempt.State.HANDED_IN:
        return redirect("courses:attempt", attempt_id)
    questions = _questions(own, saved_answers(own))
    missing = [question for question in questions if not question.is_answered]
    context = {
        "attempt": own,
        "place": place_of(own),
        "questions": questions,
        "missing": missing,
        "person_tag": person_tag(request.user),
    }
    return render(request, "courses/hand_in.html", context)
