"""The house rules on words as data: what is not written, why, and what to write instead.

Pure: texts go in, matches come out, nothing is read from a database. Words in quotation marks are
somebody else's and are passed over, so “Final Solution” in quotation marks is right and without
them is not. Every pattern is bounded: its repetitions have a limit, or end at the next mark of
their kind, so that the time grows with the length of the text and not faster.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """How grave a finding is; only errors keep a page from being published."""

    ERROR = "error", _("To mend before publication")
    WARNING = "warning", _("To look at")
    ADVICE = "advice", _("Advice")


@dataclass(frozen=True)
class Wording:
    """One wording that the house rules speak of.

    `unless_after` is looked for at the end of the words before a match and lets it pass;
    `reminds_in_quotations` also names it, as advice, where other people's words are quoted.
    """

    code: str
    language: str
    severity: Severity
    pattern: re.Pattern[str]
    reason: str | Promise
    instead: str | Promise
    unless_after: re.Pattern[str] | None = None
    reminds_in_quotations: bool = False


@dataclass(frozen=True)
class Match:
    """A wording that was found, with the words as they stand in the text."""

    wording: Wording
    words: str


# How many characters before a match are looked at by `unless_after`.
_BEFORE = 40
_LONGEST_QUOTATION = 400


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NAMES_THE_STATE = _("The camps were set up and run by Nazi Germany, not by Poland.")
_OWN_NAME = _("The people name themselves Roma and Sinti; the other word was the persecutors'.")
_ONE_WORD = _("There is no “Semitism” to be against: the word stands without a hyphen.")
_PERPETRATORS_WORDS = _("These words are the perpetrators'.")
_BELITTLES = _("This name belittles what happened: people were attacked, arrested and killed.")
_NO_FACTORY = _("People were murdered there by people; the picture of a factory hides them.")
_WHO_WAS_TARGETED = _("The name of the United Nations says against whom it was committed.")
_PERSONS_FIRST = _("People are named first, and not by what they cannot do.")
_WERE_KILLED = _("Where people were killed, the text says so.")
_DECISIONS = _("Nothing was inevitable: people decided, and could have decided otherwise.")
_EXACT = _("“All” is seldom true.")
_ABOUT = _("Numbers of people are estimates.")
_WHOSE = _("A place under occupation is named with the occupier.")
_NO_RANKING = _("Suffering is not compared.")

_A_NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,3}){0,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
_PEOPLE = (
    "people|persons|jews|victims|men|women|children|prisoners|civilians|roma|tutsi|poles|lives"
)
_UN_NOMBRE = r"(?:\d{1,3}(?:[.,]\d{1,3}){0,3}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)"
_PERSONNES = "personnes|juifs|victimes|hommes|femmes|enfants|prisonniers|civils|roms|tutsi|polonais"
_ABOUT_EN = _p(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|over|under|between|at least|up to"
    r"|more than|fewer than|less than|estimated|perhaps|and|to|or|than)[ \n]{1,2}(?:\w{1,12} )?$"
)
_ABOUT_FR = _p(
    r"\b(?:environ|près de|quelque|plus de|moins de|au moins|jusqu'à|entre|presque|et|à|ou"
    r"|estimés? à)[ \n]{1,2}(?:\w{1,12} )?$"
)
_NOT_EN = _p(r"\b(?:not|never|nothing|nor|hardly|no|anything)\b[^.;:!?\n]{0,25}$")
_NOT_FR = _p(r"\b(?:ne|n'\w{1,8}|pas|rien|jamais|aucun|aucune)\b[^.;:!?\n]{0,25}$")

WORDINGS: tuple[Wording, ...] = (
    Wording(
        "polish-camp",
        "en",
        Severity.ERROR,
        _p(r"\bpolish (?:(?:nazi|death|concentration|extermination|labour|labor) ){0,2}camps?\b"),
        _NAMES_THE_STATE,
        _("Write “German Nazi camp”, and “in German-occupied Poland” where the place matters."),
    ),
    Wording(
        "polish-camp",
        "fr",
        Severity.ERROR,
        _p(
            r"\bcamps? (?:nazis? |de la mort |de concentration |d'extermination |de travail )?"
            r"polonais\b"
        ),
        _NAMES_THE_STATE,
        _("Write “camp nazi allemand”, and “en Pologne occupée par l’Allemagne” for the place."),
    ),
    Wording(
        "roma-and-sinti",
        "en",
        Severity.ERROR,
        _p(r"\b(?:gypsy|gypsies|zigeuner\w{0,30})\b"),
        _OWN_NAME,
        _("Write “Roma and Sinti”. The historic word stands inside a quotation only."),
        reminds_in_quotations=True,
    ),
    Wording(
        "roma-and-sinti",
        "fr",
        Severity.ERROR,
        _p(r"\bzigeuner\w{0,30}\b"),
        _OWN_NAME,
        _("Write “Roms et Sintis”. The historic word stands inside a quotation only."),
        reminds_in_quotations=True,
    ),
    Wording(
        "roma-and-sinti",
        "fr",
        Severity.WARNING,
        _p(r"\b(?:t[sz]iganes?|gitane?s?)\b"),
        _OWN_NAME,
        _("Write “Roms et Sintis”. The historic word stands inside a quotation only."),
        reminds_in_quotations=True,
    ),
    Wording(
        "antisemitism",
        "en",
        Severity.ERROR,
        _p(r"\banti[- ]semit(?:e|es|ic|ism)\b"),
        _ONE_WORD,
        _("Write “antisemitism”, “antisemitic”."),
    ),
    Wording(
        "antisemitism",
        "fr",
        Severity.ERROR,
        _p(r"\banti[- ]sémit(?:e|es|isme|ismes)\b"),
        _ONE_WORD,
        _("Write “antisémitisme”, “antisémite”."),
    ),
    Wording(
        "final-solution",
        "en",
        Severity.ERROR,
        _p(r"\bfinal solution\b"),
        _PERPETRATORS_WORDS,
        _("Put “Final Solution” in quotation marks."),
    ),
    Wording(
        "final-solution",
        "fr",
        Severity.ERROR,
        _p(r"\bsolution finale\b"),
        _PERPETRATORS_WORDS,
        _("Put « solution finale » in quotation marks."),
    ),
    Wording(
        "november-pogrom",
        "en",
        Severity.ERROR,
        _p(
            r"\b(?:reichs)?kristallnacht\b|\bcrystal night\b"
            r"|\bnight of (?:the )?broken glass\b"
        ),
        _BELITTLES,
        _("Write “November pogrom”."),
    ),
    Wording(
        "november-pogrom",
        "fr",
        Severity.ERROR,
        _p(r"\b(?:reichs)?kristallnacht\b|\bnuit de cristal\b"),
        _BELITTLES,
        _("Write “pogrom de novembre”."),
    ),
    Wording(
        "death-factory",
        "en",
        Severity.ERROR,
        _p(r"\bdeath factor(?:y|ies)\b|\bfactor(?:y|ies) of death\b"),
        _NO_FACTORY,
        _("Write “killing centre” or “extermination camp”."),
    ),
    Wording(
        "death-factory",
        "fr",
        Severity.ERROR,
        _p(r"\busines? (?:de|à) (?:la )?mort\b"),
        _NO_FACTORY,
        _("Write “centre de mise à mort” or “camp d’extermination”."),
    ),
    Wording(
        "genocide-against-the-tutsi",
        "en",
        Severity.ERROR,
        _p(r"\brwandan? genocide\b|\bgenocide of rwanda\b"),
        _WHO_WAS_TARGETED,
        _("Write “genocide against the Tutsi”, with “in Rwanda” where the place matters."),
    ),
    Wording(
        "genocide-against-the-tutsi",
        "en",
        Severity.WARNING,
        _p(r"\b(?:the|1994) genocide in rwanda\b"),
        _WHO_WAS_TARGETED,
        _("Write “the genocide against the Tutsi in Rwanda”."),
    ),
    Wording(
        "genocide-against-the-tutsi",
        "fr",
        Severity.ERROR,
        _p(r"\bgénocide (?:rwandais|du rwanda)\b"),
        _WHO_WAS_TARGETED,
        _("Write “génocide de 1994 contre les Tutsis au Rwanda”."),
    ),
    Wording(
        "genocide-against-the-tutsi",
        "fr",
        Severity.WARNING,
        _p(r"\ble génocide (?:de 1994 )?au rwanda\b"),
        _WHO_WAS_TARGETED,
        _("Write “génocide de 1994 contre les Tutsis au Rwanda”."),
    ),
    Wording(
        "people-with-disabilities",
        "en",
        Severity.ERROR,
        _p(r"\bthe (?:mentally |physically )?disabled\b(?! \w)|\bhandicapped\b|\bcripples?\b"),
        _PERSONS_FIRST,
        _("Write “people with disabilities”."),
    ),
    Wording(
        "people-with-disabilities",
        "en",
        Severity.WARNING,
        _p(r"\bthe (?:mentally |physically )?disabled \w|\bdisabled (?:people|persons)\b"),
        _PERSONS_FIRST,
        _("Write “people with disabilities”."),
    ),
    Wording(
        "people-with-disabilities",
        "fr",
        Severity.WARNING,
        _p(r"\b(?:les|des|aux) (?:handicapée?s|infirmes)\b"),
        _PERSONS_FIRST,
        _("Write “personnes handicapées”."),
    ),
    Wording(
        "killed-not-died",
        "en",
        Severity.WARNING,
        _p(r"\bperish(?:ed|es|ing)?\b"),
        _WERE_KILLED,
        _("Write “were murdered” or “were killed”."),
    ),
    Wording(
        "killed-not-died",
        "en",
        Severity.WARNING,
        _p(
            r"\b(?:millions?|thousands?|hundreds?|people|jews|prisoners|victims|roma|sinti|tutsi"
            r"|children|women) (?:\w{1,20} ){0,3}died\b"
            r"|\bdied (?:in|at|during) (?:the |a )?"
            r"(?:camps?|ghettos?|gas chambers?|killing centres?|holocaust|genocide|pogroms?"
            r"|auschwitz|treblinka|sobib[oó]r|be[lł][zż]ec|che[lł]mno|majdanek)\b"
        ),
        _WERE_KILLED,
        _("If they were killed, write “were murdered” or “were killed”."),
    ),
    Wording(
        "killed-not-died",
        "fr",
        Severity.WARNING,
        _p(r"\b(?:péri|périt|périrent|périr|périssent)\b"),
        _WERE_KILLED,
        _("Write “ont été assassinés” or “ont été tués”."),
    ),
    Wording(
        "not-inevitable",
        "en",
        Severity.ADVICE,
        _p(r"\binevitabl[ey]\b|\bbound to happen\b"),
        _DECISIONS,
        _("Say who decided what."),
        unless_after=_NOT_EN,
    ),
    Wording(
        "not-inevitable",
        "fr",
        Severity.ADVICE,
        _p(r"\binévitable(?:s|ment)?\b"),
        _DECISIONS,
        _("Say who decided what."),
        unless_after=_NOT_FR,
    ),
    Wording(
        "not-all",
        "en",
        Severity.ADVICE,
        _p(r"\ball (?:the )?(?:germans|poles|hutus?|officials|camps were)\b"),
        _EXACT,
        _("Say how many, or which."),
        unless_after=_NOT_EN,
    ),
    Wording(
        "not-all",
        "fr",
        Severity.ADVICE,
        _p(r"\btous les (?:allemands|polonais|hutus?|fonctionnaires|camps étaient)\b"),
        _EXACT,
        _("Say how many, or which."),
        unless_after=_NOT_FR,
    ),
    Wording(
        "about-so-many",
        "en",
        Severity.ADVICE,
        _p(rf"\b{_A_NUMBER} million (?:\w{{1,20}} ){{0,3}}(?:{_PEOPLE})\b"),
        _ABOUT,
        _("Write “about”, and give the source; where sources differ, give the range."),
        unless_after=_ABOUT_EN,
    ),
    Wording(
        "about-so-many",
        "fr",
        Severity.ADVICE,
        _p(rf"\b{_UN_NOMBRE} millions? (?:de |d')?(?:\w{{1,20}} ){{0,3}}(?:{_PERSONNES})\b"),
        _ABOUT,
        _("Write “environ”, and give the source; where sources differ, give the range."),
        unless_after=_ABOUT_FR,
    ),
    Wording(
        "german-occupied",
        "en",
        Severity.ADVICE,
        _p(r"\boccupied poland\b"),
        _WHOSE,
        _("Write “in German-occupied Poland”."),
        unless_after=_p(r"\b(?:german|soviet)[- ]$"),
    ),
    Wording(
        "german-occupied",
        "fr",
        Severity.ADVICE,
        _p(r"\bpologne occupée\b(?! par )"),
        _WHOSE,
        _("Write “en Pologne occupée par l’Allemagne”."),
    ),
    Wording(
        "no-comparison",
        "en",
        Severity.ADVICE,
        _p(
            r"\b(?:worse than|as bad as|not as bad as) (?:the holocaust|auschwitz)\b"
            r"|\b(?:worst|greatest) (?:genocide|crime|atrocity) (?:in|of) (?:history|all)\b"
        ),
        _NO_RANKING,
        _("Say what was the same and what was different."),
    ),
    Wording(
        "no-comparison",
        "fr",
        Severity.ADVICE,
        _p(
            r"\bpire que (?:l'holocauste|la shoah|auschwitz)\b"
            r"|\b(?:pire|plus grand) (?:génocide|crime) de (?:l'histoire|tous)\b"
        ),
        _NO_RANKING,
        _("Say what was the same and what was different."),
    ),
)

# What calls for a content notice, by language.
HARD_WORDS = {
    "en": _p(
        r"\bkill(?:ed|ing|ings|s)?\b|\bmurder(?:ed|er|ers|ing|s)?\b|\bshot\b|\bshootings?\b"
        r"|\bgas (?:chambers?|vans?)\b|\bgassed\b|\bmassacre[ds]?\b|\bhanged\b|\btortured?\b"
        r"|\braped?\b|\bcorpses?\b"
    ),
    "fr": _p(
        r"\btu(?:er|é|ée|és|ées|erie|eries)\b|\bmeurtr(?:e|es|ier|iers|ière|ières)\b"
        r"|\bassassin(?:at|ats|er|é|ée|és|ées|s)?\b|\bfusill(?:er|é|ée|és|ées|ade|ades)\b"
        r"|\bchambres? à gaz\b|\bgazée?s?\b|\bmassacr(?:e|es|er|é|ée|és|ées)\b"
        r"|\bpendue?s?\b|\btortur(?:e|es|er|é|ée|és|ées)\b|\bcadavres?\b"
    ),
}

# A question that asks how many were killed; and answers that point to the other answers.
COUNTS_THE_DEAD = {
    "en": _p(
        r"\bhow many (?:\w{1,20} ){0,6}(?:die|died|dead|killed|murdered|perished)\b"
        r"|\bnumber of (?:\w{1,20} ){0,3}(?:dead|deaths|killed|murdered)\b"
    ),
    "fr": _p(
        r"\bcombien (?:[\w']{1,20} ){0,7}(?:morts?|mortes|tuée?s?|assassinée?s?|péri)\b"
        r"|\bnombre (?:de |des )(?:[\w']{1,20} ){0,3}(?:morts|tués|assassinés)\b"
    ),
}
POINTS_TO_OTHERS = {
    "en": _p(
        r"\b(?:all|none|both|neither|any) of (?:the|these) (?:above|answers|options)\b"
        r"|\ball the above\b"
    ),
    "fr": _p(r"\b(?:toutes (?:les|ces)|aucune (?:des|de ces)) (?:réponses|options|propositions)\b"),
}

# Each alternative ends at the next mark of its kind, so a mark that is never closed costs no more
# than the way to the next one.
_QUOTED = re.compile(
    "|".join(
        pattern % {"most": _LONGEST_QUOTATION}
        for pattern in (
            r"„[^„“”]{1,%(most)d}[“”]",
            r"“[^“”]{1,%(most)d}”",
            r"«[^«»]{1,%(most)d}»",
            r"‘[^‘’]{1,%(most)d}’(?!\w)",
            r'(?<!\w)"[^"]{1,%(most)d}"(?!\w)',
        )
    )
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})?[^<>]*>")
_INLINE_TAGS = {"a", "b", "i", "em", "strong", "span", "sup", "sub", "embed"}
_SPACES = re.compile(r"[^\S\n]+")
_PLAIN = str.maketrans({"‐": "-", "‑": "-", "\u00ad": "", "’": "'", "\u200b": "", "\u2060": ""})


def plain_text(rich: str) -> str:
    """Rich text as plain text: a paragraph, a list item or a line is a line."""
    text = _TAG.sub(lambda tag: "" if (tag[2] or "").lower() in _INLINE_TAGS else "\n", rich)
    return html.unescape(text).strip()


def without_quotations(text: str) -> str:
    """The text with everything in quotation marks left out."""
    return _QUOTED.sub(" … ", text)


def _normal(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return _SPACES.sub(" ", composed)


def _language(language: str) -> str:
    return language.split("-")[0].lower()


def _matches(wording: Wording, text: str) -> Iterator[str]:
    for found in wording.pattern.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        if wording.unless_after is None or not wording.unless_after.search(before):
            yield found.group()


def wordings_in(text: str, language: str, *, quoted: bool = False) -> list[Match]:
    """What the house rules speak of in a plain text, each wording once.

    With `quoted` the text is other people's words: only what asks for a reminder is named.
    """
    own = _normal(text if quoted else without_quotations(text))
    found: list[Match] = []
    for wording in WORDINGS:
        if wording.language != _language(language):
            continue
        if quoted and not wording.reminds_in_quotations:
            continue
        words = next(_matches(wording, own), None)
        if words is not None:
            found.append(Match(wording, words))
    return found


def first_in(patterns: dict[str, re.Pattern[str]], text: str, language: str) -> str:
    """The first words of a text that a pattern of its language finds, or nothing."""
    pattern = patterns.get(_language(language))
    found = pattern.search(_normal(text)) if pattern else None
    return found.group() if found else ""
