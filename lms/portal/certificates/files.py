"""Certificates as files for staff: what the list shows, as a table or with its PDFs, streamed."""

import io
import logging
import zipfile
from collections.abc import Container, Iterator

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.access import may_see_certificates
from courses.models import Certificate
from courses.reporting.tables import Cell, csv_parts, csv_response, safe_text, xlsx_response
from lms.portal.certificates.filters import shown_in_list

logger = logging.getLogger(__name__)
_AT_A_TIME = 100


class _Pipe(io.RawIOBase):
    """What the archive writes, until it is taken out to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def lines_of(
    certificates: QuerySet[Certificate], missing: Container[str] = ()
) -> Iterator[list[Cell]]:
    """A line for each certificate, under headings; cells that a spreadsheet would run are text.

    `missing` are the numbers of those whose PDF could not be read.
    """
    yield [
        *(_("Number"), _("Kind"), _("Name"), _("Of what"), _("Language")),
        *(pgettext("of a certificate", "State"), _("Issued"), _("Replaced or revoked")),
        *(pgettext("a certificate", "Printed"), _("File"), "SHA-256"),
    ]
    for one in certificates.iterator(chunk_size=_AT_A_TIME):
        yield [
            one.number,
            one.get_kind_display(),
            safe_text(one.facts.get("name", "")),
            safe_text(one.facts.get("title", "")),
            one.facts.get("language", ""),
            one.get_state_display(),
            timezone.localtime(one.issued_at).date().isoformat(),
            timezone.localtime(one.ended_at).date().isoformat() if one.ended_at else "",
            timezone.localtime(one.rendered_at).date().isoformat() if one.rendered_at else "",
            _file_in_words(one, missing),
            one.sha256,
        ]


def _file_in_words(certificate: Certificate, missing: Container[str]) -> str:
    if not certificate.file_name:
        return ""
    return _("not readable") if certificate.number in missing else f"{certificate.number}.pdf"


def archive_of(certificates: QuerySet[Certificate]) -> Iterator[bytes]:
    """A ZIP of the printed PDFs, then a list of all: one file in memory at a time.

    PDFs are compressed inside already, so they are stored as they are. One that cannot be read is
    left out, and its line in the list says so.
    """
    pipe, missing = _Pipe(), set()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for one in certificates.exclude(rendered_at=None).iterator(chunk_size=_AT_A_TIME):
            content = _stored(one)
            if content is None:
                missing.add(one.number)
                continue
            archive.writestr(f"{one.number}.pdf", content)
            yield pipe.take()
        with archive.open("certificates.csv", "w") as table:
            for part in csv_parts(lines_of(certificates, missing)):
                table.write(part.encode())
        yield pipe.take()
    yield pipe.take()


def _stored(certificate: Certificate) -> bytes | None:
    """The bytes that were printed; None when the storage does not give them out."""
    try:
        with storages["private"].open(certificate.file_name) as file:
            return file.read()
    except Exception as error:  # noqa: BLE001 - each storage has errors of its own
        logger.error("The PDF of %s is left out of an archive: %s", certificate.number, error)
        return None


def _named(extension: str) -> str:
    return f"certificates-{timezone.localdate():%Y-%m-%d}.{extension}"


def _chosen(request: HttpRequest) -> QuerySet[Certificate]:
    if not may_see_certificates(request.user):
        raise PermissionDenied
    return shown_in_list(request)


def archive(request: HttpRequest) -> StreamingHttpResponse:
    """The PDFs of what the list shows, in one ZIP."""
    response = StreamingHttpResponse(archive_of(_chosen(request)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{_named("zip")}"'
    response["Cache-Control"] = "no-store"
    return response


def table(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, as CSV."""
    return csv_response(lines_of(_chosen(request)), _named("csv"))


def workbook(request: HttpRequest) -> HttpResponse:
    """What the list shows, as XLSX."""
    return xlsx_response(_("Certificates"), lines_of(_chosen(request)), _named("xlsx"))
