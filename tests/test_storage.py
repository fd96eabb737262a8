"""Every name in a folder of files leads to a whole file (lms/storage.py)."""

import errno
import os
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile

from lms.settings import STORAGES
from lms.storage import WholeFiles


@pytest.fixture
def storage(tmp_path) -> WholeFiles:
    """A folder."""
    return WholeFiles(location=str(tmp_path / "files"))


def files_in(storage: WholeFiles) -> list[str]:
    """Every file below the folder."""
    return sorted(p.name for p in Path(storage.location).rglob("*") if p.is_file())


def no_room(*args):
    """What a full disk says."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_the_site_stores_all_files_in_it():
    """The suite replaces the folders in `django.conf.settings`, and not in the module."""
    for alias in ("default", "private"):
        assert STORAGES[alias]["BACKEND"] == "lms.storage.WholeFiles"


def test_bytes_and_words_come_back(storage):
    assert storage.open(storage.save("a/b/file.bin", ContentFile(b"\0\1"))).read() == b"\0\1"
    assert storage.open(storage.save("words.txt", ContentFile("Łódź"))).read() == "Łódź".encode()
    assert oct(os.stat(storage.path("words.txt")).st_mode & 0o777) == "0o644"


def test_a_name_that_is_taken_is_left_alone(storage):
    first = storage.save("file.txt", ContentFile(b"first"))
    second = storage.save("file.txt", ContentFile(b"second"))
    assert first != second
    assert storage.open(first).read() == b"first"


def test_two_at_once_keep_both(storage):
    names: list[str] = []
    start = threading.Barrier(8)

    def save(number: int) -> None:
        start.wait()
        names.append(storage.save("file.txt", ContentFile(str(number).encode())))

    threads = [threading.Thread(target=save, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {storage.open(name).read() for name in names} == {str(n).encode() for n in range(8)}


def test_a_large_upload_is_written_not_moved(storage):
    upload = TemporaryUploadedFile("large.bin", "application/octet-stream", 3, "")
    upload.write(b"abc")
    assert storage.open(storage.save("large.bin", upload)).read() == b"abc"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_nothing_is_left_when_the_disk_is_full(storage, monkeypatch, call):
    monkeypatch.setattr(os, call, no_room)
    with pytest.raises(OSError, match="No space left"):
        storage.save("file.txt", ContentFile(b"x" * 100_000))
    assert not [name for name in files_in(storage) if name.endswith(".part")]
    monkeypatch.undo()
    assert storage.open(storage.save("file.txt", ContentFile(b"whole"))).read() == b"whole"


def test_a_piece_that_is_cut_off_is_removed(storage):
    class Cut(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"the first piece"
            no_room()

    with pytest.raises(OSError, match="No space left"):
        storage.save("file.txt", Cut(b""))
    assert files_in(storage) == []
