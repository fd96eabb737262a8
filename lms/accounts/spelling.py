"""Words that people write in several ways, compared; and words that a wrong encoding spoiled."""

import difflib
import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """The letters and digits of a text, without accents, case, and what stands between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """Of some folded words, those that are nearly a text: the nearest first, six at the most."""
    return difflib.get_close_matches(fold(text), known, n=6, cutoff=0.6)


def meant(text: str) -> str:
    """What was written, where UTF-8 was once read as Windows-1252 (“Ã±” for “ñ”); else nothing."""
    try:
        mended = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return mended if mended != text else ""


def is_spoiled(text: str) -> bool:
    """Whether a text holds signs that no keyboard writes: lost letters and control characters."""
    return any(c == "\ufffd" or unicodedata.category(c) in ("Cc", "Cs", "Cn") for c in text)
