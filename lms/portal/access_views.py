"""A person's courses in the CMS: access, progress with reasons, and the verbs of access."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import extend_grant, give_extra_time, give_grant, restore_grant, withdraw_grant
from courses.models import Enrolment, Grant
from courses.reporting import courses_of_person
from lms.accounts.access import may_erase
from lms.accounts.models import User
from lms.portal.access_forms import AccessForm, ExtendForm, ExtraTimeForm, WithdrawForm, end_of


def _refuse_without(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's courses; the form lets them into another one."""
    _refuse_without(request, "courses.view_grant")
    someone = get_object_or_404(User.objects.present(), pk=pk)
    language = get_language() or "en"
    form = AccessForm(request.POST or None, language=language)
    if request.method == "POST":
        _refuse_without(request, "courses.add_grant")
        if form.is_valid():
            given = form.given()
            give_grant(
                someone,
                given.course_key,
                by=request.user,
                source=Grant.Source.STAFF,
                may=given.may,
                opens=given.opens,
                closes=given.closes,
                due=given.due,
            )
            messages.success(request, _("Access was given."))
            return redirect("person_courses", pk)
    context = {
        "someone": someone,
        "courses": courses_of_person(someone, language),
        "form": form,
        "may_change": request.user.has_perm("courses.change_grant"),
        "may_add": request.user.has_perm("courses.add_grant"),
        "may_invite": request.user.has_perm("accounts.add_user"),
        "may_erase": may_erase(request.user),
    }
    return render(request, "portal/cms/person_courses.html", context)


def _grant(request: HttpRequest, pk: int) -> Grant:
    """A grant that the person may change."""
    _refuse_without(request, "courses.change_grant")
    return get_object_or_404(Grant.objects.select_related("enrolment"), pk=pk)


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Set new days."""
    grant = _grant(request, pk)
    form = ExtendForm(request.POST)
    if form.is_valid():
        days = form.cleaned_data
        extend_grant(grant, by=request.user, closes=end_of(days["closes"]), due=end_of(days["due"]))
        messages.success(request, _("The days were changed."))
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
    return redirect("person_courses", grant.enrolment.user_id)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End this access, with a reason."""
    grant = _grant(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        withdraw_grant(grant, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Access was withdrawn. What was finished is kept."))
    else:
        messages.error(request, _("Give a reason, so that the log can tell it."))
    return redirect("person_courses", grant.enrolment.user_id)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a withdrawal back."""
    grant = restore_grant(_grant(request, pk), by=request.user)
    messages.success(request, _("Access was restored."))
    return redirect("person_courses", grant.enrolment.user_id)


@require_POST
def extra_time(request: HttpRequest, pk: int) -> HttpResponse:
    """More time in the quizzes of one course, with a reason."""
    _refuse_without(request, "courses.change_grant")
    enrolment = get_object_or_404(Enrolment, pk=pk)
    form = ExtraTimeForm(request.POST)
    if form.is_valid():
        give_extra_time(enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, _("The extra time was set."))
    else:
        messages.error(request, _("Enter 0 to 300 per cent, and a reason for the log."))
    return redirect("person_courses", enrolment.user_id)
