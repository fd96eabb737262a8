"""The signed credential to its owner; issuer, keys and lists of what is not in force to all."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from content.models import OrganisationName
from courses.access import certificate_to_read
from courses.certificates.credential import (
    as_bytes,
    credential_of,
    issuer_document,
    place_of,
    status_list,
)
from courses.certificates.signing import multikey
from courses.errors import CertificateHeld
from courses.models import Certificate, PublishedKey

JSON_LD = "application/ld+json"
# Those who check may keep a list for so many seconds: a revocation is told within a quarter hour.
KEPT = 15 * 60
View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """May be read from every page of the world, is kept for a while, and is in no search engine."""

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = cache_control(public=True, max_age=KEPT)(view)(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@cache_control(private=True, no_cache=True)
def credential(request: HttpRequest, number: str) -> HttpResponse:
    """One's own credential, as it was signed when the certificate was printed; also for staff."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    certificate = certificate_to_read(request.user, number)
    if certificate.state == Certificate.State.HELD:
        raise CertificateHeld(reason=certificate.held_because)
    document = certificate.credential or credential_of(certificate)
    response = HttpResponse(as_bytes(document), content_type=JSON_LD)
    response["Content-Disposition"] = f'attachment; filename="{certificate.number}.json"'
    return response


@open_to_all
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues, with every key that ever signed, and the one that signs the lists now."""
    name = OrganisationName.objects.on(timezone.localdate())
    keys = [*PublishedKey.objects.values_list("multikey", flat=True)]
    if (current := multikey(settings.SIGNING_KEY)) not in keys:
        keys.append(current)
    return HttpResponse(as_bytes(issuer_document(str(name or ""), keys)), content_type=JSON_LD)


@open_to_all
def status(request: HttpRequest, year: int) -> HttpResponse:
    """The certificates of a year that were replaced or revoked, as places in a list."""
    own = Certificate.objects.filter(number__startswith=f"LS-{year}-")
    if not own.exists():
        raise Http404
    ended = own.exclude(ended_at=None).values_list("number", "ended_at")
    places = [place_of(number)[1] for number, _ended in ended]
    # The moment of the last change, so that an unchanged list is the same document.
    first = own.order_by("issued_at").values_list("issued_at", flat=True)[:1]
    latest = max([moment for _number, moment in ended], default=first[0])
    name = OrganisationName.objects.on(timezone.localdate())
    now = latest.strftime("%Y-%m-%dT%H:%M:%SZ")
    document = status_list(year, places, str(name or ""), now)
    return HttpResponse(as_bytes(document), content_type=JSON_LD)
