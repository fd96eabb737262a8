"""The owner's PDF, and the public check of a certificate."""

import logging

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files import File
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.access import certificate_of
from courses.actions import print_certificate
from courses.certificates.facts import read_code, spell_code
from courses.certificates.system import CannotDraw, NotStored
from courses.errors import BeingPrepared, CertificateHeld
from courses.forms import VerifyForm
from courses.limits import asks_too_often
from courses.models import Certificate

logger = logging.getLogger(__name__)


@never_cache
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate's own bytes, to its owner; printed now if the worker has not yet."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    certificate = certificate_of(request.user, number)
    if certificate.rendered_at is None:
        certificate = _printed(certificate)
    if certificate.rendered_at is None:
        raise CertificateHeld(reason=certificate.held_because)
    response = FileResponse(
        _file(certificate),
        content_type="application/pdf",
        filename=f"{certificate.number}.pdf",
    )
    response["ETag"] = f'"{certificate.sha256}"'
    return response


def _printed(certificate: Certificate) -> Certificate:
    """Print it now. Raises BeingPrepared when this machine cannot draw, or has no room for it."""
    try:
        return print_certificate(certificate.pk)
    except (CannotDraw, NotStored) as error:
        logger.error("Certificate %s is not printed: %s", certificate.number, error)
        raise BeingPrepared from error


def _file(certificate: Certificate) -> File:
    """The stored PDF. Raises BeingPrepared while the private storage does not give it out."""
    try:
        return storages["private"].open(certificate.file_name)
    except Exception as error:  # each storage has errors of its own
        logger.error("The PDF of certificate %s cannot be read: %s", certificate.number, error)
        raise BeingPrepared from error


def verify(request: HttpRequest) -> HttpResponse:
    """The form for a code; a well-formed one leads to its own address."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("courses:verify_code", spell_code(form.cleaned_data["code"]))
    return _private(render(request, "courses/verify.html", {"form": form}))


def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a certificate prints and whether it is in force, for anybody who holds its code."""
    if asks_too_often(request, "verify", settings.VERIFICATIONS_A_MINUTE):
        text = _("Too many codes were tried from your address. Try again in a minute.")
        return _private(
            render(request, "courses/verify.html", {"form": VerifyForm(), "busy": text}, status=429)
        )
    stored = read_code(code)
    certificate = Certificate.objects.filter(code=stored).first() if stored else None
    if certificate is not None and certificate.state == Certificate.State.HELD:
        certificate = None  # never printed, so nobody can hold it in their hand
    context = {
        "form": VerifyForm(initial={"code": code[:60]}),
        "certificate": certificate,
        "checked": True,
        "now": timezone.now(),
    }
    status = 200 if certificate else 404
    return _private(render(request, "courses/verify.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
