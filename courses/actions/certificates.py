"""Verbs of certificates: issue, print, release."""

import hashlib
import logging
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.certificates.facts import course_facts, new_code
from courses.certificates.names import why_not_printable
from courses.certificates.pdf import misprinted, render_pdf
from courses.certificates.system import CannotDraw, NotStored
from courses.models import Certificate, CertificateSerial, CourseCompletion, Enrolment
from courses.signals import certificate_issued

logger = logging.getLogger(__name__)
State = Certificate.State


def _next_number(now: datetime) -> str:
    """The next number of the year; the row is locked until the transaction ends."""
    year = timezone.localtime(now, timezone.get_default_timezone()).year
    CertificateSerial.objects.get_or_create(year=year)
    serial = CertificateSerial.objects.select_for_update().get(year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"LS-{year}-{serial.last:06d}"


@transaction.atomic
def issue_course_certificate(
    completion: CourseCompletion, *, now: datetime | None = None
) -> Certificate:
    """Write the certificate of a finished course, once; the PDF is printed after commit.

    A name that cannot be printed leaves it held, with the reason; the completion stands.
    """
    now = now or timezone.now()
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=completion.enrolment_id)
    )
    existing = Certificate.objects.current().filter(
        holder_id=enrolment.user_id,
        kind=Certificate.Kind.COURSE,
        subject_key=enrolment.course_key,
    )
    if found := existing.first():
        return found
    name = " ".join(enrolment.user.printed_name.split())
    reason = why_not_printable(name)
    certificate = Certificate.objects.create(
        number=_next_number(now),
        code=new_code(),
        kind=Certificate.Kind.COURSE,
        subject_key=enrolment.course_key,
        holder=enrolment.user,
        state=State.HELD if reason else State.VALID,
        held_because=str(reason or ""),
        facts=course_facts(completion, name, now),
        issued_at=now,
    )
    _announce(certificate)
    return certificate


def _announce(certificate: Certificate) -> None:
    """Tell `courses.receivers`, which asks the worker to print, and the packages above."""
    transaction.on_commit(lambda: certificate_issued.send(Certificate, certificate=certificate))


@transaction.atomic
def print_certificate(certificate_id: UUID, *, now: datetime | None = None) -> Certificate:
    """Print a certificate's PDF, once, under a lock; later calls return what was printed.

    When the text of the PDF is not the printed facts, the certificate is held instead. Raises
    CannotDraw, NotStored: the record stays unprinted, and a later call prints it.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.rendered_at is not None or certificate.state != State.VALID:
        return certificate
    pdf = _draw(certificate)
    if wrong := misprinted(pdf, certificate.facts):
        logger.error("Certificate %s held: misprinted %s", certificate.number, wrong)
        certificate.state = State.HELD
        certificate.held_because = _(
            "The name or title did not come out of the printed file as it was written."
        )
        certificate.save(update_fields=["state", "held_because"])
        return certificate
    digest = hashlib.sha256(pdf).hexdigest()
    certificate.file_name = _store(f"certificates/{certificate.number}-{digest[:12]}.pdf", pdf)
    certificate.sha256 = digest
    certificate.rendered_at = now or timezone.now()
    certificate.save(update_fields=["file_name", "sha256", "rendered_at"])
    return certificate


def _draw(certificate: Certificate) -> bytes:
    """The bytes of its PDF. Raises CannotDraw, NotStored: drawing needs temporary files too."""
    try:
        return render_pdf(certificate.facts, certificate.number, certificate.code)
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


@transaction.atomic
def release_held(certificate_id: UUID, *, by: AbstractBaseUser) -> Certificate:
    """Print a held certificate with the name that the account holds now; the act is logged.

    It was never printed, so its name may still change. It stays held, with the new reason, when
    that name cannot be printed either.
    """
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("holder")
        .get(pk=certificate_id)
    )
    if certificate.state != State.HELD or certificate.rendered_at is not None:
        return certificate
    name = " ".join(certificate.holder.printed_name.split())
    reason = why_not_printable(name)
    certificate.facts = {**certificate.facts, "name": name}
    certificate.held_because = str(reason or "")
    certificate.state = State.HELD if reason else State.VALID
    certificate.save(update_fields=["facts", "held_because", "state"])
    log(
        instance=certificate,
        action="courses.release",
        user=by,
        data={"number": certificate.number, "state": str(certificate.state)},
    )
    _announce(certificate)
    return certificate
