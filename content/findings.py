"""What the checks of content find, and the checks that hold for every page.

They read stored data (`StreamField.get_prep_value`) rather than block values: drafts with blanks
are borne, and nothing is asked of the database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.wording import Severity, plain_text, wordings_in

__all__ = ["BlockAt", "Finding", "Place", "Severity", "Words"]


@dataclass(frozen=True)
class Place:
    """Where something stands, in words that an author understands and for the editor's form.

    `path` leads from the field to the value: the number of a block, a name, the number of an item.
    """

    words: str
    field: str = ""
    path: tuple[int | str, ...] = ()
    block_id: str = ""

    def __str__(self) -> str:
        return self.words

    @property
    def anchor(self) -> str:
        """The id of the place's block in the editor, or nothing for a place outside of blocks."""
        return f"block-{self.block_id}-section" if self.block_id else ""


@dataclass(frozen=True)
class Finding:
    """One thing that a check found: what is the matter in a sentence, and what to do about it."""

    code: str
    severity: Severity
    place: Place
    sentence: str
    hint: str


@dataclass(frozen=True)
class Words:
    """A text of a page with its place. `quoted`: other people's words."""

    place: Place
    text: str
    quoted: bool = False


def text_of(value: Any) -> str:
    """A stored value as text; anything else than a text is none."""
    return value if isinstance(value, str) else ""


def items_of(value: Any) -> list[Any]:
    """The values of a stored list block, in its new form (with ids) or its old one."""
    if not isinstance(value, list):
        return []
    return [
        item.get("value") if isinstance(item, Mapping) and item.get("type") == "item" else item
        for item in value
    ]


@dataclass(frozen=True)
class BlockAt:
    """One stored block of a stream with its number, its label and the field that it is in."""

    field: str
    index: int
    kind: str
    value: Any
    block_id: str
    label: str

    def get(self, name: str) -> Any:
        """A stored value of a struct block; None where it is missing."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None

    def place(self, *path: int | str, label: str | Promise = "") -> Place:
        """The block's place, or that of a value in it."""
        words = _("Block %(number)d, %(block)s") % {"number": self.index + 1, "block": self.label}
        if label:
            words = f"{words}: {label}"
        return Place(words, self.field, (self.index, *path), self.block_id)


def blocks_of(field: str, stream_block: Any, raw: Any) -> list[BlockAt]:
    """The stored blocks of a stream field."""
    found = []
    for index, stored in enumerate(raw if isinstance(raw, list) else []):
        kind = text_of(stored.get("type"))
        child = stream_block.child_blocks.get(kind)
        label = str(child.label) if child else kind
        block_id = text_of(stored.get("id"))
        found.append(BlockAt(field, index, kind, stored.get("value"), block_id, label))
    return found


_TITLE, _STATEMENT = gettext_lazy("Title"), gettext_lazy("Statement")
_NOTICE = gettext_lazy("Notice for this part")
# (name, label, other people's words). A star goes through the items of a list.
TEXTS: dict[str, tuple[tuple[str, str | Promise, bool], ...]] = {
    "heading": (("", "", False),),
    "text": (("", "", False),),
    "objective": (("", "", False),),
    "fact": (("text", _STATEMENT, False),),
    "quotation": (
        ("text", gettext_lazy("Words"), True),
        ("context", gettext_lazy("Who, where, when"), False),
        ("notice", _NOTICE, False),
    ),
    "extract": (
        ("text", gettext_lazy("Extract"), True),
        ("what_to_notice", gettext_lazy("What to notice"), False),
        ("notice", _NOTICE, False),
    ),
    "figure": (
        ("alternative_text", gettext_lazy("Alternative text"), False),
        ("caption", gettext_lazy("Caption"), False),
        ("transcript", gettext_lazy("Transcript"), True),
        ("notice", _NOTICE, False),
    ),
    "timeline": (("title", _TITLE, False), ("events*what", gettext_lazy("What happened"), False)),
    "time_axis": (("title", _TITLE, False), ("events*what", gettext_lazy("What happened"), False)),
    "flow": (
        ("title", _TITLE, False),
        ("stations*who", gettext_lazy("Office or person"), False),
        ("stations*does", gettext_lazy("What it does"), False),
        ("stations*hands_on", gettext_lazy("What goes on to the next"), False),
    ),
    "groups": (
        ("title", _TITLE, False),
        ("groups*name", gettext_lazy("Group"), False),
        ("groups*items*", gettext_lazy("Group"), False),
    ),
    "self_check": (
        ("question", gettext_lazy("Question"), False),
        ("answer", gettext_lazy("Answer"), False),
    ),
    "reading_list": (("items*about", gettext_lazy("Why read it"), False),),
    "document": (("title", _TITLE, False), ("about", gettext_lazy("What it is for"), False)),
    "definition": (
        ("term", gettext_lazy("Term"), False),
        ("text", gettext_lazy("Meaning"), False),
    ),
    "reflection": (("question", gettext_lazy("Question"), False),),
    "further_reading": (("items*about", gettext_lazy("Why read it"), False),),
    "video": (
        ("title", _TITLE, False),
        ("transcript", gettext_lazy("Transcript"), True),
        ("notice", _NOTICE, False),
    ),
}


def _reached(
    value: Any, names: list[str], path: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    """The values to which names lead, through the items of every list but the last name's."""
    name, *rest = names
    inner = value.get(name) if name and isinstance(value, Mapping) else value
    here = (*path, name) if name else path
    if not rest:
        yield here, inner
        return
    for number, item in enumerate(items_of(inner)):
        yield from _reached(item, rest, (*here, number))


def words_of(block: BlockAt) -> Iterator[Words]:
    """The texts of a block that a reader reads, without sources and titles of other works."""
    for name, label, quoted in TEXTS.get(block.kind, ()):
        for path, value in _reached(block.value, name.split("*")):
            number = next((each + 1 for each in path if isinstance(each, int)), None)
            place = block.place(*path, label=f"{label} {number}" if number else label)
            yield Words(place, plain_text(text_of(value)), quoted)


def wording_findings(texts: Iterable[Words], language: str) -> Iterator[Finding]:
    """Wordings of the house rules; in other people's words a reminder at the most."""
    for words in texts:
        for match in wordings_in(words.text, language, quoted=words.quoted):
            wording = match.wording
            sentence = _("It says “%(words)s”. %(reason)s") % {
                "words": Truncator(match.words).chars(60),
                "reason": wording.reason,
            }
            severity, hint = wording.severity, str(wording.instead)
            if words.quoted:
                severity = Severity.ADVICE
                hint = _("It may stand, as somebody else's word. Use your own in the text around.")
            yield Finding(f"wording-{wording.code}", severity, words.place, sentence, hint)


NEEDS_SOURCE = {"fact", "quotation", "extract", "self_check"}


def source_findings(block: BlockAt) -> Iterator[Finding]:
    """A statement without a titled source; a source without the day that its state asks for."""
    sources = [source for source in items_of(block.get("sources")) if isinstance(source, Mapping)]
    titled = [source for source in sources if text_of(source.get("title")).strip()]
    place = block.place("sources", label=_("Sources"))
    if block.kind in NEEDS_SOURCE and not titled:
        yield Finding(
            "unsourced",
            Severity.ERROR,
            place,
            _("It has no source that has a title."),
            _("Say where a reader can check it: the document, its author or body, and its date."),
        )
    for number, source in enumerate(sources):
        if source.get("state") in ("seen", "disputed") and not source.get("checked_on"):
            yield Finding(
                "source-without-day",
                Severity.ERROR,
                replace(place, path=(block.index, "sources", number, "checked_on")),
                _("Source %(number)d is marked as seen or disputed, without the day.")
                % {"number": number + 1},
                _("Enter the day on which you read it, or choose “To check”."),
            )


_FILE_NAME = re.compile(
    r"[^\s]{1,200}\.(?:avif|bmp|gif|jpe?g|pdf|png|svg|tiff?|webp)"
    r"|(?:img|dsc|dscn|pict?|image|photo|scan|screenshot)[-_ ]?\d{1,14}",
    re.IGNORECASE,
)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def figure_findings(block: BlockAt) -> Iterator[Finding]:
    """An alternative text that is missing or of no use to a person who cannot see the picture."""
    if block.kind != "figure":
        return
    text = text_of(block.get("alternative_text")).strip()
    place = block.place("alternative_text", label=_("Alternative text"))
    hint = _("Say in a sentence or two what a person who cannot see the picture needs.")
    if not text:
        yield Finding(
            "no-alternative-text",
            Severity.ERROR,
            place,
            _("The picture has no alternative text."),
            hint,
        )
    elif _FILE_NAME.fullmatch(text):
        yield Finding(
            "no-alternative-text",
            Severity.ERROR,
            place,
            _("The alternative text is the name of a file."),
            hint,
        )
    elif _bare(text) == _bare(text_of(block.get("caption"))):
        yield Finding(
            "alternative-text-repeats",
            Severity.WARNING,
            place,
            _("The alternative text only repeats the caption, so it would be read out twice."),
            hint,
        )


_NOBODY = {
    *("anonymous", "anon", "unknown", "unnamed", "n/a", "a survivor", "survivor", "a victim"),
    *("a witness", "witness", "anonyme", "inconnu", "inconnue", "un survivant", "une survivante"),
    *("-", "–", "?"),
}


def speaker_findings(block: BlockAt) -> Iterator[Finding]:
    """A quotation without a named speaker."""
    if block.kind == "quotation" and _bare(text_of(block.get("speaker"))) in {*_NOBODY, ""}:
        yield Finding(
            "no-speaker",
            Severity.WARNING,
            block.place("speaker", label=_("Speaker")),
            _("The quotation has no named speaker."),
            _("Name the person who said or wrote it. Who cannot be named is not quoted here."),
        )


_RICH = {
    "text": "",
    "fact": "text",
    "extract": "text",
    "definition": "text",
    "self_check": "answer",
}
_PASTED_HEADING = re.compile(r"<h[1-6][ >]", re.IGNORECASE)


def heading_findings(blocks: list[BlockAt]) -> Iterator[Finding]:
    """Headings that are empty, follow each other, end the page, or were pasted into a text."""
    for block, following in pairwise([*blocks, None]):
        if block.kind == "heading":
            yield from _heading_block_findings(block, following)
        name = _RICH.get(block.kind)
        rich = "" if name is None else text_of(block.get(name) if name else block.value)
        if _PASTED_HEADING.search(rich):
            yield Finding(
                "pasted-heading",
                Severity.WARNING,
                block.place(),
                _("A heading was pasted into the text."),
                _("Take it out and put a Heading block before the text."),
            )


def _heading_block_findings(block: BlockAt, following: BlockAt | None) -> Iterator[Finding]:
    if not text_of(block.value).strip():
        yield Finding(
            "empty-heading",
            Severity.WARNING,
            block.place(),
            _("The heading is empty."),
            _("Write it, or delete the block."),
        )
    elif following is None or following.kind == "heading":
        yield Finding(
            "heading-without-text",
            Severity.WARNING,
            block.place(),
            _("Nothing stands between this heading and the next, or the end."),
            _("Write the part that it announces, or delete the heading."),
        )


def body_findings(blocks: list[BlockAt]) -> Iterator[Finding]:
    """What holds for every body: sources, figures, speakers, headings."""
    for block in blocks:
        yield from source_findings(block)
        yield from figure_findings(block)
        yield from speaker_findings(block)
    yield from heading_findings(blocks)


_GRAVEST_FIRST = list(Severity)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first; otherwise in the order in which they were found, each once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda finding: _GRAVEST_FIRST.index(finding.severity))


def errors_among(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a page from being published."""
    return [finding for finding in findings if finding.severity == Severity.ERROR]
