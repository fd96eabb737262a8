"""No address of the site, the CMS included, shows a reflection to anybody but its owner."""

import json

import pytest

from lms.accounts.personal_data import export_person
from tests.security.addresses import all_addresses
from tests.security.knocking import knock
from tests.security.scene import REFLECTED, Scene
from tests.security.table import TABLE


def shown_at(scene: Scene, who: str) -> list[str]:
    """The addresses whose answer to one person holds Amara's words."""
    found = []
    for address in all_addresses():
        row = TABLE.get(address.route)
        own = row.values(scene) if row else {}
        path = address.path({**scene.values(), **own})
        response = knock(scene, who, "GET", path).response
        text = b"".join(response.streaming_content) if response.streaming else response.content
        if REFLECTED.encode() in text:
            found.append(path)
    return found


# Who can open most, and a fellow learner; the others see a part of what these see.
@pytest.mark.parametrize("who", ["bruno", "instructor", "coordinator", "admin"])
def test_nobody_else_sees_it_anywhere(scene, who):
    assert shown_at(scene, who) == []


def test_the_search_for_it_finds_the_owners_own_pages(scene):
    found = shown_at(scene, "amara")
    assert "/learn/reflections/" in found
    assert "/accounts/me/data/" in found
    assert not [path for path in found if path.startswith(("/cms/", "/en/"))]


def test_an_export_that_staff_make_leaves_it_out(scene):
    amara = scene.person("amara")
    assert REFLECTED in json.dumps(export_person(amara))
    assert "reflections" not in export_person(amara, by_staff=True)
    path = f"/cms/people/{amara.pk}/data/?format=json"
    for who in ("coordinator", "admin"):
        assert REFLECTED.encode() not in knock(scene, who, "GET", path).response.content
