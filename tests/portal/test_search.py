"""Search and the sitemap name what a person may open, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from content.models import StandardPage
from courses.access import visible_pages
from courses.actions import complete_step, withdraw_grant
from courses.finding import find
from courses.models import Grant, ModulePage, Question, Step
from tests.world import REASON, add, add_lesson, publish, translate

SECRETS = ("Which text came first", "Resolution 96 (I)", REASON, "A source of the key")


def titles(person, words: str, language: str = "en") -> list[str]:
    return [hit.title for hit in find(person, words, language)]


def visible(person) -> set[int]:
    return set(visible_pages(person).values_list("pk", flat=True))


@pytest.fixture
def plain(world) -> StandardPage:
    return add(world.home, StandardPage(title="The programme in short", slug="short", lead="Words"))


# --- one guard ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["nobody", "amara", "chandra", "instructor", "historian", "editor", "coordinator"]
)
def test_what_is_listed_opens_and_what_opens_is_listed(who, world, cast, client_of, plain):
    """The same rule guards the page and its place in a list, for everybody and every page."""
    closed = add(world.home, StandardPage(title="For the signed-in", slug="closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    person = AnonymousUser() if who == "nobody" else getattr(cast, who)
    client = Client() if who == "nobody" else client_of(person)
    listed = visible(person)
    for page in world.home.get_descendants(inclusive=True).live().specific():
        if not isinstance(page, ModulePage):
            opens = client.get(page.url).status_code == 200
            assert opens == (page.pk in listed), f"{who}: {page.title}"


def test_a_group_sees_what_is_its_own(world, cast, plain):
    group = Group.objects.create(name="network")
    restriction = PageViewRestriction.objects.create(
        page=plain, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    assert plain.pk not in visible(cast.amara)
    cast.amara.groups.add(group)
    assert plain.pk in visible(cast.amara)


def test_what_is_below_a_restriction_or_behind_a_word_is_never_listed(world, cast):
    PageViewRestriction.objects.create(
        page=world.second, restriction_type=PageViewRestriction.PASSWORD, password="word"
    )
    assert world.last.pk not in visible(cast.amara)


# --- search -------------------------------------------------------------------------------------


def test_a_learner_finds_a_lesson_of_their_course_by_its_text(world, cast):
    assert "Lesson one" in titles(cast.amara, "What Lesson one states")


@pytest.mark.parametrize("who", ["chandra", "coordinator", "historian"])
def test_nobody_finds_a_lesson_that_they_may_not_open(who, world, cast):
    assert titles(getattr(cast, who), "Lesson one states") == []


def test_nobody_finds_one_signed_out(world):
    assert titles(AnonymousUser(), "Lesson one states") == []
    assert "The course" in titles(AnonymousUser(), "course")


def test_an_author_finds_what_they_work_on(world, cast):
    assert "Lesson one" in titles(cast.instructor, "Lesson one")


def test_a_withdrawn_person_finds_it_no_more(world, cast):
    grant = Grant.objects.get(enrolment__user=cast.amara)
    withdraw_grant(grant, by=cast.coordinator)
    assert titles(cast.amara, "Lesson one states") == []


def test_a_step_that_is_locked_is_not_found_until_it_opens(world, cast):
    locked = add_lesson(world.second, "Lesson three", opens_after=Step.OpensAfter.PREVIOUS)
    assert locked.title not in titles(cast.amara, "Lesson three")
    complete_step(cast.amara, world.last, world.outline)
    assert locked.title in titles(cast.amara, "Lesson three")


def test_unpublished_and_expired_pages_are_not_found(world, cast, plain):
    assert plain.title in titles(cast.amara, "programme short")
    plain.expire_at = timezone.now() - timedelta(minutes=1)
    plain.save()
    assert plain.title not in titles(cast.amara, "programme short")
    world.lesson.unpublish()
    assert titles(cast.amara, "Lesson one states") == []


def test_questions_and_keys_are_in_no_index(world, cast):
    for words in SECRETS:
        assert "Quiz one" not in titles(cast.amara, words)
    assert "Quiz one" in titles(cast.amara, "Quiz one")
    assert not IndexEntry.objects.filter(
        content_type__app_label="courses", content_type__model=Question._meta.model_name
    ).exists()


def test_a_translation_is_found_once_in_the_readers_language(world, cast):
    translate(world.course, "fr", "Le cours")
    translate(world.first, "fr", "Premier module")
    translate(world.lesson, "fr", "Lesson one en français")
    found = find(cast.amara, "Lesson one", "fr")
    (hit,) = [h for h in found if h.entry and h.entry.key == world.lesson.translation_key]
    assert (hit.title, hit.language) == ("Lesson one en français", "fr")
    english = find(cast.amara, "Lesson two", "fr")[0]
    assert (english.language, english.url) == ("en", "/fr/courses/course/second/lesson-two/")


def test_parts_of_words_and_other_scripts_are_found_by_title(world, cast, plain):
    publish_title = add(world.home, StandardPage(title="预防灭绝种族", slug="zh"))
    assert publish_title.title in titles(cast.amara, "灭绝")
    assert plain.title in titles(cast.amara, "rogramm")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "\0",
        "a" * 5_000,
        "' OR 1=1 --",
        "()&|!:*<>",
        "\\",
        '">',
        "AND OR NOT",
        "NEAR(a b)",
        "a* -b ^c",
    ],
)
def test_any_words_get_a_page(words, client_of, cast):
    response = client_of(cast.amara).get(reverse("search"), {"q": words})
    assert response.status_code == 200


def test_hostile_words_are_shown_as_text(client_of, cast):
    html = client_of(cast.amara).get(reverse("search"), {"q": '"><script>x</script>'}).content
    assert b"<script>x</script>" not in html


def test_the_page_says_what_each_hit_is(world, cast, client_of):
    html = client_of(cast.amara).get(reverse("search"), {"q": "Lesson one"}).content.decode()
    assert world.lesson.url in html
    assert "Lesson 1.1" in html
    assert "The course" in html


def test_too_many_searches_from_one_address_wait(db, settings, world):
    settings.SEARCHES_A_MINUTE = 2
    codes = [Client().get(reverse("search"), {"q": "course"}).status_code for _n in range(3)]
    assert codes == [200, 200, 429]


def test_searching_costs_the_same_for_1_and_10_hits(world, cast, client_of, statements):
    client = client_of(cast.amara)

    def cost() -> int:
        client.get(reverse("search"), {"q": "Lesson"})
        with statements() as asked:
            client.get(reverse("search"), {"q": "Lesson"})
        return asked.count

    first = cost()
    for number in range(10):
        add_lesson(world.second, f"Lesson number {number}")
    assert cost() == first


# --- sitemap ------------------------------------------------------------------------------------


def test_the_sitemap_names_public_pages_at_the_canonical_address(world, settings, plain):
    settings.SITE_URL = "https://learn.example.org"
    text = Client().get("/sitemap.xml", headers={"host": "localhost"}).content.decode()
    assert "learn.example.org/en/short/" in text
    assert world.course.url in text
    assert "/fr/" in text
    for hidden in (world.lesson, world.quiz):
        assert hidden.url not in text


def test_search_engines_are_told_what_is_private(db):
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /learn/" in text
    assert "Sitemap: " in text


def test_the_foot_of_each_page_leads_to_search_and_privacy(world):
    html = Client().get("/fr/").content.decode()
    assert 'href="/search/"' in html
    assert (
        Client().get(reverse("privacy"), headers={"accept-language": "fr"}).url.startswith("/fr/")
    )


def test_a_page_published_later_is_found(world, cast, plain):
    plain.title = "Something renamed"
    publish(plain)
    assert "Something renamed" in titles(cast.amara, "renamed")
