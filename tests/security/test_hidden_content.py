"""What is hidden is hidden everywhere: page, translation, media, search, sitemap, preview."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from courses.models import LessonPage
from courses.outline import raise_version
from tests.security.scene import OTHER_SECRET, PRIVATE_TEXT, Scene
from tests.world import translate

SECRET = "A law with a modest title"  # in the body of every lesson of the course
TITLE = "Lesson one"


def _unpublished(scene: Scene) -> None:
    for page in Page.objects.filter(translation_key=scene.world.lesson.translation_key):
        page.specific.unpublish()


def _expired(scene: Scene) -> None:
    past = timezone.now() - timedelta(minutes=1)
    lessons = LessonPage.objects.filter(translation_key=scene.world.lesson.translation_key)
    lessons.update(expire_at=past)
    raise_version()


def _scheduled(scene: Scene) -> None:
    _unpublished(scene)
    lesson = LessonPage.objects.get(pk=scene.world.lesson.pk)
    lesson.go_live_at = timezone.now() + timedelta(days=1)
    lesson.save_revision().publish()


def _module_gone(scene: Scene) -> None:
    for page in Page.objects.filter(translation_key=scene.world.first.translation_key):
        page.specific.unpublish()


def _restrict(kind: str, where: str = "lesson") -> Callable[[Scene], None]:
    def restrict(scene: Scene) -> None:
        key = getattr(scene.world, where).translation_key
        for page in Page.objects.filter(translation_key=key):
            made = PageViewRestriction.objects.create(
                page=page, restriction_type=kind, password="shared" if kind == "password" else ""
            )
            if kind == "groups":
                made.groups.add(Group.objects.get(name="editors"))

    return restrict


# How a lesson may be hidden, and from whom among those who could read it before.
HIDDEN = {
    "unpublished": (_unpublished, ("nobody", "amara", "chandra", "editor", "admin")),
    "expired": (_expired, ("nobody", "amara", "chandra", "editor", "admin")),
    "scheduled": (_scheduled, ("nobody", "amara", "chandra", "editor", "admin")),
    "its module taken down": (_module_gone, ("nobody", "amara", "chandra", "editor")),
    "for those signed in": (_restrict("login"), ("nobody", "chandra")),
    "for a group": (_restrict("groups"), ("nobody", "amara", "chandra", "coordinator")),
    "behind a password": (_restrict("password"), ("nobody", "amara", "chandra", "editor")),
    "its course for a group": (
        _restrict("groups", "course"),
        ("nobody", "amara", "chandra", "coordinator"),
    ),
}


@pytest.fixture
def french(scene) -> str:
    """The address of the lesson's translation."""
    for page in (scene.world.course, scene.world.first):
        translate(page, "fr", f"{page.title} (fr)")
    return translate(scene.world.lesson, "fr", "Première leçon").url


def named(*names: str) -> list[str]:
    """Addresses of a search page and a site map, where the site has them."""
    found = []
    for name in names:
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


def places(scene: Scene, french: str) -> list[str]:
    """Where the lesson's words might come out."""
    lesson, course = scene.world.lesson, scene.world.course
    found = [lesson.url, lesson.url + "?preview=true", french, lesson.url.replace("/en/", "/fr/")]
    found += [
        lesson.url.replace("/en/", "/ar/"),
        course.url,
        f"/learn/courses/{course.translation_key}/resume/",
    ]
    found += [f"{place}?q=modest&query=modest" for place in named("search")]
    found += named("sitemap") + ["/sitemap.xml", "/feed/", "/en/search/?q=modest"]
    return found


def leaks(scene: Scene, who: str, addresses: list[str], secrets: tuple[str, ...]) -> list[str]:
    """The addresses whose answer, wherever it leads, holds a secret."""
    found = []
    for address in addresses:
        response = scene.client(who).get(address, follow=True)
        body = b"".join(response) if response.streaming else response.content
        assert response.status_code in (200, 403, 404), (address, response.status_code)
        found += [address for secret in secrets if secret in body.decode()]
    return found


@pytest.mark.parametrize("how", HIDDEN)
def test_a_hidden_lesson_is_hidden_wherever_its_words_might_come_out(scene, french, how):
    hide, people = HIDDEN[how]
    assert scene.client("amara").get(scene.world.lesson.url).status_code == 200  # known routes
    hide(scene)
    for who in people:
        assert leaks(scene, who, places(scene, french), (SECRET,)) == [], who


@pytest.mark.parametrize("how", ["unpublished", "scheduled", "expired"])
def test_a_hidden_lesson_is_not_named_in_search_and_site_map(scene, french, how):
    HIDDEN[how][0](scene)
    listed = [f"{place}?q=Lesson&query=Lesson" for place in named("search")] + named("sitemap")
    for who in ("nobody", "chandra"):
        assert leaks(scene, who, listed, (f">{TITLE}<", scene.world.lesson.url)) == []


def test_before_it_is_hidden_the_lesson_is_found(scene, french):
    """So that the test above is known to see."""
    assert scene.world.lesson.url in leaks(scene, "amara", places(scene, french), (SECRET,))


def test_a_page_of_a_course_that_is_not_theirs_is_closed_to_learners(scene):
    lesson = LessonPage.objects.get(slug="its-lesson")
    quiz = scene.other_quiz.url
    addresses = [lesson.url, quiz, lesson.url.replace("/en/", "/fr/")]
    addresses += [f"{place}?q=theirs" for place in named("search")]
    for who in ("nobody", "amara", "bruno", "chandra", "coordinator", "historian"):
        assert leaks(scene, who, addresses, (OTHER_SECRET,)) == []
    assert leaks(scene, "editor", addresses[:1], (OTHER_SECRET,))


def test_drafts_are_previewed_by_whoever_may_edit_and_nobody_else(scene):
    lesson = scene.world.lesson
    lesson.title = "A title that is not published"
    revision = lesson.save_revision()
    names = ("view_draft", "edit", "preview_on_edit", "revisions_index")
    addresses = [reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]) for name in names]
    addresses.append(reverse("wagtailadmin_pages:revisions_view", args=[lesson.pk, revision.pk]))
    addresses.append(
        reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "live", revision.pk])
    )
    for who in ("nobody", "amara", "chandra", "historian", "coordinator"):
        found = leaks(scene, who, addresses, ("A title that is not published", SECRET))
        # A line of history names the page by its title of the day; staff may read histories.
        assert [a for a in found if "revisions/" not in a or "view" in a] == [], who
    assert leaks(scene, "editor", addresses[:1], ("A title that is not published",))


# --- media --------------------------------------------------------------------------------------


def _for_group(scene: Scene) -> None:
    restriction = CollectionViewRestriction.objects.get()
    restriction.restriction_type = "groups"
    restriction.save()
    restriction.groups.add(Group.objects.get(name="editors"))


def test_a_document_follows_the_privacy_of_its_collection(scene):
    address, text = scene.private_document.url, PRIVATE_TEXT.decode()
    assert leaks(scene, "nobody", [address], (text,)) == []
    assert leaks(scene, "amara", [address], (text,)) == [address]
    _for_group(scene)
    for who in ("nobody", "amara", "chandra", "coordinator", "instructor"):
        assert leaks(scene, who, [address], (text,)) == [], who
    assert leaks(scene, "editor", [address], (text,)) == [address]


@pytest.mark.parametrize("who", ["nobody", "amara", "chandra"])
def test_a_document_is_not_got_by_another_name_or_number(scene, who):
    _for_group(scene)
    pk, name = scene.private_document.pk, scene.private_document.filename
    open_name = scene.document.filename
    addresses = [
        f"/documents/{pk}/{open_name}",
        f"/documents/{pk}/",
        f"/documents/{scene.document.pk}/{name}",
        f"/documents/{pk}/../{pk}/{name}",
        f"/cms/documents/edit/{pk}/",
        f"/cms/documents/chooser/chosen/{pk}/",
        f"/cms/api/main/documents/{pk}/",
    ]
    for address in addresses:
        response = scene.client(who).get(address)
        body = b"".join(response) if response.streaming else response.content
        assert PRIVATE_TEXT not in body, address


def test_a_hidden_documents_title_is_not_told_by_search(scene):
    _for_group(scene)
    for who in ("nobody", "amara", "chandra"):
        listed = [f"{place}?q=Private&query=Private" for place in named("search")]
        assert leaks(scene, who, listed, ("Private file",)) == []


def test_certificates_lie_outside_the_folder_that_is_served(scene, settings):
    name = scene.certificate.file_name
    for who in ("nobody", "amara"):
        for address in (f"/media/{name}", f"/media/../private/{name}", f"/documents/{name}"):
            assert scene.client(who).get(address, follow=True).status_code in (400, 404), address
