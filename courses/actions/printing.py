"""Verbs of printing: once, under a lock; and again from the frozen facts when a file is lost."""

import hashlib
import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.certificates.credential import as_bytes, credential_of
from courses.certificates.pdf import misprinted, render_pdf
from courses.certificates.signing import multikey
from courses.certificates.system import CannotDraw, NotStored
from courses.errors import RebuiltDiffers
from courses.models import Certificate, PublishedKey
from courses.signals import certificate_held

logger = logging.getLogger(__name__)
State = Certificate.State


@transaction.atomic
def print_certificate(certificate_id: UUID, *, now: datetime | None = None) -> Certificate:
    """Print a certificate's PDF, once, under a lock; later calls return what was printed.

    When the text of the PDF is not the printed facts, the certificate is held instead. Raises
    CannotDraw, NotStored: the record stays unprinted, and a later call prints it.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.rendered_at is not None or certificate.state != State.VALID:
        return certificate
    certificate.credential = _signed(certificate, now or timezone.now())
    pdf = _draw(certificate)
    if wrong := misprinted(pdf, certificate.facts):
        logger.error("Certificate %s held: misprinted %s", certificate.number, wrong)
        certificate.state = State.HELD
        certificate.held_because = _(
            "The name or title did not come out of the printed file as it was written."
        )
        certificate.credential = None
        certificate.save(update_fields=["state", "held_because"])
        transaction.on_commit(lambda: certificate_held.send(Certificate, certificate=certificate))
        return certificate
    digest = hashlib.sha256(pdf).hexdigest()
    certificate.file_name = _store(f"certificates/{certificate.number}-{digest[:12]}.pdf", pdf)
    certificate.sha256 = digest
    certificate.rendered_at = now or timezone.now()
    certificate.save(update_fields=["credential", "file_name", "sha256", "rendered_at"])
    return certificate


def _signed(certificate: Certificate, now: datetime) -> dict[str, Any]:
    """Its credential; the key that signs is published from the first time on."""
    PublishedKey.objects.get_or_create(
        multikey=multikey(settings.SIGNING_KEY), defaults={"since": now}
    )
    return credential_of(certificate)


def _draw(certificate: Certificate) -> bytes:
    """The bytes of its PDF. Raises CannotDraw, NotStored: drawing needs temporary files too."""
    try:
        attached = as_bytes(certificate.credential) if certificate.credential else b""
        return render_pdf(certificate.facts, certificate.number, certificate.code, attached)
    except OSError as error:
        raise NotStored(f"There is no room to draw it: {error}") from error


def _store(name: str, pdf: bytes) -> str:
    """Keep a file of a certificate that has none on record. Raises NotStored.

    One of that name is left of a printing that ended before it was recorded: it is replaced.
    """
    storage = storages["private"]
    try:
        if storage.exists(name):
            storage.delete(name)
        return storage.save(name, ContentFile(pdf))
    except Exception as error:  # each storage has errors of its own
        raise NotStored(f"The private storage takes no file: {error}") from error


@transaction.atomic
def rebuild_certificate(certificate_id: UUID, *, by: AbstractBaseUser | None = None) -> Certificate:
    """Draw a lost PDF again from the frozen facts; it must be the same to the last byte. Logged.

    One whose file is there, or that was never printed, is returned as it is. Raises RebuiltDiffers,
    CannotDraw, NotStored.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.rendered_at is None or _is_stored(certificate.file_name):
        return certificate
    pdf = _draw(certificate)
    if hashlib.sha256(pdf).hexdigest() != certificate.sha256:
        logger.error("Certificate %s: the file drawn again differs.", certificate.number)
        raise RebuiltDiffers(number=certificate.number)
    certificate.file_name = _store(certificate.file_name, pdf)
    certificate.save(update_fields=["file_name"])
    log(
        instance=certificate,
        action="courses.rebuild",
        user=by,
        data={"number": certificate.number, "sha256": certificate.sha256},
    )
    return certificate


def _is_stored(name: str) -> bool:
    """Raises NotStored when the storage does not answer: a file is not lost for that."""
    try:
        return storages["private"].exists(name)
    except Exception as error:  # each storage has errors of its own
        raise NotStored(f"The private storage does not answer: {error}") from error


def print_waiting() -> tuple[int, int]:
    """Print what is in force and has no PDF: how many were printed, how many still wait.

    It makes up for a worker that was killed, a full disk, a missing library. The first refusal of
    the machine ends it, since the next certificate would meet it too.
    """
    printed = 0
    waiting = list(Certificate.objects.unprinted().values_list("pk", flat=True))
    for pk in waiting:
        try:
            printed += print_certificate(pk).rendered_at is not None
        except (CannotDraw, NotStored) as error:
            logger.error("Certificates wait to be printed: %s", error)
            break
        except Exception:  # noqa: BLE001 - one of them must not keep the others waiting
            logger.exception("A certificate cannot be printed.")
    return printed, len(waiting) - printed
