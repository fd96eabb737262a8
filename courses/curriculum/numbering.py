"""Lists whose numbers would be shown as others: Markdown and the editor count by themselves."""

import re
from collections.abc import Iterator

from courses.curriculum.files import Problem, SourceFile

_NUMBERED = re.compile(r"^(\s*)(\d+)\.\s")


def numbering_faults(source: SourceFile) -> Iterator[Problem]:
    """Numbered lines that do not begin at 1, or leave a number out."""
    before: dict[str, int] = {}
    for line, text in enumerate(source.text.splitlines(), start=1):
        match = _NUMBERED.match(text)
        if match is None:
            # A blank line and a line that goes on belong to the list; a shallower one ends it.
            indent = text[: len(text) - len(text.lstrip())]
            if text.strip():
                before = {each: last for each, last in before.items() if len(each) < len(indent)}
            continue
        indent, number = match[1], int(match[2])
        expected = before.get(indent, 0) + 1
        if number != expected:
            message = (
                f"the list counts by itself and would show {number} as {expected}: write the "
                f"number as words of the text ({number}\\.), or number from 1 on"
            )
            yield Problem(source.path, line, message)
        before[indent] = expected
