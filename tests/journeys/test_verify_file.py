"""The check of a certificate by its file: computed on the device, or sent where that cannot be."""

import pytest
from django.core.files.storage import storages

from courses.actions import issue_certificate, print_certificate
from courses.forms import VerifyFileForm
from courses.models import Certificate
from tests.courses.test_certificate_verbs import subject
from tests.journeys.test_learner import accessible


@pytest.fixture
def certificate(world, cast) -> Certificate:
    """Amara's, of a seminar, printed."""
    kind = Certificate.Kind.PARTICIPATION
    issued = issue_certificate(cast.amara, kind, subject(), by=cast.coordinator)
    return print_certificate(issued.pk)


@pytest.fixture
def pdf(certificate) -> bytes:
    """What the holder has."""
    return storages["private"].open(certificate.file_name).read()


def choose(page, content: bytes) -> None:
    """Choose a file and ask."""
    page.goto("/verify/")
    file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("The PDF file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url("**/verify/file/")


@pytest.fixture
def sent(monkeypatch) -> list[bool]:
    """For each check, whether the file itself reached the server."""
    found, digest = [], VerifyFileForm.digest

    def remember(form):
        found.append(bool(form.cleaned_data.get("file")))
        return digest(form)

    monkeypatch.setattr(VerifyFileForm, "digest", remember)
    return found


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_is_checked_and_sent_only_where_the_browser_cannot_compute_its_sum(
    visit, certificate, pdf, sent, javascript, width
):
    page = visit(javascript=javascript, width=width)
    choose(page, pdf)
    assert page.get_by_role("heading", name="Valid").is_visible()
    assert page.get_by_text(certificate.number).is_visible()
    assert sent == [not javascript]
    if javascript:
        accessible(page)
        page.go_back()
        accessible(page)
        assert page.get_by_label("The PDF file").is_enabled()


def test_a_changed_file_is_unknown_and_another_can_be_dropped_after_it(visit, certificate, pdf):
    page = visit()
    choose(page, pdf + b" ")
    assert page.get_by_role("heading", name="Unknown").is_visible()
    transfer = page.evaluate_handle(
        """(bytes) => {
            const transfer = new DataTransfer();
            const file = new File([new Uint8Array(bytes)], "c.pdf", {type: "application/pdf"});
            transfer.items.add(file);
            return transfer;
        }""",
        list(pdf),
    )
    page.dispatch_event("file-check", "drop", {"dataTransfer": transfer})
    page.get_by_role("heading", name="Valid").wait_for()
