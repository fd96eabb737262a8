"""Verbs of the links by which institutions nominate. Only the digest of a link is stored."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.accounts.models import Institution, years_before
from lms.seminars.errors import LinkOpen, LinkOver
from lms.seminars.letters import write_nomination_link
from lms.seminars.models import Edition, NominationLink
from lms.seminars.models.participation import FORGOTTEN
from lms.seminars.nominating import digest_of, new_token


@transaction.atomic
def open_nomination_link(
    edition: Edition,
    *,
    institution: Institution,
    contact_name: str,
    contact_email: str,
    language: str,
    most: int,
    closes_on: date,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> tuple[NominationLink, str]:
    """Let an institution nominate; its contact gets a letter. Returns the link and its token.

    The token is known to nobody afterwards. Raises LinkOpen. Logged.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.nomination_links.filter(institution=institution, closed_at=None).exists():
        raise LinkOpen(institution=institution)
    token = new_token()
    link = NominationLink.objects.create(
        edition=edition,
        institution=institution,
        contact_name=contact_name.strip(),
        contact_email=contact_email.strip(),
        language=language,
        most=most,
        closes_on=closes_on,
        digest=digest_of(token),
        created_at=now or timezone.now(),
    )
    _log(link, "opened", by)
    _send(link, token)
    return link, token


@transaction.atomic
def renew_nomination_link(link: NominationLink, *, by: AbstractBaseUser) -> str:
    """A new link in place of one that was lost or seen by others: the old one is dead.

    Whom the institution nominated with the old one it sees with the new one. Returns the token.
    Raises LinkOver. Logged.
    """
    link = _locked(link)
    token = new_token()
    link.digest = digest_of(token)
    link.save(update_fields=["digest"])
    _log(link, "renewed", by)
    _send(link, token)
    return token


@transaction.atomic
def close_nomination_link(
    link: NominationLink, *, by: AbstractBaseUser, now: datetime | None = None
) -> NominationLink:
    """End a link for good; its nominees stay in the edition. Raises LinkOver. Logged."""
    link = _locked(link)
    link.closed_at = now or timezone.now()
    link.save(update_fields=["closed_at"])
    _log(link, "closed", by)
    return link


def forget_old_contacts(*, today: date | None = None) -> int:
    """Forget who was an institution's contact when the edition ended RETENTION_YEARS ago.

    A contact may have no account, so the retention of accounts does not reach them. The link and
    its nominees stay. Returns how many were forgotten.
    """
    today = today or timezone.localdate()
    then = years_before(today, settings.RETENTION_YEARS)
    old = NominationLink.objects.filter(edition__ends__lt=then).exclude(contact_email=FORGOTTEN)
    return old.update(contact_name="", contact_email=FORGOTTEN)


def _locked(link: NominationLink) -> NominationLink:
    rows = NominationLink.objects.select_for_update(of=("self",))
    link = rows.select_related("edition", "institution").get(pk=link.pk)
    if link.closed_at is not None:
        raise LinkOver
    return link


def _log(link: NominationLink, what: str, by: AbstractBaseUser) -> None:
    log(
        instance=link.edition,
        action="seminars.link",
        user=by,
        title=link.edition.title,
        data={"link": link.pk, "institution": link.institution_id, "what": what},
    )


def _send(link: NominationLink, token: str) -> None:
    """Sent at once and not by the worker, whose list would keep the token.

    The page shows the address too: a mail server that is away stops nothing.
    """

    def send() -> None:
        write_nomination_link(link, token)

    transaction.on_commit(send, robust=True)
