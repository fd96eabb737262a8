"""Links inside texts: to terms of the glossary (`term:…`) and to pages (`page:pre-1.1.1`)."""

import re
from collections.abc import Iterator, Sequence

from django.conf import settings

from courses.curriculum.files import Problem, SourceFile
from courses.curriculum.reading import Curriculum
from courses.curriculum.schema.base import Block
from courses.curriculum.schema.blocks import Definition
from courses.curriculum.schema.steps import Lesson

_TERM = re.compile(r"\]\(term:([^)\s]*)\)")
_PAGE = re.compile(r"\]\(page:([^)\s]*)\)")


def link_faults(curriculum: Curriculum) -> Iterator[Problem]:
    """Links to terms and pages that the files do not have, or that are loaded too late."""
    terms = _terms(curriculum)
    for language, source in texts_of(curriculum):
        known = terms.get(language, set()) | terms.get(settings.LANGUAGE_CODE, set())
        for line, slug in source.matches(_TERM):
            if slug not in known:
                yield Problem(source.path, line, _unknown(slug))
    for language, source, body in _bodies(curriculum):
        known = terms.get(language, set()) | terms.get(settings.LANGUAGE_CODE, set())
        for number, block in enumerate(body):
            slug = block.definition.glossary if isinstance(block, Definition) else ""
            if slug and slug not in known:
                yield source.problem(["body", number], _unknown(slug))
    yield from _page_faults(curriculum)


def _unknown(slug: str) -> str:
    return f"the glossary has no term “{slug}”: correct the link, or write the term"


def _bodies(curriculum: Curriculum) -> Iterator[tuple[str, SourceFile, Sequence[Block]]]:
    """The bodies of lessons and resources, with language and file."""
    for course in curriculum.courses:
        for item in (each for steps in course.steps for each in steps):
            if isinstance(item.step, Lesson):
                yield course.language, item.source, item.step.body
    for library in curriculum.libraries:
        for shelved in library.resources:
            yield library.language, shelved.source, shelved.resource.body


def _terms(curriculum: Curriculum) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in curriculum.glossaries:
        found.setdefault(item.language, set()).update(entry.id for entry in item.glossary.terms)
    return found


def texts_of(curriculum: Curriculum) -> Iterator[tuple[str, SourceFile]]:
    """Every file whose texts may link, with its language."""
    for course in curriculum.courses:
        yield course.language, course.source
        for steps in course.steps:
            yield from ((course.language, item.source) for item in steps)
    for glossary in curriculum.glossaries:
        yield glossary.language, glossary.source
    for library in curriculum.libraries:
        yield library.language, library.source
        yield from ((library.language, item.source) for item in library.resources)


def _page_faults(curriculum: Curriculum) -> Iterator[Problem]:
    """Links to pages stand in resources, which are loaded after all that they may link to."""
    pages: set[str] = set()
    for course in curriculum.courses:
        pages |= {course.course.id, *(s.step.id for steps in course.steps for s in steps)}
        for source in (course.source, *(s.source for steps in course.steps for s in steps)):
            for line, _slug in source.matches(_PAGE):
                message = "a link to a page stands in resources of the library only"
                yield Problem(source.path, line, message)
    for library in curriculum.libraries:
        known = set(pages)
        for item in library.resources:
            for line, file_id in item.source.matches(_PAGE):
                if file_id not in known:
                    message = (
                        f"there is no page “{file_id}”, or it is loaded later: correct the id, or "
                        "put its file earlier in the library"
                    )
                    yield Problem(item.source.path, line, message)
            known.add(item.resource.id)
