"""A stored file as a whole, one part of it, or word that the browser's copy is still right.

Django serves files whole; readers of PDF ask for parts, and a poor connection resumes with one
(RFC 9110, sections 13 and 14). Several parts in one answer are not offered: the file comes whole.
"""

import re
from collections.abc import Callable, Iterator

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

_CHUNK = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def wanted_part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; None for the whole file.

    A header that cannot be understood counts as none. Raises IndexError when the part lies
    outside of the file.
    """
    match = _ONE_RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size - 1
        if int(last) == 0:
            raise IndexError("no byte is asked for")
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
        if last and int(last) < int(first):
            return None
    if start >= size:
        raise IndexError("the part begins behind the end")
    return start, end


def file_or_part(
    request: HttpRequest,
    open_file: Callable[[], File],
    *,
    etag: str,
    content_type: str,
    filename: str,
) -> HttpResponse:
    """200 with the file, 206 with a part, 304 or 412 by its ETag, 416 for a part it has not."""
    tag = f'"{etag}"'
    if unchanged := get_conditional_response(request, etag=tag):
        unchanged["ETag"] = tag
        return unchanged
    file = open_file()
    response = FileResponse(file, content_type=content_type, filename=filename)
    header = request.headers.get("Range", "")
    if header and request.method == "GET" and request.headers.get("If-Range", tag) == tag:
        response = _part(response, file, header)
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    return response


def _part(whole: FileResponse, file: File, header: str) -> HttpResponse:
    size = file.size
    try:
        part = wanted_part(header, size)
    except IndexError:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return whole
    start, end = part
    response = StreamingHttpResponse(_bytes(file, start, end), status=206)
    for name in ("Content-Type", "Content-Disposition"):
        response[name] = whole[name]
    response["Content-Length"] = str(end - start + 1)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _bytes(file: File, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
