"""Who signs for the organisation: rows for a time, in the CMS."""

from datetime import date

from django.urls import reverse

from content.models import Signatory

ADD = "wagtailsnippets_content_signatory:add"


def form(**changed) -> dict:
    """What the form of a signatory sends."""
    return {
        **{"name": "Ana Østergård", "office": "Director", "signature": "", "since": "2020-01-01"},
        **{"until": "", "position": "0"},
        **changed,
    }


def test_a_coordinator_adds_one(cast, client_of):
    client_of(cast.coordinator).post(reverse(ADD), form(until="2026-12-31"))
    assert str(Signatory.objects.get()) == "Ana Østergård, Director"


def test_a_last_day_before_the_first_is_refused_with_a_sentence(cast, client_of):
    answer = client_of(cast.coordinator).post(reverse(ADD), form(until="2019-12-31"))
    assert "The last day comes before the first" in answer.content.decode()
    assert not Signatory.objects.exists()


def test_each_day_has_its_own(db):
    days = {"office": "Director", "since": date(2020, 1, 1)}
    first = Signatory.objects.create(name="First", until=date(2024, 6, 30), **days)
    second = Signatory.objects.create(name="Second", office="Director", since=date(2024, 7, 1))
    assert list(Signatory.objects.on(date(2019, 12, 31))) == []
    assert list(Signatory.objects.on(date(2024, 6, 30))) == [first]
    assert list(Signatory.objects.on(date(2024, 7, 1))) == [second]
