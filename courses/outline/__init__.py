"""The outline of a course: its steps in order, each in the reader's language or the source's.

Requirements and order come from the course's source language, so they are the same in every
language. An outline costs a fixed number of queries to build and is cached under the number of
`OutlineVersion`, which every change of the page tree raises (`courses.receivers`): reading that
number is one query, so another process sees a change at its next request.
"""

from courses.outline.addresses import address_of
from courses.outline.building import live_course_keys, outline_of, source_course
from courses.outline.entries import ModuleEntry, Outline, StepEntry
from courses.outline.routes import (
    Route,
    address_in,
    course_key_of,
    find_route,
    load_routed,
    load_source,
    load_step,
    page_at,
)
from courses.outline.versions import CACHE_SECONDS, current_version, pages_cache, raise_version

__all__ = [
    "CACHE_SECONDS",
    "ModuleEntry",
    "Outline",
    "Route",
    "StepEntry",
    "address_in",
    "address_of",
    "course_key_of",
    "current_version",
    "find_route",
    "live_course_keys",
    "load_routed",
    "load_source",
    "load_step",
    "outline_of",
    "page_at",
    "pages_cache",
    "raise_version",
    "source_course",
]
