"""Logs without personal data: what is taken out of every line, and lines as JSON."""

import json
import logging
import re
from datetime import UTC, datetime

# In this order. What a person typed may stand anywhere in a path, so more is taken than needed.
_TAKEN_OUT = (
    # What PostgreSQL adds to a refusal: the values of a row.
    (re.compile(r"(DETAIL|CONTEXT): .*"), r"\1: […]"),
    (re.compile(r"(?<=[/\w])\?[^\s\"'<>]+"), "?[…]"),
    (re.compile(r"[^\s\"'<>()\[\]{},;:=/|]+(?:@|%40)[^\s\"'<>()\[\]{},;:=/|]+"), "[address]"),
    (re.compile(r"(/verify/)[^/\s\"'?]+"), r"\1[code]"),
    (re.compile(r"(/(?:reset/key|confirm-email|invitations?|invite)/)[^/\s\"'?]+"), r"\1[key]"),
    # Any other long key in a path: no page's name has capitals and digits, or is 32 letters of hex.
    (re.compile(r"(?<=/)(?=[^/\s]*[A-Z])(?=[^/\s]*\d)[\w:=.~-]{20,}"), "[key]"),
    (re.compile(r"(?<=/)[0-9a-f]{32,}\b"), "[key]"),
)


def without_personal_data(text: str) -> str:
    """The text without e-mail addresses, codes, keys and query strings."""
    for pattern, instead in _TAKEN_OUT:
        text = pattern.sub(instead, text)
    return text


class WithoutPersonalData(logging.Filter):
    """On every handler: message, arguments, traceback and stack lose what names a person."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} (its arguments do not fit)"
        record.msg, record.args = without_personal_data(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_personal_data(record.exc_text)
        if record.stack_info:
            record.stack_info = without_personal_data(record.stack_info)
        return True


class JsonLine(logging.Formatter):
    """One object on a line: time (UTC), level, logger, message, process; status and exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON. Nothing else of it is written: a request belongs to a person."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def cover(*names: str) -> None:
    """Put the filter on loggers that others have set up: gunicorn's, before the first request."""
    for name in names:
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(found, WithoutPersonalData) for found in handler.filters):
                handler.addFilter(WithoutPersonalData())
