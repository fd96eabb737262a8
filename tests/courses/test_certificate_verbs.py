"""Issue, issue anew, revoke, restore: one in force at most, each with its reason and its line."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from wagtail.models import ModelLogEntry

from content.models import OrganisationName, Signatory
from courses.actions import (
    issue_certificate,
    print_certificate,
    reissue_certificate,
    restore_certificate,
    revoke_certificate,
)
from courses.certificates.facts import Subject
from courses.errors import AnotherInForce, NotInForce, NotRevoked, ReasonMissing
from courses.models import Certificate, CertificateTemplate

Kind, State = Certificate.Kind, Certificate.State


def subject(language: str = "en") -> Subject:
    """An edition that somebody attended."""
    return Subject(
        key=uuid4(),
        title="Global Raphael Lemkin Seminar",
        extent="8 sessions, 24 hours",
        period="16–22 September 2026.",
        ended="22 September 2026",
        ended_on=date(2026, 9, 22),
        language=language,
        place="Oświęcim",
    )


@pytest.fixture
def participation(world, cast) -> Certificate:
    """Amara's, of a seminar, printed."""
    issued = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    return print_certificate(issued.pk)


def actions_on(certificate: Certificate) -> list[str]:
    """What the log holds on it, in order."""
    lines = ModelLogEntry.objects.for_instance(certificate).order_by("pk")
    return [line.action for line in lines]


def bytes_of(certificate: Certificate) -> bytes:
    """The stored file."""
    return storages["private"].open(certificate.file_name).read()


def test_each_kind_has_its_own_words_in_the_language_of_what_was_done(world, cast):
    said = {
        (kind, language): issue_certificate(
            cast.amara, kind, subject(language), by=cast.coordinator
        ).facts["verb"]
        for kind in (Kind.PARTICIPATION, Kind.FACILITATION)
        for language in ("en", "fr", "ar")
    }
    assert said[Kind.PARTICIPATION, "en"] == "has taken part in the seminar"
    assert said[Kind.FACILITATION, "en"] == "has helped to teach the seminar"
    assert len(set(said.values())) == 6


def test_issuing_again_gives_the_one_in_force_and_no_line_in_the_log(world, cast):
    same = subject()
    first = issue_certificate(cast.amara, Kind.PARTICIPATION, same, by=cast.coordinator)
    again = issue_certificate(cast.amara, Kind.PARTICIPATION, same, by=cast.coordinator)
    assert first.pk == again.pk
    assert actions_on(first) == ["courses.issue"]


def test_a_template_says_it_in_its_own_words_and_a_later_version_alters_nothing(
    world, cast, participation
):
    CertificateTemplate.objects.create(
        kind=Kind.PARTICIPATION,
        version=1,
        paper="letter",
        texts={"en": {"heading": "Certificate of attendance", "verb": ""}},
        made_at=participation.issued_at,
    )
    issued = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    assert issued.facts["heading"] == "Certificate of attendance"
    assert issued.facts["verb"] == "has taken part in the seminar"
    assert issued.facts["paper"] == "letter"
    assert issued.template.version == 1
    participation.refresh_from_db()
    assert participation.facts["heading"] == "Certificate of participation"


def test_it_bears_the_name_and_the_signatories_of_its_day(world, cast):
    OrganisationName.objects.create(name="Institute under a new name", since=date(2026, 6, 1))
    Signatory.objects.create(name="Marta Zielony", office="Director", since=date(2026, 1, 1),
                             until=date(2026, 12, 31))  # fmt: skip
    Signatory.objects.create(name="Somebody Earlier", office="Director", since=date(2020, 1, 1),
                             until=date(2025, 12, 31))  # fmt: skip
    issued = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    assert issued.facts["issuer"] == "Institute under a new name"
    assert [s["name"] for s in issued.facts["signatories"]] == ["Marta Zielony"]
    Signatory.objects.all().delete()
    OrganisationName.objects.all().delete()
    issued.refresh_from_db()
    assert issued.facts["signatories"][0]["office"] == "Director"


def test_issued_anew_it_takes_the_place_of_the_old_one_whose_file_stays(cast, participation):
    before = bytes_of(participation)
    cast.amara.printed_name = "Amara Łukasiewicz"
    cast.amara.save()
    new = reissue_certificate(participation.pk, by=cast.coordinator, reason="name corrected")
    new = print_certificate(new.pk)
    participation.refresh_from_db()
    assert participation.state == State.SUPERSEDED
    assert participation.ended_at is not None
    assert participation.replaced_by == new
    assert new.facts["name"] == "Amara Łukasiewicz"
    assert new.facts["title"] == participation.facts["title"]
    assert bytes_of(participation) == before
    assert actions_on(participation) == ["courses.issue", "courses.supersede"]
    assert actions_on(new) == ["courses.reissue"]


def test_what_is_not_in_force_is_neither_issued_anew_nor_revoked(cast, participation):
    reissue_certificate(participation.pk, by=cast.coordinator, reason="a fault")
    for verb in (reissue_certificate, revoke_certificate):
        with pytest.raises(NotInForce, match="Replaced"):
            verb(participation.pk, by=cast.coordinator, reason="again")
    with pytest.raises(NotRevoked):
        restore_certificate(participation.pk, by=cast.coordinator, reason="again")


@pytest.mark.parametrize("verb", [reissue_certificate, revoke_certificate, restore_certificate])
def test_each_asks_for_a_reason(cast, participation, verb):
    with pytest.raises(ReasonMissing):
        verb(participation.pk, by=cast.coordinator, reason="  ")
    participation.refresh_from_db()
    assert participation.state == State.VALID


def test_revoked_and_restored_the_file_stays_what_it_was(cast, participation):
    before = bytes_of(participation)
    revoked = revoke_certificate(participation.pk, by=cast.coordinator, reason="taken in error")
    assert revoked.ended_at is not None
    restored = restore_certificate(participation.pk, by=cast.coordinator, reason="it was right")
    assert (restored.state, restored.ended_at) == (State.VALID, None)
    assert bytes_of(restored) == before
    assert actions_on(participation)[-2:] == ["courses.revoke", "courses.restore_certificate"]


def test_restoring_is_refused_while_a_newer_one_is_in_force(cast, participation):
    revoke_certificate(participation.pk, by=cast.coordinator, reason="taken in error")
    same = Subject(**{**vars(subject()), "key": participation.subject_key})
    newer = issue_certificate(cast.amara, Kind.PARTICIPATION, same, by=cast.coordinator)
    with pytest.raises(AnotherInForce, match=newer.number):
        restore_certificate(participation.pk, by=cast.coordinator, reason="both, please")
    participation.refresh_from_db()
    assert participation.state == State.REVOKED


def test_a_held_one_that_was_revoked_comes_back_held(world, cast):
    cast.amara.printed_name = "王小明"
    cast.amara.save()
    held = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    revoke_certificate(held.pk, by=cast.coordinator, reason="wrong person")
    back = restore_certificate(held.pk, by=cast.coordinator, reason="right person")
    assert back.state == State.HELD
    assert back.held_because
