"""Reflections: write one, see all of one's own, share or take back; what a cohort's staff read."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from courses import reflections as shown
from courses.access import (
    cohort_read_by,
    cohorts_read_by,
    own_cohorts,
    reflections_of,
    refuse_signed_out,
    shared_reflections,
)
from courses.actions import share_reflection, take_back_reflection
from courses.forms import ReflectionForm, ShareForm
from courses.models.reflections import MOST_CHARACTERS
from courses.views.attempts import wants_json


@never_cache
def of_step(request: HttpRequest, course_key: UUID, step_key: UUID) -> HttpResponse:
    """A person's own texts of one lesson, for the script of its page."""
    own = reflections_of(request.user).filter(enrolment__course_key=course_key, step_key=step_key)
    texts = {
        str(row.block_key): {
            "text": row.text,
            "saved": shown.when_saved(row),
            "who": shown.who_reads(row),
        }
        for row in own
    }
    return JsonResponse({"texts": texts})


@never_cache
@sensitive_post_parameters("text")
def write(request: HttpRequest, course_key: UUID, step_key: UUID, block_key: UUID) -> HttpResponse:
    """The question and what was written; its form saves."""
    keys = (course_key, step_key, block_key)
    if request.method == "POST":
        return _save(request, keys)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    place = shown.place_of(request.user, *keys)
    context = {
        "place": place,
        "saved": shown.when_saved(place.own) if place.own else "",
        "who": shown.who_reads(place.own),
        "owner": shown.owner_mark(request.user),
        "most": MOST_CHARACTERS,
    }
    return render(request, "courses/reflection.html", context)


def _save(request: HttpRequest, keys: tuple[UUID, UUID, UUID]) -> HttpResponse:
    """Save a text, or keep it until the same person has signed in again."""
    given = ReflectionForm(request.POST).given()
    if not request.user.is_authenticated:
        if wants_json(request):
            return JsonResponse({"code": "signed-out"}, status=401)
        if shown.keep(request.session, given.owner, keys, given.text):
            messages.info(request, _("Sign in again: your text is kept and will then be saved."))
        return redirect_to_login(request.path)
    reflection = shown.save_at(request.user, *keys, text=given.text)
    saved = shown.when_saved(reflection)
    if wants_json(request):
        said = {"nonce": given.nonce, "saved": saved, "who": shown.who_reads(reflection)}
        return JsonResponse(said)
    if reflection is None:
        messages.success(request, _("Your reflection was removed."))
        return redirect("courses:reflections")
    messages.success(request, _("Your reflection is saved."))
    return redirect("courses:reflection", *keys)


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All that a person wrote, by course and lesson."""
    refuse_signed_out(request.user)
    context = {
        "courses": shown.own_reflections(request.user),
        "cohorts": own_cohorts(request.user),
        "cohorts_read": cohorts_read_by(request.user),
    }
    return render(request, "courses/reflections.html", context)


@never_cache
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file, plain text or JSON."""
    courses = shown.own_reflections(request.user)
    if kind == "json":
        text = json.dumps(shown.as_records(courses), ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        response = HttpResponse(shown.as_text(courses), content_type="text/plain; charset=utf-8")
    name = f"my-reflections-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def share(request: HttpRequest, reflection_id: UUID) -> HttpResponse:
    """Let the staff of a cohort read one reflection."""
    refuse_signed_out(request.user)
    cohort = ShareForm(request.POST).cohort()
    share_reflection(request.user, reflection_id, cohort)
    messages.success(request, _("The staff of “%(name)s” can now read it.") % {"name": cohort})
    return redirect("courses:reflections")


@require_POST
def take_back(request: HttpRequest, reflection_id: UUID) -> HttpResponse:
    """Make one reflection one's own alone again."""
    take_back_reflection(request.user, reflection_id)
    messages.success(request, _("Taken back: only you can read it."))
    return redirect("courses:reflections")


@never_cache
def of_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """What people shared with the staff of a cohort, for that staff alone."""
    cohort = cohort_read_by(request.user, pk)
    context = {"cohort": cohort, "reflections": shared_reflections(request.user, cohort)}
    return render(request, "courses/cohort_reflections.html", context)
