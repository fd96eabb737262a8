"""Role by address: who opens which list of the CMS, and that nobody gives themselves more."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from lms.accounts.models import User
from tests.security.addresses import Address, all_addresses
from tests.security.knocking import Visitor, knock, undone
from tests.security.scene import STAFF, Scene, writes
from tests.security.test_addresses import IN_CMS, OPEN_IN_CMS
from tests.world import publish

NOT_ADMINISTRATORS = [who for who in STAFF if who != "admin"]
AUTHORS, COORDINATORS = {"instructor", "editor"}, {"coordinator"}
ALL, NOBODY = set(NOT_ADMINISTRATORS), set()

# Lists of the CMS without arguments: which of the staff beside administrators may open them. By
# the beginning of the route; the longest that fits counts. What is missing here fails.
LISTS: dict[str, set[str]] = {
    "cms/": ALL,
    "cms/account/": ALL,
    "cms/api/main/": ALL,
    "cms/block-preview/": ALL,
    "cms/choose-": ALL,
    "cms/cohorts/": COORDINATORS,
    "cms/collections/": NOBODY,
    "cms/courses_certificate/": COORDINATORS,
    "cms/courses_certificate/new/": NOBODY,
    "cms/dismissibles/": ALL,
    "cms/documents/": AUTHORS,
    "cms/documents/chooser/": ALL,
    "cms/documents/chooser/create/": AUTHORS,
    "cms/editions/": COORDINATORS,
    "cms/embeds/chooser/": ALL,
    "cms/failwhale/": ALL,
    "cms/groups/": NOBODY,
    "cms/images/": AUTHORS | COORDINATORS,
    "cms/images/chooser/": ALL,
    "cms/images/chooser/create/": AUTHORS | COORDINATORS,
    "cms/institution/": COORDINATORS,
    "cms/locales/": NOBODY,
    "cms/localize/": ALL,
    "cms/logout/": ALL,
    "cms/pages/": ALL,
    "cms/partner/": COORDINATORS,
    "cms/password_reset/": ALL,  # leads to the site's own letter for a new password
    "cms/people/import/": COORDINATORS,
    "cms/redirects/": NOBODY,
    "cms/reports/": ALL,
    "cms/series/": COORDINATORS,
    "cms/sites/": NOBODY,
    "cms/snippets/": ALL,
    "cms/snippets/choose/": ALL,
    "cms/snippets/content/organisationname/": COORDINATORS,
    "cms/snippets/content/signatory/": COORDINATORS,
    "cms/snippets/courses/question/": AUTHORS,
    "cms/steps/checks/": AUTHORS,
    "cms/steps/quizzes/": AUTHORS,
    "cms/steps/to-check/": AUTHORS,
    "cms/steps/translations/": AUTHORS,
    "cms/tag-autocomplete/": ALL,
    "cms/territory/": COORDINATORS,
    "cms/test404/": ALL,
    "cms/users/": COORDINATORS,
    "cms/workflows/": NOBODY,
    "cms/workflows/task_chooser/": ALL,
}
WITHOUT_ARGUMENTS = [
    a
    for a in IN_CMS
    if not a.places and a.route not in OPEN_IN_CMS and "*" not in a.route and "^cms" not in a.route
]


def allowed_at(route: str) -> set[str] | None:
    """Who may, by the longest beginning that fits; the first page's own row fits only itself."""
    plain = route.replace("^", "")
    fits = [key for key in LISTS if plain == key or (key != "cms/" and plain.startswith(key))]
    return LISTS[max(fits, key=len)] if fits else None


@pytest.mark.parametrize("address", WITHOUT_ARGUMENTS, ids=lambda a: a.route)
def test_a_list_of_the_cms_opens_for_those_of_its_row_only(scene, address):
    allowed = allowed_at(address.route)
    assert allowed is not None, (
        f"Nobody has said who may open {address.route}: add it to LISTS in {__name__}."
    )
    opened = {
        who
        for who in NOT_ADMINISTRATORS
        if knock(scene, who, "GET", address.path({})).status in (200, "on", 400, 404)
    }
    assert opened <= allowed, f"{address.route} opens for {sorted(opened - allowed)}"
    if allowed in (AUTHORS, COORDINATORS):
        assert opened == allowed, f"{address.route} is closed to {sorted(allowed - opened)}"


# --- nobody gives more rights -------------------------------------------------------------------


def rights() -> list:
    """All that says who may do what."""
    return [
        sorted(User.objects.values_list("pk", "is_superuser", "is_staff", "groups")),
        sorted(User.user_permissions.through.objects.values_list("user_id", "permission_id")),
        sorted(Group.permissions.through.objects.values_list("group_id", "permission_id")),
        sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
        sorted(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
    ]


def more_rights(scene: Scene, who: str) -> dict:
    """A form that asks for everything at once, in the words of each form there is."""
    editors = Group.objects.get(name="editors")
    person = scene.person(who)
    every = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)[:40]]
    return {
        "email": person.email,
        "printed_name": person.printed_name,
        "preferred_language": "en",
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": [str(editors.pk)],
        "role": str(editors.pk),
        "user_permissions": every,
        "permissions": every,
        "name": "editors",
        "page_permissions-TOTAL_FORMS": "1",
        "page_permissions-INITIAL_FORMS": "0",
        "page_permissions-MIN_NUM_FORMS": "0",
        "page_permissions-MAX_NUM_FORMS": "1000",
        "page_permissions-0-page": "1",
        "page_permissions-0-permissions": every,
        "restriction_type": "none",
        "id": [str(person.pk)],
        "mark_as_active": "on",
    }


def targets(address: Address, scene: Scene, who: str) -> Iterator[str]:
    """The address with oneself in it, and with the group of editors."""
    person = scene.person(who)
    values = {**scene.values(), "app_label": "accounts", "model_name": "user"}
    for pk in (person.pk, Group.objects.get(name="editors").pk):
        actions = ("assign_role", "set_active_state") if "bulk" in address.route else ("publish",)
        for action in actions:
            query = f"?id={person.pk}" if "bulk" in address.route else ""
            yield address.path({**values, "pk": pk, "action": action}) + query


POSSIBLY_GIVING = (
    "cms/users/",
    "cms/groups/",
    "cms/bulk/",
    "cms/account/",
    "cms/people/",
    "cms/collections/",
    "cms/sites/",
    "cms/workflows/",
    "cms/pages/<int:page_id>/privacy/",
    "cms/institution/",
    "accounts/",
)
GIVING = [a for a in all_addresses() if a.route.startswith(POSSIBLY_GIVING) or a.is_ours]


@pytest.mark.parametrize("who", ["amara", *NOT_ADMINISTRATORS])
def test_nobody_but_an_administrator_gives_anybody_more_rights(scene, who):
    form, before, tried = more_rights(scene, who), rights(), 0
    for address in GIVING:
        for path in dict.fromkeys(targets(address, scene, who)):
            tried += 1
            with undone(), writes() as written:
                knock_and_keep(scene, who, path, form)
                after = rights() if written else before
            new = [row for row in after[0] if row not in before[0]]
            assert not [row for row in new if any(row[1:])], f"{path} gives rights: {new}"
            assert after[1:] == before[1:], path
    assert tried > 60


def knock_and_keep(scene: Scene, who: str, path: str, form: dict) -> None:
    """Post, and leave what was written for whoever looks."""
    Visitor(scene, who).post(path, data=form)


def test_an_administrator_can_so_the_search_sees(scene):
    path = reverse("wagtailusers_users:edit", args=[scene.cast.instructor.pk])
    form = {**more_rights(scene, "instructor")}
    before = rights()
    knock_and_keep(scene, "admin", path, form)
    assert rights() != before


# --- pages --------------------------------------------------------------------------------------

OF_A_PAGE = [
    a
    for a in IN_CMS
    if a.route.startswith(("cms/pages/<int:page_id>/", "cms/pages/<int:page_to_move_id>/"))
    and set(a.places) <= {"page_id", "page_to_move_id", "destination_id", "revision_id"}
]
# What may be looked at by whoever works in the CMS, without editing: titles, and who did what.
LOOKED_AT = ("history/", "usage/", "results/", "revisions/", "confirm/")


@pytest.mark.parametrize("who", ["historian", "coordinator"])
@pytest.mark.parametrize("address", OF_A_PAGE, ids=lambda a: a.route)
def test_historians_and_coordinators_neither_edit_nor_see_drafts(scene, who, address):
    for method in ("GET", "POST"):
        answer = knock(scene, who, method, address.path(scene.values()), {"title": "X"})
        if address.route.endswith(LOOKED_AT):
            assert not answer.written
            continue
        assert answer.status in ("cms", 403, 404, 405), (method, answer.status)
        assert not [sql for sql in answer.written if "wagtailcore_page" in sql]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("delete", {}),
        ("unpublish", {}),
        ("lock", {}),
        ("unlock", {}),
        ("set_privacy", {"restriction_type": "login"}),
        ("edit", {"action-publish": "on", "title": "Published", "slug": "x"}),
        ("revisions_unschedule", {}),
    ],
)
def test_an_instructor_neither_publishes_nor_deletes_nor_hides(scene, name, form):
    lesson = scene.world.lesson
    args = [lesson.pk] + ([lesson.latest_revision_id] if "unschedule" in name else [])
    before = live_pages()
    path = reverse(f"wagtailadmin_pages:{name}", args=args)
    with undone():
        knock_and_keep(scene, "instructor", path, form)
        assert live_pages() == before


def live_pages() -> list:
    """What readers see of all pages."""
    return sorted(
        Page.objects.values_list(
            "pk", "title", "slug", "live", "path", "locked", "view_restrictions"
        )
    )


@pytest.mark.parametrize("kind", ["delete", "publish", "unpublish", "move"])
def test_nor_several_pages_at_once(scene, kind):
    path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
    before = live_pages()
    with undone():
        knock_and_keep(
            scene,
            "instructor",
            f"{path}?id={scene.world.lesson.pk}&next=/cms/",
            {"include_descendants": "on", "chooser": scene.world.second.pk},
        )
        assert live_pages() == before


def test_an_instructor_deletes_no_question_and_publishes_none(scene):
    question = scene.question
    for name in ("delete", "unpublish", "edit"):
        path = reverse(f"wagtailsnippets_courses_question:{name}", args=[question.pk])
        with undone():
            knock_and_keep(scene, "instructor", path, {"action-publish": "on"})
            question.refresh_from_db()
            assert question.live


def test_an_editor_can_so_the_tests_above_see(scene):
    publish(scene.world.lesson)
    path = reverse("wagtailadmin_pages:unpublish", args=[scene.world.lesson.pk])
    before = live_pages()
    with undone():
        knock_and_keep(scene, "editor", path, {})
        assert live_pages() != before
