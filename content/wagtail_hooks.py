"""What this package adds to the CMS."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.models import GlossaryTerm, OrganisationName, Signatory


class ContentChecker(ContentCheckerItem):
    """Wagtail's checker of what is shown, which also looks for pictures without any alternative."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt"]
    # Pictures are folded until the reader asks for them; their alternatives are looked at all the
    # same.
    axe_custom_rules = [
        {**rule, "excludeHidden": False} if rule["id"] == "alt-text-quality" else rule
        for rule in ContentCheckerItem.axe_custom_rules
    ] + [{"id": "image-alt", "excludeHidden": False, "enabled": True}]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("Picture without alternative text"),
            "help_text": _("Say what a person who cannot see it needs"),
        },
    }


@hooks.register("construct_wagtail_userbar")
def our_content_checker(request: HttpRequest, items: list, page: object) -> None:
    """The same checker in the editor's panel of checks and in previews."""
    items[:] = [
        ContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@register_snippet
class OrganisationNameViewSet(SnippetViewSet):
    """Names of the organisation, each from a day on."""

    model = OrganisationName
    icon = "site"
    list_display = ["name", "since"]


@register_snippet
class SignatoryViewSet(SnippetViewSet):
    """Who signs for the organisation, each for a time."""

    model = Signatory
    icon = "edit"
    list_display = ["name", "office", "since", "until"]


@register_snippet
class GlossaryTermViewSet(SnippetViewSet):
    """Words with their exact meaning."""

    model = GlossaryTerm
    icon = "help"
    list_display = ["term", "slug", "live"]
    list_filter = ["live"]
    menu_label = _("Glossary")
    menu_name = "glossary"
    menu_order = 260
    add_to_admin_menu = True
