"""A full disk, a killed worker: certificates stay unprinted, and are printed later."""

import errno
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from courses.actions import print_certificate
from courses.certificates.system import NotStored
from courses.models import Certificate
from courses.tasks import LONGEST_TASK, MOST_TRIES, requeue_unfinished


@pytest.fixture
def unprinted(certificate) -> Certificate:
    """A certificate as it is before its first printing."""
    storages["private"].delete(certificate.file_name)
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    certificate.refresh_from_db()
    return certificate


def full_disk(*args, **kwargs):
    """What a full disk says."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def no_room(monkeypatch):
    """The private storage takes no file."""
    monkeypatch.setattr(storages["private"], "_save", full_disk)
    return monkeypatch


def files() -> list[Path]:
    """What lies in the private storage."""
    return [path for path in Path(storages["private"].location).rglob("*") if path.is_file()]


def test_a_full_disk_leaves_the_record_unprinted_and_a_later_call_prints(unprinted, no_room):
    with pytest.raises(NotStored, match="No space left"):
        print_certificate(unprinted.pk)
    unprinted.refresh_from_db()
    assert (unprinted.rendered_at, unprinted.sha256, unprinted.file_name) == (None, "", "")
    no_room.undo()
    assert print_certificate(unprinted.pk).rendered_at


def test_no_room_to_draw_it_leaves_the_record_unprinted_too(unprinted, monkeypatch):
    """The library writes fonts to temporary files, which may lie on the disk that is full."""
    monkeypatch.setattr("courses.actions.printing.render_pdf", full_disk)
    with pytest.raises(NotStored, match="No space left"):
        print_certificate(unprinted.pk)
    unprinted.refresh_from_db()
    assert unprinted.rendered_at is None


def test_its_owner_reads_that_it_is_being_prepared(unprinted, no_room, cast, client_of):
    client = client_of(cast.amara)
    address = reverse("courses:certificate", args=[unprinted.number])
    response = client.get(address)
    assert response.status_code == 503
    assert "<h1>Your certificate is being prepared</h1>" in response.content.decode()
    no_room.undo()
    assert client.get(address).status_code == 200


def test_a_lost_file_that_cannot_be_drawn_again_is_no_error_page(
    certificate, cast, client_of, monkeypatch
):
    storages["private"].delete(certificate.file_name)
    monkeypatch.setattr("courses.actions.printing.render_pdf", full_disk)
    response = client_of(cast.amara).get(reverse("courses:certificate", args=[certificate.number]))
    assert response.status_code == 503
    assert "is being prepared" in response.content.decode()


def test_what_a_killed_printing_left_is_replaced(unprinted):
    first = print_certificate(unprinted.pk)
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    Path(storages["private"].path(first.file_name)).write_bytes(b"half")
    again = print_certificate(unprinted.pk)
    assert (again.file_name, again.sha256) == (first.file_name, first.sha256)
    assert len(files()) == 1
    assert files()[0].stat().st_size > 1000


def run() -> str:
    """What the command says."""
    output = StringIO()
    call_command("catch_up", stdout=output)
    return output.getvalue()


def test_catching_up_prints_what_waits_and_is_silent_when_nothing_does(unprinted):
    assert "Certificates printed: 1, waiting: 0." in run()
    unprinted.refresh_from_db()
    assert unprinted.rendered_at
    assert run() == ""


def test_catching_up_says_how_many_still_wait(unprinted, no_room):
    assert "Certificates printed: 0, waiting: 1." in run()


def test_one_that_cannot_be_printed_keeps_no_other_waiting(unprinted, monkeypatch):
    monkeypatch.setattr("courses.actions.printing.render_pdf", lambda *args: 1 / 0)
    assert "Certificates printed: 0, waiting: 1." in run()


def task(status: str, **fields) -> DBTaskResult:
    """A task of the worker's."""
    fields = {"backend_name": "lms", "worker_ids": ["one"], **fields}
    return DBTaskResult.objects.create(
        status=status,
        task_path="courses.tasks.settle_course_later",
        args_kwargs={"args": [], "kwargs": {}},
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
        **fields,
    )


@pytest.mark.django_db
def test_failed_and_cut_off_tasks_go_back_and_no_others():
    now = timezone.now()
    back = [task("FAILED"), task("RUNNING", started_at=now - LONGEST_TASK - timedelta(minutes=1))]
    stay = [
        task("RUNNING", started_at=now - timedelta(minutes=1)),
        task("SUCCESSFUL"),
        task("FAILED", worker_ids=["one"] * MOST_TRIES),
        task("FAILED", backend_name="other"),
    ]
    assert requeue_unfinished(now=now) == len(back)
    ready = set(DBTaskResult.objects.ready().values_list("pk", flat=True))
    assert ready == {one.pk for one in back}
    assert not ready & {one.pk for one in stay}


def test_a_file_of_no_record_is_left_alone(unprinted):
    storages["private"].save("certificates/other.pdf", ContentFile(b"other"))
    print_certificate(unprinted.pk)
    assert len(files()) == 2
