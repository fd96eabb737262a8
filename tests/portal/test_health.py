"""`/healthz` and `/readyz`: what a load balancer asks."""

import pytest
from django.core.cache import cache


@pytest.mark.django_db
def test_a_working_site_is_ready(client):
    assert client.get("/healthz").content == b"ok\n"
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": True, "cache": True, "storage": True},
    )


@pytest.mark.django_db
def test_a_full_disk_and_a_dead_cache_are_named(client, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", broken)
    monkeypatch.setattr(cache, "set", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "cache": False, "storage": False}
