"""What staff decide about the answers to a quiz, in the CMS."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.access import courses_to_edit, may_mark, may_regrade
from courses.actions import decide_late_answer, plan_regrade, regrade
from courses.errors import NothingToRegrade, Refusal, RegradeOutOfDate
from courses.forms import LateAnswerForm, RegradeForm
from courses.models import QuizPage
from courses.reporting.marking import (
    late_answers_to,
    questions_asked_by,
    quizzes_of,
    regrades_of,
)


def _quiz(request: HttpRequest, pk: int) -> QuizPage:
    """The quiz; 404 for no quiz, 403 for one that the person does not work on."""
    quiz = get_object_or_404(QuizPage.objects.select_related("locale"), id=pk, alias_of=None)
    if not may_mark(request.user, quiz):
        raise PermissionDenied
    return quiz


def quizzes(request: HttpRequest) -> HttpResponse:
    """The quizzes of the courses that the person works on."""
    courses = courses_to_edit(request.user)
    if not courses:
        raise PermissionDenied
    context = {"courses": quizzes_of(courses)}
    return render(request, "courses/cms/quizzes.html", context)


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Late answers to decide on, questions whose key may be corrected, and what was."""
    quiz = _quiz(request, pk)
    context = {
        "quiz": quiz,
        "late_answers": late_answers_to(quiz),
        "form": LateAnswerForm(),
        "questions": questions_asked_by(quiz),
        "regrades": regrades_of(quiz),
        "may_regrade": may_regrade(request.user, quiz),
    }
    return render(request, "courses/cms/marking.html", context)


@require_POST
def decide(request: HttpRequest, pk: int, late_pk: int) -> HttpResponse:
    """Count a late answer, or set it aside."""
    quiz = _quiz(request, pk)
    late = get_object_or_404(late_answers_to(quiz), pk=late_pk)
    form = LateAnswerForm(request.POST)
    if form.is_valid():
        decide_late_answer(late, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your decision is recorded."))
    else:
        messages.error(request, _("Say whether the answer counts, and why."))
    return redirect("quiz_marking", pk)


def corrected(request: HttpRequest, pk: int, question_id: UUID) -> HttpResponse:
    """What the key that is published now would change; then the verb."""
    quiz = _quiz(request, pk)
    if not may_regrade(request.user, quiz):
        raise PermissionDenied
    form = RegradeForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            return _regrade(request, quiz, question_id, form)
        plan = plan_regrade(quiz, str(question_id))
    except NothingToRegrade as refusal:
        return _back(request, pk, refusal)
    if not form.is_bound or "token" in form.errors:
        form = RegradeForm(initial={"token": plan.token})
    context = {"quiz": quiz, "plan": plan, "form": form}
    return render(request, "courses/cms/regrade.html", context)


def _regrade(
    request: HttpRequest, quiz: QuizPage, question_id: UUID, form: RegradeForm
) -> HttpResponse:
    """Do what was looked at; look again when it is something else by now."""
    try:
        made = regrade(quiz, str(question_id), by=request.user, **form.cleaned_data)
    except RegradeOutOfDate as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    count = made.attempts.count()
    sentence = ngettext(
        "The key was corrected in %(count)s try.",
        "The key was corrected in %(count)s tries.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect("quiz_marking", quiz.pk)


def _back(request: HttpRequest, pk: int, refusal: Refusal) -> HttpResponse:
    messages.warning(request, str(refusal))
    return redirect("quiz_marking", pk)
