"""What this package adds to the CMS."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.models import OrganisationName


@register_snippet
class OrganisationNameViewSet(SnippetViewSet):
    """Names of the organisation, each from a day on."""

    model = OrganisationName
    icon = "site"
    list_display = ["name", "since"]
