"""A folder of files in which every name leads to a whole file, on a full disk too."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

PART = ".part"


class WholeFiles(FileSystemStorage):
    """Writes a file beside its name, to the disk and not only to memory, and then names it.

    Django writes under the final name, leaves what a full disk cut off, and moves large uploads
    between file systems without looking at how much of the last piece was written.
    """

    def _save(self, name: str, content: File) -> str:
        """Raises OSError when the file cannot be written whole; nothing of it is left then."""
        part = Path(self.path(f"{name}.{uuid4().hex}{PART}"))
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                for piece in _pieces(content):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())  # some file systems find out here that they are full
            if self.file_permissions_mode is not None:
                part.chmod(self.file_permissions_mode)
            return self._give_name(part, name)
        finally:
            part.unlink(missing_ok=True)

    def _give_name(self, part: Path, name: str) -> str:
        """Take the name, or another when somebody else took it since it was chosen."""
        while True:
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                name = self.get_available_name(name)
        path = self.path(name)
        os.replace(part, path)
        self._ensure_location_group_id(path)
        _write_names(Path(path).parent)
        return name.replace("\\", "/")


def _write_names(folder: Path) -> None:
    """Have the system write the folder itself, so that a power cut does not take the name back."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _pieces(content: File) -> Iterator[bytes]:
    for piece in content.chunks():
        yield piece.encode() if isinstance(piece, str) else piece
