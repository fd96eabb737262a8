"""Number the sources of a page in the order in which the text first uses them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIELDS = ("title", "body", "date", "address", "checked_on", "state", "note")


@dataclass(frozen=True)
class Footnote:
    """One numbered source: what `templates/components/source_list.html` prints."""

    number: int
    title: str
    body: str
    date: str
    address: str
    checked_on: Any
    state: str
    note: str


class Footnotes:
    """Collects sources while a page is rendered; equal sources share one number."""

    def __init__(self) -> None:
        self._notes: dict[tuple, Footnote] = {}

    def number(self, source: Mapping[str, Any]) -> int:
        """The number of `source` (a value of `SourceBlock`), a new one when it is met first."""
        key = tuple(str(source.get(field) or "") for field in FIELDS)
        if key not in self._notes:
            values = {field: source.get(field) or "" for field in FIELDS}
            self._notes[key] = Footnote(number=len(self._notes) + 1, **values)
        return self._notes[key].number

    def numbers(self, sources: Iterable[Mapping[str, Any]] | None) -> list[int]:
        """The numbers of several sources, ascending; a source without a title is left out."""
        return sorted({self.number(source) for source in sources or () if source.get("title")})

    @property
    def notes(self) -> list[Footnote]:
        """All sources met so far, in order."""
        return list(self._notes.values())
