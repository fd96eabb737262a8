"""A certificate's PDF, to its owner and to staff who may look at certificates."""

import logging

from django.contrib.auth.views import redirect_to_login
from django.core.files import File
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from courses.access import certificate_to_read
from courses.actions import print_certificate, rebuild_certificate
from courses.certificates.system import CannotDraw, NotStored
from courses.errors import BeingPrepared, CertificateHeld
from courses.models import Certificate
from courses.views.ranges import file_or_part

logger = logging.getLogger(__name__)


@cache_control(private=True, no_cache=True)
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate's own bytes; printed now if the worker has not yet.

    A browser may keep them and asks each time whether it still may show them: they never change,
    but who is signed in does.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    certificate = certificate_to_read(request.user, number)
    if certificate.rendered_at is None:
        certificate = _printed(certificate)
    if certificate.rendered_at is None:
        raise CertificateHeld(reason=certificate.held_because)
    return file_or_part(
        request,
        lambda: _file(certificate),
        etag=certificate.sha256,
        content_type="application/pdf",
        filename=f"{certificate.number}.pdf",
    )


def _printed(certificate: Certificate) -> Certificate:
    """Print it now. Raises BeingPrepared when this machine cannot draw, or has no room for it."""
    try:
        return print_certificate(certificate.pk)
    except (CannotDraw, NotStored) as error:
        logger.error("Certificate %s is not printed: %s", certificate.number, error)
        raise BeingPrepared from error


def _rebuilt(certificate: Certificate) -> Certificate:
    """Raises BeingPrepared when this machine cannot draw, RebuiltDiffers."""
    try:
        return rebuild_certificate(certificate.pk)
    except (CannotDraw, NotStored) as error:
        logger.error("Certificate %s is not drawn again: %s", certificate.number, error)
        raise BeingPrepared from error


def _file(certificate: Certificate) -> File:
    """The stored PDF; a lost one is drawn again if it is the same to the last byte.

    Raises BeingPrepared while the private storage does not give it out, RebuiltDiffers.
    """
    storage = storages["private"]
    try:
        return storage.open(certificate.file_name)
    except FileNotFoundError:
        return storage.open(_rebuilt(certificate).file_name)
    except Exception as error:  # each storage has errors of its own
        logger.error("The PDF of certificate %s cannot be read: %s", certificate.number, error)
        raise BeingPrepared from error
