"""Cohorts in the CMS: who is in one, how far they are, and the verbs for all of them at once."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import enrol_cohort, make_cohort, withdraw_cohort
from courses.models import Cohort
from courses.reporting import courses_of_cohort
from lms.accounts.models import User
from lms.portal.cohort_forms import CohortForm, EnrolCohortForm, WithdrawCohortForm

PAGE = 50


def _refuse_without(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def cohorts(request: HttpRequest) -> HttpResponse:
    """The list of cohorts, and a form for a new one."""
    _refuse_without(request, "courses.view_grant")
    form = CohortForm(request.POST or None)
    if request.method == "POST":
        _refuse_without(request, "courses.add_grant")
        if form.is_valid():
            made = make_cohort(form.cleaned_data["label"], by=request.user)
            return redirect("cohort", made.pk)
    known = Cohort.objects.with_counts().order_by("-pk")
    context = {
        "page_obj": Paginator(known, PAGE).get_page(request.GET.get("p")),
        "form": form,
        "may_add": request.user.has_perm("courses.add_grant"),
    }
    return render(request, "portal/cms/cohorts.html", context)


def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """One cohort: each course with everybody's progress; the form lets them into another."""
    _refuse_without(request, "courses.view_grant")
    own = get_object_or_404(Cohort, pk=pk)
    language = get_language() or "en"
    form = EnrolCohortForm(request.POST or None, language=language)
    if request.method == "POST":
        _refuse_without(request, "courses.add_grant")
        if form.is_valid() and _enrol(request, own, form):
            return redirect("cohort", pk)
    context = {
        "cohort": own,
        "courses": courses_of_cohort(own, language),
        "now": timezone.now(),
        "form": form,
        "may_add": request.user.has_perm("courses.add_grant"),
        "may_change": request.user.has_perm("courses.change_grant"),
    }
    return render(request, "portal/cms/cohort.html", context)


def _enrol(request: HttpRequest, own: Cohort, form: EnrolCohortForm) -> bool:
    """Carry out the form; False, with a sentence in it, when it names nobody."""
    people: set[User] = set(form.cleaned_data["addresses"])
    if form.cleaned_data["members"]:
        people |= set(_members(own))
    if not people:
        form.add_error("addresses", _("Nobody is in this cohort yet: enter addresses."))
        return False
    given = form.given()
    enrol_cohort(
        own,
        people,
        given.course_key,
        by=request.user,
        may=given.may,
        opens=given.opens,
        closes=given.closes,
        due=given.due,
    )
    text = ngettext("%(n)s person was let in.", "%(n)s people were let in.", len(people))
    messages.success(request, text % {"n": len(people)})
    return True


def _members(own: Cohort) -> Iterable[User]:
    """Everybody whose access with this cohort was not withdrawn from all of its courses."""
    grants = own.grants.filter(withdrawn_at=None).values("enrolment__user")
    return User.objects.present().filter(pk__in=grants)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End the whole cohort's access to one course."""
    _refuse_without(request, "courses.change_grant")
    own = get_object_or_404(Cohort, pk=pk)
    form = WithdrawCohortForm(request.POST)
    if form.is_valid():
        count = withdraw_cohort(
            own, form.cleaned_data["course"], by=request.user, reason=form.cleaned_data["reason"]
        )
        text = ngettext(
            "Access was withdrawn from %(n)s person. What was finished is kept.",
            "Access was withdrawn from %(n)s people. What was finished is kept.",
            count,
        )
        messages.success(request, text % {"n": count})
    else:
        messages.error(request, _("Give a reason, so that the log can tell it."))
    return redirect("cohort", pk)
