"""The public pages of editions, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lms.seminars.access import public_edition
from lms.seminars.agenda import agenda_of, zone_words
from lms.seminars.models import Edition, Participation
from lms.seminars.organisation import organiser_of


def editions(request: HttpRequest) -> HttpResponse:
    """Every edition with a public page: those to come first, then the others, the latest first."""
    today = timezone.localdate()
    known = list(Edition.objects.public().select_related("series"))
    context = {
        "coming": [edition for edition in reversed(known) if edition.ends >= today],
        "past": [edition for edition in known if edition.ends < today],
    }
    return render(request, "seminars/editions.html", context)


def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """What an edition is, its agenda, and who agreed to be named."""
    own = public_edition(slug)
    days = agenda_of(own)
    listed = list(Participation.objects.listed(own))
    territories = {row.user.territory for row in listed if row.user.territory}
    context = {
        "edition": own,
        "may_apply": own.takes_applications(timezone.now()),
        "days": days,
        "zone": zone_words(own.zone, days[0].sessions[0].starts) if days else "",
        "partners": [line.partner for line in own.partner_lines.select_related("partner__logo")],
        "organiser": organiser_of(own).name,
        "listed": listed,
        "footnotes": sorted({place.footnote for place in territories if place.footnote}),
    }
    return render(request, "seminars/edition.html", context)
