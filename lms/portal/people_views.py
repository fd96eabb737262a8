"""People in the CMS: invite, correct a name, import, export, erase."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import may_change, may_erase
from lms.accounts.actions import correct_name, erase_person, import_people, invite_person
from lms.accounts.errors import AccountRefusal
from lms.accounts.importing import Fate, propose
from lms.accounts.models import User
from lms.accounts.people_files import ReadFile
from lms.accounts.personal_data import export_person, readable
from lms.portal.people_forms import ConfirmImportForm, EraseForm, NameForm, PeopleFileForm

INDEX = "wagtailusers_users:index"


def _refuse_without(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _person(request: HttpRequest, pk: int) -> User:
    """Somebody whom the asking person may change."""
    person = get_object_or_404(User.objects.present(), pk=pk)
    if not may_change(request.user, person):
        raise PermissionDenied
    return person


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation, or a new one in place of the last."""
    _refuse_without(request, "accounts.add_user")
    person = _person(request, pk)
    try:
        invite_person(person, by=request.user)
        messages.success(request, _("The invitation was sent."))
    except AccountRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("person_courses", pk)


def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a printed name, with the reason."""
    _refuse_without(request, "accounts.change_user")
    person = _person(request, pk)
    form = NameForm(request.POST or None, initial={"printed_name": person.printed_name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            correct_name(person, given["printed_name"], by=request.user, reason=given["reason"])
        except AccountRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The name was corrected."))
            return redirect("person_courses", pk)
    return render(request, "portal/cms/person_name.html", {"form": form, "someone": person})


def import_list(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what each line will do, then import them together."""
    _refuse_without(request, "accounts.add_user")
    _refuse_without(request, "accounts.change_user")
    if "rows" in request.POST:
        return _confirm(request)
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, form.cleaned_data["file"])
    return render(request, "portal/cms/import_people.html", {"form": form})


def _preview(request: HttpRequest, file: ReadFile) -> HttpResponse:
    proposals = propose(file.rows, by=request.user)
    packed = ConfirmImportForm.pack(file.rows)
    confirm = ConfirmImportForm(initial={"rows": packed, "invite": True})
    counts = {fate: sum(p.fate == fate for p in proposals) for fate in Fate}
    context = {
        "file": file,
        "confirm": confirm,
        "proposals": sorted(proposals, key=lambda p: (p.fate != Fate.WRONG, p.line)),
        "counts": [(fate.label, count) for fate, count in counts.items() if count],
        "useful": counts[Fate.NEW] + counts[Fate.CHANGED],
        "form": PeopleFileForm(),
    }
    return render(request, "portal/cms/import_people.html", context)


def _confirm(request: HttpRequest) -> HttpResponse:
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("rows", [])))
        return redirect("import_people")
    proposals = propose(form.cleaned_data["rows"], by=request.user)
    try:
        done = import_people(proposals, by=request.user, invite=form.cleaned_data["invite"])
    except AccountRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("import_people")
    text = _("Added: %(added)s. Changed: %(changed)s. Nothing to change: %(same)s.")
    messages.success(
        request, text % {"added": done.added, "changed": done.changed, "same": done.same}
    )
    return redirect(INDEX)


@never_cache
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """What is stored about a person, when they ask by letter; not what they alone may read."""
    person = _to_erase(request, pk)
    exported = export_person(person, by_staff=True)
    if request.GET.get("format") == "json":
        text = json.dumps(exported, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
        return response
    context = {"someone": person, "parts": readable(exported)}
    return render(request, "portal/cms/person_data.html", context)


def _to_erase(request: HttpRequest, pk: int) -> User:
    if not may_erase(request.user):
        raise PermissionDenied
    return get_object_or_404(User.objects.present(), pk=pk)


def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person's data, after a page that says what it does."""
    person = _to_erase(request, pk)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(person, by=request.user, reason=form.cleaned_data["reason"])
        except AccountRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("person_erase", pk)
        messages.success(request, _("The data were erased. Records of learning stay, unnamed."))
        return redirect(INDEX)
    return render(request, "portal/cms/erase_person.html", {"form": form, "someone": person})
