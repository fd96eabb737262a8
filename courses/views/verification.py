"""The public check of a certificate: by its code, by the code to scan, or by the file itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.certificates.facts import read_code, spell_code
from courses.forms import VerifyFileForm, VerifyForm
from courses.limits import asks_too_often
from courses.models import Certificate


def verify(request: HttpRequest) -> HttpResponse:
    """The form for a code; a well-formed one leads to its own address."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("courses:verify_code", spell_code(form.cleaned_data["code"]))
    return _page(request, form=form)


def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a certificate prints and whether it is in force, for anybody who holds its code."""
    if busy := _too_often(request):
        return busy
    stored = read_code(code)
    found = Certificate.objects.checkable().filter(code=stored).first() if stored else None
    form = VerifyForm(initial={"code": code[:60]})
    return _page(request, form=form, certificate=found, checked=True)


@require_POST
def verify_file(request: HttpRequest) -> HttpResponse:
    """The same for whoever holds the file: by its hash, and the file is not kept."""
    if busy := _too_often(request):
        return busy
    form = VerifyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=400)
    found = Certificate.objects.checkable().filter(sha256=form.digest()).first()
    return _page(request, certificate=found, checked=True, by_file=True)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    if not asks_too_often(request, "verify", settings.VERIFICATIONS_A_MINUTE):
        return None
    text = _("Too many checks were asked for from your address. Try again in a minute.")
    return _page(request, busy=text, status=429)


def _page(request: HttpRequest, *, status: int = 200, **shown: object) -> HttpResponse:
    context = {"form": VerifyForm(), "file_form": VerifyFileForm(), "now": timezone.now(), **shown}
    if shown.get("checked") and shown["certificate"] is None:
        status = 404
    response = render(request, "courses/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
