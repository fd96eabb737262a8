"""Certificates as files for staff: a list, or all PDFs in one archive, streamed."""

import io
import logging
import zipfile
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Certificate
from courses.reporting.tables import Cell, as_csv, csv_response, safe_text, xlsx_response

logger = logging.getLogger(__name__)


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


def lines_of(certificates: QuerySet[Certificate]) -> Iterator[list[Cell]]:
    """A line for each certificate, under headings; cells that a spreadsheet would run are text."""
    yield [
        *(_("Number"), _("Kind"), _("Name"), _("Of what"), _("State"), _("Issued")),
        *(_("Replaced or revoked"), _("Printed"), "SHA-256"),
    ]
    for one in certificates.iterator(chunk_size=500):
        yield [
            one.number,
            one.get_kind_display(),
            safe_text(one.facts.get("name", "")),
            safe_text(one.facts.get("title", "")),
            one.get_state_display(),
            timezone.localtime(one.issued_at).date().isoformat(),
            timezone.localtime(one.ended_at).date().isoformat() if one.ended_at else "",
            timezone.localtime(one.rendered_at).date().isoformat() if one.rendered_at else "",
            one.sha256,
        ]


def archive_of(certificates: QuerySet[Certificate]) -> Iterator[bytes]:
    """A ZIP of the printed PDFs and a list of all, one file in memory at a time.

    PDFs are compressed inside already, so they are stored as they are. One that cannot be read is
    left out, and the list says so by an empty place in the archive: its line has a hash.
    """
    pipe = _Pipe()
    storage = storages["private"]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("certificates.csv", as_csv(lines_of(certificates)))
        yield pipe.take()
        for one in certificates.exclude(file_name="").iterator(chunk_size=100):
            try:
                with storage.open(one.file_name) as file:
                    archive.writestr(f"{one.number}.pdf", file.read())
            except OSError as error:
                logger.error("The PDF of %s is left out of an archive: %s", one.number, error)
            yield pipe.take()
    yield pipe.take()


def _chosen(request: HttpRequest) -> QuerySet[Certificate]:
    """All, or those of a course or an edition that are in force or held, by its key."""
    if not request.user.has_perm("courses.view_certificate"):
        raise PermissionDenied
    found = Certificate.objects.order_by("number")
    if subject := request.GET.get("subject", ""):
        found = found.current().filter(subject_key=subject) if _is_key(subject) else found.none()
    return found


def _is_key(text: str) -> bool:
    digits = text.replace("-", "")
    return len(digits) == 32 and all(ch in "0123456789abcdefABCDEF" for ch in digits)


def archive(request: HttpRequest) -> StreamingHttpResponse:
    """All PDFs of a course or an edition in one ZIP."""
    response = StreamingHttpResponse(archive_of(_chosen(request)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="certificates.zip"'
    response["Cache-Control"] = "no-store"
    return response


def table(request: HttpRequest) -> StreamingHttpResponse:
    """The list as CSV."""
    return csv_response(lines_of(_chosen(request)), "certificates.csv")


def workbook(request: HttpRequest) -> HttpResponse:
    """The list as XLSX."""
    return xlsx_response(_("Certificates"), lines_of(_chosen(request)), "certificates.xlsx")
