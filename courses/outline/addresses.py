"""The addresses of pages for readers of a language."""

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site


def page_address(url_path: str, page_language: str, language: str) -> str:
    """The address of a page for a reader of `language`, from the cached root paths.

    A page that is not translated has its own path under the reader's language, so that the words
    around it stay in that language (`find_route` looks there too).
    """
    for root in Site.get_site_root_paths():
        if root.language_code == page_language and url_path.startswith(root.root_path):
            with translation.override(language):
                return reverse("wagtail_serve", args=[url_path[len(root.root_path) :]])
    return ""


def address_of(page: Page, language: str) -> str:
    """The address of a page for a reader of `language`; `page.locale` is loaded with it."""
    return page_address(page.url_path, page.locale.language_code, language)
