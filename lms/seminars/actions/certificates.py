"""Verbs of the certificates of an edition: order them, and issue what was ordered."""

import logging

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from courses.actions import issue_certificate
from lms.seminars.certifying import KINDS, Line, progress_of, subject_of
from lms.seminars.errors import NobodyEntitled, NotAllIssued
from lms.seminars.models import Edition
from lms.seminars.signals import certificates_ordered

logger = logging.getLogger(__name__)


@transaction.atomic
def order_certificates(edition: Edition, kind: str, *, by: AbstractBaseUser) -> int:
    """Ask the worker to issue a kind of certificate to all who get one and have none. Logged.

    Returns how many. Raises NobodyEntitled. Ordering twice gives nobody two.
    """
    due = len(_due(edition, kind))
    if not due:
        raise NobodyEntitled
    log(
        instance=edition,
        action="seminars.certificates",
        user=by,
        title=edition.title,
        data={"kind": str(kind), "people": due},
    )
    certificates_ordered.send(Edition, edition=edition, kind=str(kind), by=by)
    return due


def issue_for_edition(edition: Edition, kind: str, *, by: AbstractBaseUser | None) -> int:
    """Issue what is due, each person in a transaction of their own. Returns how many were issued.

    A worker that is killed half-way leaves whole certificates; the next run issues the rest. One
    that cannot be issued keeps nobody else waiting. Raises NotAllIssued at the end, so that the
    task counts as failed and is run again.
    """
    logos = tuple(
        (line.partner.logo, line.partner.name)
        for line in edition.partner_lines.select_related("partner__logo")
        if line.partner.logo
    )
    issued = failed = 0
    for line in _due(edition, kind):
        try:
            issue_certificate(line.participation.user, kind, subject_of(line, logos), by=by)
        except Exception:  # noqa: BLE001 - each has errors of its own, and the others wait
            logger.exception("No certificate for participation %s.", line.participation.pk)
            failed += 1
        else:
            issued += 1
    if failed:
        raise NotAllIssued(issued=issued, failed=failed)
    return issued


def _due(edition: Edition, kind: str) -> list[Line]:
    """Raises NobodyEntitled for a kind that no edition gives."""
    if kind not in KINDS:
        raise NobodyEntitled
    (own,) = (progress for progress in progress_of(edition) if progress.kind == kind)
    return [line for line in own.lines if line.is_due]
