"""Search, the sitemap and robots.txt: what each of them names, `visible_pages` has let through."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from wagtail.models import Page

from courses.access import visible_pages
from courses.finding import LONGEST_QUERY, find
from courses.limits import asks_too_often
from courses.outline import address_of
from lms.seminars.models import Edition

_CLOSED = ("cms", "learn", "accounts", "language", "search", "verify", "certificates", "documents")


@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Pages for some words, among those that the person may open."""
    words = request.GET.get("q", "")[:LONGEST_QUERY]
    busy = bool(words) and asks_too_often(request, "search", settings.SEARCHES_A_MINUTE)
    hits = [] if busy else find(request.user, words, get_language() or "en")
    context = {"words": words, "hits": hits, "busy": busy}
    response = render(request, "portal/search.html", context, status=429 if busy else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


class PublicPages(Sitemap):
    """Every page that anybody may open, in its own language."""

    protocol = settings.SITE_URL.partition(":")[0]

    def items(self):
        """The pages."""
        return visible_pages(AnonymousUser()).select_related("locale").order_by("path")

    def location(self, item: Page) -> str:
        """Where it stands."""
        return address_of(item, item.locale.language_code)

    def lastmod(self, item: Page):
        """When it was last published."""
        return item.last_published_at

    def get_domain(self, site=None) -> str:
        """The canonical host, whatever the request said."""
        return settings.SITE_URL.partition("://")[2]


class PublicEditions(PublicPages):
    """The pages of editions that anybody may read."""

    def items(self):
        """The editions."""
        return Edition.objects.public()

    def location(self, item: Edition) -> str:
        """Where its page stands, in the language of whoever reads it."""
        return reverse("seminars:public_edition", args=[item.slug])

    def lastmod(self, item: Edition) -> None:
        """Not known."""


def sitemap(request: HttpRequest) -> HttpResponse:
    """For search engines."""
    return sitemap_view(request, {"pages": PublicPages, "editions": PublicEditions})


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not look at."""
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in _CLOSED)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
