"""The raw value of each block of a curriculum file, as Wagtail stores it."""

from collections.abc import Callable, Mapping
from typing import Any

from courses.curriculum.markup import key_of, line, prose
from courses.curriculum.schema.base import Block, Source
from courses.curriculum.schema.blocks import (
    Definition,
    Extract,
    Fact,
    Flow,
    FurtherReading,
    Groups,
    Heading,
    Prose,
    Quotation,
    ReadingList,
    Reflection,
    SelfCheck,
    TimeAxis,
    Timeline,
)


def items_with_ids(path: str, values: list[Any]) -> list[dict[str, Any]]:
    """A list block in the form that keeps its ids."""
    return [
        {"type": "item", "id": str(key_of(f"{path}/{number}")), "value": value}
        for number, value in enumerate(values)
    ]


def source_value(source: Source) -> dict[str, Any]:
    words = {name: line(getattr(source, name)) for name in ("title", "body", "date", "note")}
    return {**source.model_dump(mode="json"), **words}


class Sources:
    """The sources of one file as list blocks."""

    def __init__(self, given: Mapping[str, Source]) -> None:
        self.given = given

    def __call__(self, path: str, keys: list[str]) -> list[dict[str, Any]]:
        return items_with_ids(f"{path}/sources", self.values(keys))

    def values(self, keys: list[str]) -> list[dict[str, Any]]:
        """The sources as plain values."""
        return [source_value(self.given[key]) for key in keys]


def _heading(block: Heading, path: str, sources: Sources) -> Any:
    return line(block.heading)


def _prose(block: Prose, path: str, sources: Sources) -> Any:
    return prose(block.text)


def _fact(block: Fact, path: str, sources: Sources) -> Any:
    return {"text": prose(block.fact), "sources": sources(path, block.sources)}


def _quotation(block: Quotation, path: str, sources: Sources) -> Any:
    return {
        "text": line(block.quotation),
        "speaker": block.speaker,
        "context": line(block.context),
        "notice": line(block.notice),
        "sources": sources(path, block.sources),
    }


def _extract(block: Extract, path: str, sources: Sources) -> Any:
    return {
        "kind": block.kind,
        "title": line(block.title),
        "issued_by": block.issued_by,
        "reference": block.reference,
        "persecutors": block.persecutors,
        "text": prose(block.extract),
        "what_to_notice": prose(block.what_to_notice),
        "notice": line(block.notice),
        "sources": sources(path, block.sources),
    }


def _timeline(block: Timeline, path: str, sources: Sources) -> Any:
    events = [{"when": e.when, "what": line(e.what)} for e in block.timeline]
    return {
        "title": line(block.title),
        "events": items_with_ids(f"{path}/events", events),
        "sources": sources(path, block.sources),
    }


def _time_axis(block: TimeAxis, path: str, sources: Sources) -> Any:
    days = [{"day": e.day, "what": line(e.what)} for e in block.time_axis]
    return {
        "title": line(block.title),
        "events": items_with_ids(f"{path}/events", days),
        "sources": sources(path, block.sources),
    }


def _flow(block: Flow, path: str, sources: Sources) -> Any:
    stations = [
        {"who": line(s.who), "does": line(s.does), "hands_on": line(s.hands_on)} for s in block.flow
    ]
    return {
        "title": line(block.title),
        "stations": items_with_ids(f"{path}/stations", stations),
        "sources": sources(path, block.sources),
    }


def _groups(block: Groups, path: str, sources: Sources) -> Any:
    named = [
        {
            "name": line(group.name),
            "items": items_with_ids(f"{path}/groups/{n}", [line(item) for item in group.items]),
        }
        for n, group in enumerate(block.groups)
    ]
    return {
        "title": line(block.title),
        "groups": items_with_ids(f"{path}/groups", named),
        "sources": sources(path, block.sources),
    }


def _self_check(block: SelfCheck, path: str, sources: Sources) -> Any:
    return {
        "question": line(block.question),
        "answer": prose(block.answer),
        "sources": sources(path, block.sources),
    }


def _reading_list(block: ReadingList, path: str, sources: Sources) -> Any:
    titles = [
        {"source": source, "about": line(item.about)}
        for source, item in zip(sources.values(block.sources), block.reading, strict=True)
    ]
    return {"items": items_with_ids(f"{path}/items", titles)}


def _definition(block: Definition, path: str, sources: Sources) -> Any:
    return {
        "term": line(block.definition.term),
        "text": prose(block.definition.text),
        "glossary": block.definition.glossary,
        "sources": sources(path, block.sources),
    }


def _reflection(block: Reflection, path: str, sources: Sources) -> Any:
    return {"question": line(block.reflection)}


def _further_reading(block: FurtherReading, path: str, sources: Sources) -> Any:
    titles = [item.model_dump() for item in block.further_reading]
    return {"items": items_with_ids(f"{path}/items", titles)}


_VALUES: dict[type[Block], tuple[str, Callable[[Any, str, Sources], Any]]] = {
    Heading: ("heading", _heading),
    Prose: ("text", _prose),
    Fact: ("fact", _fact),
    Quotation: ("quotation", _quotation),
    Extract: ("extract", _extract),
    Timeline: ("timeline", _timeline),
    TimeAxis: ("time_axis", _time_axis),
    Flow: ("flow", _flow),
    Groups: ("groups", _groups),
    SelfCheck: ("self_check", _self_check),
    ReadingList: ("reading_list", _reading_list),
    Definition: ("definition", _definition),
    Reflection: ("reflection", _reflection),
    FurtherReading: ("further_reading", _further_reading),
}


def block_value(block: Block, path: str, sources: Sources) -> tuple[str, Any]:
    """The type and raw value of one block; `path` names it, so that its ids stay the same."""
    kind, value_of = _VALUES[type(block)]
    return kind, value_of(block, path, sources)
