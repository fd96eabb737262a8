"""Where the setting asks for it, the CMS opens only for staff with a second step at sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse


@pytest.fixture
def _asked(settings) -> None:
    settings.STAFF_MFA_REQUIRED = True


@pytest.mark.usefixtures("_asked")
@pytest.mark.parametrize("address", ["/cms/", "/cms/pages/", "/cms/users/"])
def test_staff_without_a_second_step_are_sent_to_set_one_up(cast, client_of, address):
    for person in (cast.instructor, cast.editor, cast.coordinator, cast.admin):
        client = client_of(person)
        assert client.get(address).url == reverse("mfa_index")
        assert client.post(address, {}).url == reverse("mfa_index")
    assert "second step" in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.usefixtures("_asked")
def test_with_one_the_cms_opens(cast, client_of):
    Authenticator.objects.create(user=cast.editor, type="totp", data={"secret": "x"})
    assert client_of(cast.editor).get("/cms/").status_code == 200


@pytest.mark.usefixtures("_asked")
def test_learners_study_without_one(world, cast, client_of):
    assert client_of(cast.amara).get(world.lesson.url).status_code == 200


def test_without_the_setting_nobody_is_asked(cast, client_of):
    assert client_of(cast.editor).get("/cms/").status_code == 200
