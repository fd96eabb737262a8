"""Verbs of certificates: issue, issue anew, revoke, restore, release.

Who may carry them out is asked first, in `courses.access`. A certificate that was printed is never
changed: what is wrong with it is put right by a new one that takes its place.
"""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.certificates.facts import Subject, course_subject, facts_again, facts_of, new_code
from courses.certificates.names import why_not_printable
from courses.errors import AnotherInForce, NotInForce, NotRevoked, ReasonMissing
from courses.models import (
    Certificate,
    CertificateSerial,
    CertificateTemplate,
    CourseCompletion,
    Enrolment,
)
from courses.signals import certificate_issued

State = Certificate.State
Kind = Certificate.Kind
By: TypeAlias = AbstractBaseUser | None


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
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=completion.enrolment_id)
    )
    completion.enrolment = enrolment
    subject = course_subject(completion)
    return issue_certificate(enrolment.user, Kind.COURSE, subject, by=None, now=now)


@transaction.atomic
def issue_certificate(
    holder: AbstractBaseUser,
    kind: str,
    subject: Subject,
    *,
    by: By,
    now: datetime | None = None,
) -> Certificate:
    """Write somebody's certificate of a kind for a course or an edition, once.

    The one in force is returned when there is one: whoever calls twice at the same moment gets
    the same, by constraint. The PDF is printed after commit. A name that cannot be printed leaves
    it held, with the reason.
    """
    now = now or timezone.now()
    own = Certificate.objects.current().filter(holder=holder, kind=kind, subject_key=subject.key)
    if found := own.first():
        return found
    template = CertificateTemplate.objects.current(kind)
    name = _name_of(holder)
    facts = facts_of(kind, subject, name, template, now)
    try:
        with transaction.atomic():
            certificate = _write(
                holder=holder, kind=kind, subject_key=subject.key, facts=facts, template=template,
                now=now,
            )  # fmt: skip
    except IntegrityError:
        if found := own.first():
            return found
        # The one that was issued at the same moment was revoked since: begin again.
        return issue_certificate(holder, kind, subject, by=by, now=now)
    _log(certificate, "courses.issue", by)
    _announce(certificate)
    return certificate


def _name_of(person: AbstractBaseUser) -> str:
    return " ".join(person.printed_name.split())


def _write(*, facts: dict[str, Any], now: datetime, **own: Any) -> Certificate:
    """A new row: in force, or held when its name cannot be printed."""
    reason = why_not_printable(facts["name"])
    return Certificate.objects.create(
        number=_next_number(now),
        code=new_code(),
        state=State.HELD if reason else State.VALID,
        held_because=str(reason or ""),
        facts=facts,
        issued_at=now,
        **own,
    )


def _announce(certificate: Certificate) -> None:
    """Tell `courses.receivers`, which asks the worker to print, and the packages above."""
    transaction.on_commit(lambda: certificate_issued.send(Certificate, certificate=certificate))


def _log(certificate: Certificate, action: str, by: By, **data: Any) -> None:
    log(
        instance=certificate,
        action=action,
        user=by,
        data={"number": certificate.number, "state": str(certificate.state), **data},
    )


def _locked(certificate_id: UUID) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("holder")
        .get(pk=certificate_id)
    )


def _given(reason: str) -> str:
    """Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


@transaction.atomic
def reissue_certificate(
    certificate_id: UUID, *, by: AbstractBaseUser, reason: str, now: datetime | None = None
) -> Certificate:
    """Put a new certificate in the place of one in force: a corrected name, or a fault in it.

    The name is the one that the account holds now; issuer, signatories and template are those of
    today; what was done stays as it was printed. The old file stays as it is, and its check says
    that it was replaced. Raises ReasonMissing, NotInForce.
    """
    now, reason = now or timezone.now(), _given(reason)
    old = _locked(certificate_id)
    if old.state not in Certificate.CURRENT:
        raise NotInForce(state=old.get_state_display())
    template = CertificateTemplate.objects.current(old.kind)
    facts = facts_again(old.facts, _name_of(old.holder), template, now)
    _supersede(old, by=by, reason=reason, now=now)
    new = _write(
        holder=old.holder, kind=old.kind, subject_key=old.subject_key, facts=facts,
        template=template, replaces=old, now=now,
    )  # fmt: skip
    _log(new, "courses.reissue", by, replaces=old.number, reason=reason)
    _announce(new)
    return new


def _supersede(old: Certificate, *, by: By, reason: str, now: datetime) -> None:
    old.state, old.ended_at = State.SUPERSEDED, now
    old.save(update_fields=["state", "ended_at"])
    _log(old, "courses.supersede", by, reason=reason)


@transaction.atomic
def revoke_certificate(
    certificate_id: UUID, *, by: AbstractBaseUser, reason: str, now: datetime | None = None
) -> Certificate:
    """Take a certificate out of force. Its check says so, with the day and without the reason.

    Raises ReasonMissing, NotInForce.
    """
    reason = _given(reason)
    certificate = _locked(certificate_id)
    if certificate.state not in Certificate.CURRENT:
        raise NotInForce(state=certificate.get_state_display())
    certificate.state, certificate.ended_at = State.REVOKED, now or timezone.now()
    certificate.save(update_fields=["state", "ended_at"])
    _log(certificate, "courses.revoke", by, reason=reason)
    return certificate


@transaction.atomic
def restore_certificate(certificate_id: UUID, *, by: AbstractBaseUser, reason: str) -> Certificate:
    """Put a revoked certificate in force again, as it was.

    Raises ReasonMissing, NotRevoked, AnotherInForce: a newer one was issued since.
    """
    reason = _given(reason)
    certificate = _locked(certificate_id)
    if certificate.state != State.REVOKED:
        raise NotRevoked(state=certificate.get_state_display())
    others = Certificate.objects.current().filter(
        holder=certificate.holder, kind=certificate.kind, subject_key=certificate.subject_key
    )
    if other := others.first():
        raise AnotherInForce(number=other.number)
    was_held = certificate.held_because and certificate.rendered_at is None
    certificate.state, certificate.ended_at = State.HELD if was_held else State.VALID, None
    try:
        with transaction.atomic():
            certificate.save(update_fields=["state", "ended_at"])
    except IntegrityError as error:  # one was issued at the same moment
        other = others.first()
        raise AnotherInForce(number=other.number if other else "–") from error
    _log(certificate, "courses.restore_certificate", by, reason=reason)
    _announce(certificate)
    return certificate


@transaction.atomic
def release_held(certificate_id: UUID, *, by: AbstractBaseUser) -> Certificate:
    """Print a held certificate with the name that the account holds now; the act is logged.

    It was never printed, so its name may still change. It stays held, with the new reason, when
    that name cannot be printed either.
    """
    certificate = _locked(certificate_id)
    if certificate.state != State.HELD or certificate.rendered_at is not None:
        return certificate
    name = _name_of(certificate.holder)
    reason = why_not_printable(name)
    certificate.facts = {**certificate.facts, "name": name}
    certificate.held_because = str(reason or "")
    certificate.state = State.HELD if reason else State.VALID
    certificate.save(update_fields=["facts", "held_because", "state"])
    _log(certificate, "courses.release", by)
    _announce(certificate)
    return certificate
