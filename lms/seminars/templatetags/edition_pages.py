"""`{% edition_pages edition as navigation %}`: the CMS pages of an edition, this one marked."""

from django import template

from lms.seminars.models import Edition
from lms.seminars.views.navigation import PageLink, pages_of

register = template.Library()


@register.simple_tag(takes_context=True)
def edition_pages(context: template.Context, edition: Edition) -> list[PageLink]:
    """The pages that exist; the one whose address is shown now is marked."""
    match = getattr(context.get("request"), "resolver_match", None)
    return pages_of(edition, match.url_name if match else "")
