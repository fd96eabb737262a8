"""WeasyPrint draws with the system's Pango: load it late, and say in words when it is missing."""

from functools import cache
from types import ModuleType

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 (Debian), pango (Fedora, Homebrew)"


class CannotDraw(Exception):
    """A system library is missing; no certificate can be printed on this machine."""


@cache
def weasyprint() -> ModuleType:
    """The library. Raises CannotDraw when Pango is not installed."""
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:
        raise CannotDraw(f"Pango is missing. Install {PACKAGES}.") from error
    return weasyprint
