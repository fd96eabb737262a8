"""What learners and visitors read speaks French and Arabic; the compiled words are the written."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

LOCALE = Path(settings.LOCALE_PATHS[0])
LANGUAGES = ("fr", "ar")
# The same word in another language, or a name.
SAME = {
    "Auschwitz Institute for the Prevention of Genocide and Mass Atrocities",
    "CMS",
    "Document",
    "Institution",
    "Module %(number)s",
    "Site",
    "Source",
    "Sources",
}
_STRING = re.compile(r'\{% (?:translate|trans) "([^"]+)"(?: context "([^"]+)")?')


def templates() -> list[Path]:
    """The templates of learners' and visitors' pages and letters; the CMS's own are left out."""
    root = settings.BASE_DIR / "templates"
    folders = (
        *("account", "blocks", "components", "content"),
        *("courses", "portal", "seminars", "emails"),
    )
    found = [path for folder in folders for path in (root / folder).rglob("*")]
    found += root.glob("*.html")
    return sorted(p for p in found if p.is_file() and "cms" not in p.parts)


def strings() -> set[tuple[str, str]]:
    """Every plain string in them, with its context."""
    return {pair for path in templates() for pair in _STRING.findall(path.read_text())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_learners_page_is_translated(language):
    missing = []
    with translation.override(language):
        for words, context in strings():
            if context:
                told = translation.pgettext(context, words)
            else:
                # Templates ask for a sign of per cent twice.
                doubled = words if "%(" in words else words.replace("%", "%%")
                told = translation.gettext(doubled).replace("%%", "%")
            if told == words and words not in SAME and "%(" not in words:
                missing.append((context, words))
    assert not missing


def written(path: Path) -> dict[tuple[str, str], str]:
    """The singular strings of a .po file by context and msgid; enough to compare with."""
    found, entry, field = {}, {}, ""
    for line in [*path.read_text().splitlines(), ""]:
        match = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
        if match:
            field = match[1]
            entry[field] = match[2]
        elif line.startswith('"'):
            entry[field] += line[1:-1]
        elif not line:
            if entry.get("msgid") and entry.get("msgstr"):
                found[entry.get("msgctxt", ""), entry["msgid"]] = entry["msgstr"]
            entry, field = {}, ""
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    """`make messages` compiles; the site runs on what is compiled."""
    folder = LOCALE / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    differing = []
    for (context, words), told in written(folder / "django.po").items():
        words, told = words.replace('\\"', '"'), told.replace('\\"', '"')
        words, told = words.replace("\\n", "\n"), told.replace("\\n", "\n")
        found = compiled.pgettext(context, words) if context else compiled.gettext(words)
        if found != told:
            differing.append(words)
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language):
    named = re.compile(r"%\(\w+\)s")
    for (_context, words), told in written(LOCALE / language / "LC_MESSAGES/django.po").items():
        assert set(named.findall(words)) == set(named.findall(told)), words
