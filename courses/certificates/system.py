"""What printing needs of the machine: Pango, which is loaded late, and room for the file."""

from functools import cache
from types import ModuleType

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 (Debian), pango (Fedora, Homebrew)"


class CannotDraw(Exception):
    """A system library is missing; no certificate can be printed on this machine."""


class NotStored(Exception):
    """The private storage takes no file now: it is full, or does not answer."""


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
