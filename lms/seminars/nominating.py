"""Links by which institutions nominate: made, found, and what their holder is shown."""

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from lms.seminars.models import Edition, NominationLink
from lms.seminars.transitions import EditionState, Told, told_to_institution


def new_token() -> str:
    """A secret for an address: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is stored of it (SHA-256, RFC 6234). A long random secret needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def nomination_address(token: str) -> str:
    """The whole address for a letter."""
    return str(settings.SITE_URL) + reverse("seminars:nominate", args=[token])


def link_behind(token: str) -> NominationLink | None:
    """The link of a token; None when it is forged, closed, renewed, or its edition archived."""
    rows = NominationLink.objects.filter(digest=digest_of(token), closed_at=None)
    rows = rows.exclude(edition__state=EditionState.ARCHIVED)
    return rows.select_related("edition__series", "institution").first()


@dataclass(frozen=True)
class OwnNominee:
    """The name that the institution gave, and one of four words."""

    name: str
    told: Told


def nominees_of(link: NominationLink) -> list[OwnNominee]:
    """Whom the holder of a link nominated with it, in that order; nothing else of them is read."""
    rows = link.participations.order_by("created_at", "pk").values_list("named_as", "state")
    return [OwnNominee(name, told_to_institution(state)) for name, state in rows]


def links_of(edition: Edition) -> QuerySet[NominationLink]:
    """The links of an edition with `used`, how many people came by each; open ones first."""
    rows = edition.nomination_links.select_related("institution__territory")
    counted = rows.annotate(used=Count("participations"))
    return counted.order_by("closed_at", "institution__name", "pk")
