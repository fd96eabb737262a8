"""Set a site up: locale, pages, groups with their permissions, the review workflow. Safe again."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from content.models import (
    GlossaryPage,
    HomePage,
    LibraryPage,
    OrganisationName,
    StandardPage,
)
from courses.models import CataloguePage, OutlineVersion
from lms.accounts.territories import load_territories
from lms.portal.staff import set_up_staff


@transaction.atomic
def set_up_site() -> HomePage:
    """Make what is missing; what is there is left as it is, except the groups' permissions.

    Each language of the settings gets its locale, so that authors can translate into it; one for
    which the interface is translated gets its first pages too.
    """
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    home = _home(Locale.objects.get(language_code=settings.LANGUAGE_CODE))
    _site(home)
    _first_pages(home)
    for code in translated_languages():
        _first_pages_in(code, home)
    set_up_staff(home)
    load_territories()
    OutlineVersion.objects.get_or_create(pk=1)
    return home


def translated_languages() -> list[str]:
    """The languages, beside the first, for which there is a catalogue of the interface."""
    return [
        code
        for code, _name in settings.LANGUAGES
        if (Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo").is_file()
    ]


def _first_pages_in(code: str, home: HomePage) -> None:
    """The first pages in another language, where they are missing."""
    locale = Locale.objects.get(language_code=code)
    with translation.override(code):
        for page, words in (
            (home, _home_words()),
            (CataloguePage.objects.child_of(home).first(), _catalogue_words()),
            (StandardPage.objects.child_of(home).filter(slug="privacy").first(), _privacy_words()),
            (LibraryPage.objects.child_of(home).first(), _library_words()),
            (GlossaryPage.objects.child_of(home).first(), _glossary_words()),
        ):
            if page is not None and not page.has_translation(locale):
                _translate(page, locale, words)


def _translate(page: Page, locale: Locale, words: dict[str, Any]) -> None:
    copied = page.copy_for_translation(locale).get_latest_revision_as_object()
    for name, value in words.items():
        setattr(copied, name, value)
    _publish(copied)


def _home_words() -> dict[str, Any]:
    return {
        "title": _("Prevention begins in the offices of the State"),
        "lead": _(
            "An online programme for public officials, before and after the Global Raphael "
            "Lemkin Seminar: how a modern State took away rights and went on to murder, what "
            "law was written afterwards, and what an administration can do before violence "
            "begins."
        ),
    }


def _catalogue_words() -> dict[str, Any]:
    return {"title": _("Courses")}


def _publish(page: Page) -> None:
    page.save_revision(clean=True).publish()


def _home(locale: Locale) -> HomePage:
    home = HomePage.objects.filter(locale=locale).first()
    if home is not None:
        return home
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )
    # Wagtail's migrations leave a welcome page where ours belongs.
    for welcome in root.get_children().filter(content_type__model="page"):
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(
        instance=HomePage(slug="home", locale=locale, live=False, **_home_words())
    )
    _publish(home)
    return home


def _site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = address.hostname or "localhost", port, home
    site.site_name = str(settings.WAGTAIL_SITE_NAME)
    site.save()


def _first_pages(home: HomePage) -> None:
    if not CataloguePage.objects.child_of(home).exists():
        catalogue = CataloguePage(
            slug="courses", locale=home.locale, live=False, **_catalogue_words()
        )
        home.add_child(instance=catalogue)
        _publish(catalogue)
    if not StandardPage.objects.child_of(home).exists():
        privacy = StandardPage(slug="privacy", locale=home.locale, live=False, **_privacy_words())
        home.add_child(instance=privacy)
        _publish(privacy)
    for model, slug, words in (
        (LibraryPage, "library", _library_words()),
        (GlossaryPage, "glossary", _glossary_words()),
    ):
        if not model.objects.child_of(home).exists():
            page = model(slug=slug, locale=home.locale, live=False, **words)
            home.add_child(instance=page)
            _publish(page)


def _library_words() -> dict[str, Any]:
    return {
        "title": _("Library"),
        "lead": _(
            "What the programme has to read and to work with, outside of the courses. Some of it "
            "is open to everybody, some to people who are signed in."
        ),
    }


def _glossary_words() -> dict[str, Any]:
    return {
        "title": _("Glossary"),
        "lead": _(
            "The words of the programme with their exact meaning, and where each meaning can be "
            "checked."
        ),
    }


def _privacy_words() -> dict[str, Any]:
    stored = _(
        "We store your e-mail address, the name for your certificates, your language and time "
        "zone, which steps you finished and when, your answers to quizzes, and your "
        "certificates. You see your own progress, answers and certificates. Coordinators see "
        "which courses are open to you, which steps you finished and when, and the points of "
        "quizzes that you passed. No page shows your answers to anybody else. Whoever holds the "
        "code of a certificate can check what is printed on it. People of the programme keep "
        "the list of accounts and of certificates."
    )
    rights = _(
        "In your account you can see everything that is stored about you, take it along as a "
        "file, and ask for it to be erased. Your data are kept for %(years)s years after you were "
        "last here. What was studied then stays without a name, and a certificate can still be "
        "checked."
    ) % {"years": settings.RETENTION_YEARS}
    cookies = _(
        "One cookie keeps you signed in, one protects the forms that you send, and one remembers "
        "the language that you read in. Nothing on these pages comes from another host."
    )
    words = format_html_join("", "<p>{}</p>", [(stored,), (rights,), (cookies,)])
    return {
        "title": _("Privacy"),
        "lead": _("What is stored about you, and who sees it."),
        "body": [("text", str(words))],
    }


def name_organisation(name: str, since) -> OrganisationName:
    """The organisation's name from a day on."""
    return OrganisationName.objects.get_or_create(since=since, defaults={"name": name})[0]
