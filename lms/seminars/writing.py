"""What is ready when staff write to people: the words to begin with, the letters, their preview."""

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from content.languages import direction_of
from lms.accounts.models import User
from lms.seminars.actions import Letter
from lms.seminars.default_words import default_words
from lms.seminars.models import Edition, Message
from lms.seminars.places import fill, places_in
from lms.seminars.reporting import Row

# What stands in a place for which somebody has nothing.
NOTHING = "–"


def words_of(edition: Edition, kind: str, languages: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Subject and body by language: the edition's own, else the default ones (one query)."""
    own = edition.templates.filter(kind=kind).values_list("language", "subject", "body")
    kept = {language: (subject, body) for language, subject, body in own}
    return {code: kept.get(code) or default_words(kind, code) for code in languages}


def letters_to(edition: Edition, rows: Iterable[Row]) -> list[Letter]:
    """A letter for each row of the board, in the person's language and by their calendar."""
    address = settings.SITE_URL + reverse("my_learning")
    letters = []
    for row in rows:
        language = row.person.preferred_language
        with translation.override(language):
            values = _values(edition, row, address)
        letters.append(Letter(row.participation, language, values))
    return letters


def _values(edition: Edition, row: Row, address: str) -> dict[str, str]:
    zone = _zone(row.person, edition)
    answer_until = None if row.has_accepted else row.participation.offer_until
    return {
        "name": row.person.printed_name or NOTHING,
        "edition": edition.title,
        "place": edition.place or str(edition.get_mode_display()),
        "starts": _day(edition.starts),
        "answer_until": _day(answer_until, zone),
        "due": _day(row.next_due, zone),
        "address": address,
    }


def _zone(person: User, edition: Edition) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return edition.zone


def _day(moment: date | datetime | None, zone: zoneinfo.ZoneInfo | None = None) -> str:
    if moment is None:
        return NOTHING
    if isinstance(moment, datetime):
        moment = moment.astimezone(zone).date()
    # Django's English is that of the United States; the rest of the site writes 7 March 2027.
    own = "j F Y" if translation.get_language() == "en" else "DATE_FORMAT"
    return date_format(moment, own)


def language_names(letters: Sequence[Letter]) -> dict[str, tuple[str, int]]:
    """The languages that occur, in the order of the site: name, and how many read it."""
    codes = [letter.language for letter in letters]
    known = dict(settings.LANGUAGES)
    order = [code for code in known if code in codes] + sorted(set(codes) - set(known))
    return {code: (known.get(code, code), codes.count(code)) for code in order}


def _direction(code: str) -> str:
    return direction_of(code) if code in LANG_INFO else "auto"


@dataclass(frozen=True)
class Text:
    """The words of a message in one language, as they were written."""

    language: str
    name: str
    direction: str
    subject: str
    body: str


def texts_of(message: Message) -> list[Text]:
    """The words of a message, in the order of the site's languages."""
    names = dict(settings.LANGUAGES)
    codes = sorted(message.words, key=lambda code: ([*names, code].index(code), code))
    return [
        Text(code, names.get(code, code), _direction(code), **message.words[code]) for code in codes
    ]


@dataclass(frozen=True)
class Preview:
    """One letter as its reader will see it, for all who read that language."""

    language: str
    name: str
    direction: str
    readers: int
    reader: User
    subject: str
    body: str
    # Places for which so many of them have nothing.
    empty: Mapping[str, int]


def previews(letters: Sequence[Letter], words: Mapping[str, Mapping[str, str]]) -> list[Preview]:
    """A letter in each language, the fullest one, with what is missing in the others."""
    found = []
    for code, (name, readers) in language_names(letters).items():
        own = [letter for letter in letters if letter.language == code]
        subject, body = words[code]["subject"], words[code]["body"]
        used = places_in(subject + body)
        fullest = min(own, key=lambda letter: sum(letter.values[p] == NOTHING for p in used))
        empty = {
            place: sum(letter.values[place] == NOTHING for letter in own) for place in sorted(used)
        }
        found.append(
            Preview(
                language=code,
                name=name,
                direction=_direction(code),
                readers=readers,
                reader=fullest.participation.user,
                subject=fill(subject, fullest.values),
                body=fill(body, fullest.values),
                empty={f"{{{place}}}": count for place, count in empty.items() if count},
            )
        )
    return found
