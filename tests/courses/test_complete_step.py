"""The verb `complete_step`: once and for ever, with the text that was studied."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from content.languages import offered_languages
from courses.actions import complete_step, give_grant, withdraw_grant
from courses.errors import (
    GrantClosed,
    NotALesson,
    NotEnrolled,
    NotYetOpen,
    ReadOnly,
    StepLocked,
    UnknownStep,
)
from courses.models import CourseCompletion, Enrolment, Grant, LessonPage, StepCompletion
from courses.outline import outline_of
from tests.courses.conftest import pass_quiz
from tests.world import add_lesson, publish

NOW = timezone.now()


def read(cast_member, page, world):
    """Mark a lesson as read with the outline of this moment."""
    return complete_step(cast_member, page, world.outline)


def test_it_writes_one_row_with_the_text_that_was_studied(world, cast):
    completion = read(cast.amara, world.lesson, world)
    text = completion.studied_text
    assert (text.title, text.language) == ("Lesson one", "en")
    assert text.revision == world.lesson.live_revision_id
    assert any("Words that stay folded" in str(block) for block in text.content["body"])


def test_a_second_time_returns_the_first_row(world, cast):
    first = read(cast.amara, world.lesson, world)
    assert read(cast.amara, world.lesson, world) == first
    assert StepCompletion.objects.count() == 1


def test_two_people_share_one_studied_text(world, cast):
    one = read(cast.amara, world.lesson, world)
    other = read(cast.bruno, world.lesson, world)
    assert one.studied_text_id == other.studied_text_id


def test_a_later_revision_has_a_text_of_its_own(world, cast):
    read(cast.amara, world.lesson, world)
    world.lesson.title = "Lesson one, corrected"
    corrected = publish(world.lesson)
    other = read(cast.bruno, corrected, world)
    assert other.studied_text.title == "Lesson one, corrected"
    assert StepCompletion.objects.get(enrolment__user=cast.amara).studied_text.title == "Lesson one"


def test_the_course_completes_with_its_last_step(world, cast):
    read(cast.amara, world.lesson, world)
    read(cast.amara, world.last, world)
    assert not CourseCompletion.objects.exists()
    pass_quiz(cast.amara, world)
    completion = CourseCompletion.objects.get()
    assert completion.title == "The course"
    assert set(completion.required) == {str(key) for key in world.outline.required}


def test_a_lesson_added_later_never_takes_a_completion_back(world, cast):
    for page in (world.lesson, world.last):
        read(cast.amara, page, world)
    pass_quiz(cast.amara, world)
    add_lesson(world.second, "A new lesson", slug="new")
    assert len(world.outline.required) == 4
    assert CourseCompletion.objects.get().enrolment.user == cast.amara


@pytest.mark.parametrize("how", ["delete", "unpublish", "optional"])
def test_taking_away_the_last_missing_step_completes_the_course(
    world, cast, how, django_capture_on_commit_callbacks
):
    read(cast.amara, world.lesson, world)
    pass_quiz(cast.amara, world)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "delete":
            world.last.delete()
        elif how == "unpublish":
            world.last.unpublish()
        else:
            world.last.counts = False
            publish(world.last)
    assert CourseCompletion.objects.get().enrolment.user == cast.amara
    assert not CourseCompletion.objects.filter(enrolment__user=cast.bruno).exists()


def test_records_outlive_the_page_its_revisions_and_their_purging(
    world, cast, django_capture_on_commit_callbacks
):
    from django.core.management import call_command

    read(cast.amara, world.lesson, world)
    with django_capture_on_commit_callbacks(execute=True):
        world.lesson.delete()
    call_command("purge_revisions", verbosity=0)
    Revision.objects.filter(object_id=str(world.lesson.pk)).delete()
    completion = StepCompletion.objects.get()
    assert completion.studied_text.title == "Lesson one"
    assert not Page.objects.filter(pk=world.lesson.pk).exists()


def test_deleting_the_whole_course_leaves_every_record(
    world, cast, django_capture_on_commit_callbacks
):
    read(cast.amara, world.lesson, world)
    with django_capture_on_commit_callbacks(execute=True):
        world.course.delete()
    assert StepCompletion.objects.count() == 1
    assert Enrolment.objects.filter(user=cast.amara).exists()


def test_an_outsider_is_refused(world, cast):
    with pytest.raises(NotEnrolled, match="not enrolled"):
        read(cast.chandra, world.lesson, world)


def test_a_quiz_cannot_be_marked_as_read(world, cast):
    with pytest.raises(NotALesson):
        read(cast.amara, world.quiz, world)


def test_a_step_of_another_course_is_refused(world, cast):
    stray = LessonPage(title="Stray", translation_key=world.home.translation_key)
    with pytest.raises(UnknownStep):
        read(cast.amara, stray, world)


def test_before_the_opening_day_it_says_when(world, cast):
    Grant.objects.filter(enrolment__user=cast.amara).update(opens=NOW + timedelta(days=9))
    with pytest.raises(NotYetOpen, match="opens for you on"):
        read(cast.amara, world.lesson, world)


def test_after_the_closing_day_it_says_what_is_kept(world, cast):
    Grant.objects.filter(enrolment__user=cast.amara).update(closes=NOW - timedelta(days=1))
    with pytest.raises(GrantClosed, match="What you finished is kept"):
        read(cast.amara, world.lesson, world)


def test_a_withdrawn_grant_counts_no_more_but_another_one_does(world, cast):
    grant = Grant.objects.get(enrolment__user=cast.amara)
    withdraw_grant(grant, by=cast.coordinator, reason="moved")
    with pytest.raises(GrantClosed):
        read(cast.amara, world.lesson, world)
    give_grant(cast.amara, world.key, by=cast.coordinator, source=Grant.Source.EDITION)
    assert read(cast.amara, world.lesson, world)


def test_a_grant_to_read_records_nothing(world, cast):
    Grant.objects.filter(enrolment__user=cast.amara).update(may=Grant.May.READ)
    with pytest.raises(ReadOnly):
        read(cast.amara, world.lesson, world)


@pytest.mark.parametrize("opens_after", ["previous", "module", "course"])
def test_a_step_that_asks_for_earlier_ones_names_the_first_missing(world, cast, opens_after):
    world.last.opens_after = opens_after
    last = publish(world.last)
    if opens_after == "module":
        assert complete_step(cast.amara, last, outline_of(world.key, "en"))
        return
    with pytest.raises(StepLocked, match="Quiz one" if opens_after == "previous" else "Lesson one"):
        complete_step(cast.amara, last, outline_of(world.key, "en"))


def test_it_takes_ten_queries_or_fewer_on_the_site_whatever_the_course_has(
    world, cast, client_of, statements
):
    from django.urls import reverse

    def count(person):
        client = client_of(person)
        address = reverse("courses:finish", args=[world.key, world.lesson.translation_key])
        world.outline  # noqa: B018 - warm
        offered_languages()
        with statements() as s:
            assert client.post(address).status_code == 302
        return s

    first = count(cast.amara)
    assert first.count <= 10, first.sql
    for number in range(10):
        add_lesson(world.second, f"More {number}", slug=f"more-{number}")
    assert count(cast.bruno).count <= first.count
