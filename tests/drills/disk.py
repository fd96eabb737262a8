"""A disk that can be filled: a small one of its own where we may mount, else a limit on files."""

import io
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image

SIZE = 8 * 1024 * 1024
NO_LIMIT = resource.RLIM_INFINITY


def _picture() -> bytes:
    output = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(output, "PNG")
    return output.getvalue()


class Disk:
    """A folder on a disk that is full or not."""

    description = ""
    picture = _picture()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def watch(self, *processes: int) -> None:
        """Name the processes that write to it."""

    def fill(self) -> None:
        """From now on there is no room."""

    def make_room(self) -> None:
        """There is room again."""

    @contextmanager
    def limits(self) -> Iterator[None]:
        """Commands that are run inside meet the same."""
        yield


class OwnDisk(Disk):
    """A file system in memory of 8 MiB, filled by a file."""

    description = "a file system of its own (tmpfs, 8 MiB)"

    def fill(self) -> None:
        """Write until the system says that there is no room."""
        with (self.folder / "filler").open("ab", buffering=0) as file, suppress(OSError):
            for size in (65536, 4096, 1):
                with suppress(OSError):
                    while file.write(b"-" * size):
                        pass

    def make_room(self) -> None:
        """Remove what fills it."""
        (self.folder / "filler").unlink()


class LimitedFiles(Disk):
    """Where we may not mount: no process may write a file of more than 4 kB (RLIMIT_FSIZE)."""

    description = "a limit on the size of files (RLIMIT_FSIZE), since nothing may be mounted here"

    def watch(self, *processes: int) -> None:
        """Name the processes that write to it."""
        self.processes = processes

    def _limit(self, size: int) -> None:
        for process in self.processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, NO_LIMIT))

    def fill(self) -> None:
        """Set the limit."""
        self._limit(4096)

    def make_room(self) -> None:
        """Take the limit back."""
        self._limit(NO_LIMIT)

    @contextmanager
    def limits(self) -> Iterator[None]:
        """Our own limit is what our commands begin with."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, NO_LIMIT))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A disk to fill; unmounted and removed whatever happens."""
    with tempfile.TemporaryDirectory(prefix="lms-disk-") as name:
        folder = Path(name)
        if not _mount(folder):
            yield LimitedFiles(folder)
            return
        try:
            yield OwnDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _mount(folder: Path) -> bool:
    """Whether a file system of its own could be mounted there."""
    if os.environ.get("DRILL_WITHOUT_MOUNT"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False
