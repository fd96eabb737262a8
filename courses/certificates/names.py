"""Whether a name can be printed as it is written.

Guaranteed scripts are those of the packaged fonts that were proved by extracting the printed
text again: Latin, Greek and Cyrillic (Noto Sans), Arabic (Amiri). Some more were proved with the
Noto fonts of Debian (package fonts-noto-core) and are printed where these are installed. Anything
else holds the certificate rather than print a wrong name. Not taken: Devanagari, Bengali, Sinhala,
Tamil, Thai, Khmer, Myanmar, whose text layer came out garbled, and Chinese, Japanese, Korean, whose
font files hold several fonts each.
"""

import unicodedata
from functools import cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_sans
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from fontTools import unicodedata as scripts
from fontTools.ttLib import TTFont

LATIN_FONT = Path(fontpkg_noto_sans.__file__).parent / "files" / "NotoSans[wdth,wght].ttf"
ARABIC_FONT = Path(fontpkg_amiri.__file__).parent / "files" / "Amiri-Regular.ttf"
ARABIC_BOLD_FONT = ARABIC_FONT.with_name("Amiri-Bold.ttf")
_FONT_OF = {
    "Latn": LATIN_FONT,
    "Grek": LATIN_FONT,
    "Cyrl": LATIN_FONT,
    "Arab": ARABIC_FONT,
    "Zyyy": LATIN_FONT,  # spaces, hyphens, apostrophes
    "Zinh": LATIN_FONT,  # combining accents
}
_NOTO = Path("/usr/share/fonts/truetype/noto")
# By script, the part of the file's name.
_PROVED_WITH_NOTO = {
    "Armn": "Armenian",
    "Ethi": "Ethiopic",
    "Geor": "Georgian",
    "Hebr": "Hebrew",
    "Laoo": "Lao",
}
LONGEST = 120


@cache
def installed_fonts() -> dict[str, tuple[Path, Path]]:
    """Regular and bold font of each script that is proved and installed on this machine."""
    found = {}
    for script, part in _PROVED_WITH_NOTO.items():
        pair = tuple(_NOTO / f"NotoSans{part}-{weight}.ttf" for weight in ("Regular", "Bold"))
        if all(path.is_file() for path in pair):
            found[script] = (pair[0], pair[1])
    return found


def _font_of(script: str) -> Path | None:
    """The font of a script; None when it is not proved, or not installed."""
    if script in _FONT_OF:
        return _FONT_OF[script]
    pair = installed_fonts().get(script)
    return pair[1] if pair else None


@cache
def _covered(path: Path) -> frozenset[int]:
    """The characters that a font draws."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def is_right_to_left(name: str) -> bool:
    """Whether the name's first strong character runs from right to left."""
    for character in name:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def why_not_printable(name: str) -> Promise | None:
    """None when the name can be printed, else a sentence for the person and for staff."""
    if not name.strip():
        return _("There is no printed name in your account yet.")
    if len(name) > LONGEST:
        return _("The printed name is too long for a certificate.")
    arabic = any(scripts.script(character) == "Arab" for character in name)
    for character in name:
        if unicodedata.category(character)[0] == "C":
            return _("The printed name holds a character that cannot be printed.")
        font = _font_of(scripts.script(character))
        if font is not None and arabic and scripts.script(character) in ("Zyyy", "Zinh"):
            font = ARABIC_FONT
        if font is None or ord(character) not in _covered(font):
            return _("The printed name uses letters that we cannot yet print without fault.")
    return None
