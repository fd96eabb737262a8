"""Read settings from the environment, strictly.

Every reader names the variable and the values it understands when it refuses one. A variable
`X` may also be given as `X_FILE`, the path of a file that holds the value (for secrets that a
service manager mounts); both at once is refused.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def load_file(path: Path) -> None:
    """Take NAME=value lines from `path` for names that the environment does not set.

    Raises ImproperlyConfigured for a line that is neither empty, a comment nor NAME=value.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.isidentifier():
            raise ImproperlyConfigured(f"{path}, line {number}: write NAME=value.")
        if name not in os.environ and f"{name}_FILE" not in os.environ:
            os.environ[name] = value


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or of the file that `name`_FILE points to, or `default`.

    Raises ImproperlyConfigured when it is missing and has no default.
    """
    value, file_name = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and file_name is not None:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: keep one of them.")
    if file_name is not None:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ImproperlyConfigured(
                f"{name}_FILE={file_name} cannot be read: {reason}."
            ) from error
    if value is None or value == "":
        if default is None:
            raise ImproperlyConfigured(
                f"{name} is not set. Set it in the environment, or {name}_FILE to a file with it."
            )
        return default
    return value


def boolean(name: str, default: bool = False) -> bool:
    """True or False; raises ImproperlyConfigured for any other word."""
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(
        f"{name}={value} is not understood: use 1, true, yes, on or 0, false, no, off."
    )


def integer(name: str, default: int, minimum: int = 0) -> int:
    """A whole number of at least `minimum`; raises ImproperlyConfigured otherwise."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = minimum - 1
    if number < minimum:
        raise ImproperlyConfigured(
            f"{name}={value} is not understood: use a whole number of {minimum} or more."
        )
    return number


def words(name: str, default: str = "") -> list[str]:
    """A list from a comma-separated value."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def url(name: str, default: str | None, schemes: tuple[str, ...]) -> str:
    """An address with one of `schemes`; raises ImproperlyConfigured otherwise."""
    value = text(name, default)
    scheme, separator, _rest = value.partition(":")
    if not separator or scheme not in schemes:
        # The value may hold a password: name the scheme only.
        found = (
            f"begins with “{scheme}:”, which is not understood" if separator else "is no address"
        )
        raise ImproperlyConfigured(
            f"{name} {found}. It must begin with one of: {', '.join(s + ':' for s in schemes)}."
        )
    try:
        urlsplit(value).port  # noqa: B018 - parsing it is the check
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is not an address that can be read. Signs such as / : @ in a user name or "
            "password are written %2F %3A %40."
        ) from None
    return value
