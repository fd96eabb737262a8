"""The export names every table that knows a person; after erasure no table knows their name."""

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page

from courses.models import Certificate, StudiedText
from lms.accounts.actions import add_person, ask_for_erasure, erase_person, give_consent
from lms.accounts.models import User
from lms.accounts.personal_data import export_person, sections
from tests.security.rows import rows_of, tables
from tests.security.scene import REFLECTED
from tests.world import PASSWORD

OUR_APPS = ("accounts", "content", "courses", "portal", "seminars", "alumni")
# Tables that point to a person and are not in the export as a section of their own.
NOT_EXPORTED = {
    "accounts.User_groups": "in the section “account”",
    "accounts.User_user_permissions": "unused: rights are given to groups",
    "wagtailcore.ModelLogEntry": "in the section “acts”, where it is about the person",
    "wagtailcore.PageLogEntry": "what staff did to pages: part of the pages' history",
    "wagtailcore.Page": "who wrote or locked a page: work of staff, part of the page",
    "wagtailcore.Revision": "who saved a revision: work of staff, part of the page",
    "wagtailcore.WorkflowState": "who asked for a review: work of staff",
    "wagtailcore.TaskState": "who reviewed: work of staff",
    "wagtailcore.Comment": "remarks of staff on drafts",
    "wagtailcore.CommentReply": "remarks of staff on drafts",
    "wagtailcore.PageSubscription": "which pages a member of staff follows",
    "wagtailcore.UploadedFile": "an upload of staff that is not finished",
    "wagtailadmin.EditingSession": "who has a page open at this minute",
    "wagtailusers.UserProfile": "how the CMS looks for a member of staff; deleted at erasure",
    "wagtail_localize.StringTranslation": "who translated a text: work of staff",
    "content.LessonImage": "who uploaded a picture: work of staff",
    "content.LibraryDocument": "who uploaded a document: work of staff",
    "courses.Question": "who locked a question: work of staff",
    "content.GlossaryTerm": "who locked a term: work of staff",
    "account.EmailConfirmation": "a link that was sent; gone with its address",
    "wagtaildocs.Document": "unused: the site's own documents are content.LibraryDocument",
    "wagtailimages.Image": "unused: the site's own pictures are content.LessonImage",
    "wagtail_localize.SegmentOverride": "who changed a translated value: work of staff",
    "wagtailadmin.FormState": "a form of the CMS that a member of staff has open",
    "wagtailcore.APIToken": "unused: the site has no interface with tokens",
}


def people_of(model: type[models.Model]) -> list[models.Field]:
    """The relations of a table that lead to a person, directly or through what is a person's."""
    return [f for f in model._meta.local_fields if _leads_to_a_person(f, depth=3)]


def _leads_to_a_person(field: models.Field, depth: int) -> bool:
    if not (field.is_relation and field.concrete and field.related_model) or field.many_to_many:
        return False
    if field.related_model is get_user_model():
        return True
    target = field.related_model._meta
    if depth == 0 or target.app_label not in OUR_APPS or field.model is field.related_model:
        return False
    if target.label in NOT_EXPORTED or issubclass(field.related_model, Page):
        return False  # what staff made: not a person's own
    return any(_leads_to_a_person(f, depth - 1) for f in target.get_fields() if f != field)


def personal_models() -> Iterator[type[models.Model]]:
    """Every table with a row of, by or about a person."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and people_of(model):
            yield model


def test_every_table_that_knows_a_person_is_in_the_export_or_says_why_not():
    covered = {model for section in sections() for model in section.models}
    missing = [
        model._meta.label
        for model in personal_models()
        if model not in covered and model._meta.label not in NOT_EXPORTED
    ]
    assert not missing, (
        f"{missing} know a person. Name them in `models` of a Section of "
        "lms.accounts.personal_data, or in NOT_EXPORTED with the reason."
    )


def test_what_is_covered_exists_and_no_exception_is_covered_too():
    covered = {model._meta.label for section in sections() for model in section.models}
    assert {"courses.Enrolment", "courses.Grant", "courses.Attempt", "courses.Answer"} <= covered
    assert not covered & set(NOT_EXPORTED)


def test_the_export_holds_something_of_each_table(scene):
    """A section that names a table and collects nothing from it is found here."""
    exported = export_person(scene.person("amara"))
    text = json.dumps(exported, ensure_ascii=False)
    words = ("The course", "Lesson one", "Quiz one", scene.certificate.number, "Ministry")
    for word in (*words, REFLECTED):
        assert word in text, word
    for key in ("account", "access", "steps", "courses", "attempts", "certificates", "reflections"):
        assert exported[key], key
    assert not [key for key in exported if key not in {s.key for s in sections()} | {"made_at"}]


def test_the_export_names_nobody_else(scene):
    text = json.dumps(export_person(scene.person("bruno")), ensure_ascii=False)
    for other in scene.cast.everybody:
        if other != scene.cast.bruno:
            assert other.email not in text
            assert other.printed_name not in text


# --- erasure ------------------------------------------------------------------------------------

NAME, ADDRESS = "Xenia Erasable-Ångström", "xenia.erasable@example.org"
MARKS = ("Xenia", "Erasable", "ngstr", ADDRESS, "xenia")


@pytest.fixture
def traces(scene) -> User:
    """Somebody who left as many traces as a learner can, each through the door that leaves it."""
    cast = scene.cast
    person = add_person(User(email=ADDRESS, printed_name=NAME, password="!"), by=cast.coordinator)
    person.set_password(PASSWORD)
    person.save()
    learner = Client()
    learner.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    learner.post(
        reverse("account_me"),
        {"printed_name": NAME, "preferred_language": "en", "time_zone": "UTC"},
    )
    give_consent(person, "letters")
    coordinator = scene.client("coordinator")
    coordinator.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {"email": ADDRESS, "printed_name": NAME, "preferred_language": "en", "is_active": "on"},
    )
    coordinator.post(
        reverse("person_courses", args=[person.pk]),
        {"course": str(scene.world.key), "may": "study"},
    )
    coordinator.post(
        reverse("cohort", args=[scene.cohort.pk]),
        {"course": str(scene.world.key), "may": "study", "addresses": ADDRESS},
    )
    for page in (scene.world.lesson, scene.world.last):
        path = reverse("courses:finish", args=[scene.world.key, page.translation_key])
        assert learner.post(path).status_code == 302
    place = (scene.world.key, scene.reflection.step_key, scene.reflection.block_key)
    learner.post(reverse("courses:reflection", args=place), {"text": f"I, {NAME}, wrote this."})
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    Client().post(reverse("account_login"), {"login": ADDRESS, "password": "wrong"})
    ask_for_erasure(person)
    log(instance=person, action="wagtail.edit", user=cast.coordinator)
    # Somebody whose account was renamed keeps the old name in older lines of the log.
    return User.objects.get(pk=person.pk)


def found_in_tables() -> list[str]:
    """Every column of text or JSON in every table that holds a mark of the person."""
    found = []
    for model in tables():
        if model is Certificate:
            continue  # its printed facts stay: it must remain checkable
        for row in rows_of(model):
            text = json.dumps(row, default=str, ensure_ascii=False)
            if any(mark in text for mark in MARKS):
                found.append(f"{model._meta.label}: {text[:300]}")
    return found


def test_before_erasure_the_search_finds_the_person(traces):
    found = found_in_tables()
    for table in ("accounts.User:", "courses.Reflection:"):
        assert any(line.startswith(table) for line in found), table


def test_after_erasure_no_table_holds_the_name_or_the_address(scene, traces):
    erase_person(traces, by=scene.cast.coordinator, reason="asked")
    assert found_in_tables() == []


def test_erasure_by_the_form_leaves_no_name_in_the_log_either(scene, traces):
    address = reverse("person_erase", args=[traces.pk])
    scene.client("coordinator").post(address, {"reason": "asked", "sure": "on"})
    traces.refresh_from_db()
    assert traces.erased_at is not None
    assert found_in_tables() == []


def test_the_log_of_what_staff_did_stays_without_the_name(scene, traces):
    erase_person(traces, by=scene.cast.coordinator)
    actions = set(ModelLogEntry.objects.for_instance(traces).values_list("action", flat=True))
    assert {"accounts.add", "accounts.erase"} <= actions


def test_records_of_learning_and_the_certificate_stay(scene):
    amara = scene.person("amara")
    texts = StudiedText.objects.count()
    erase_person(amara, by=scene.cast.admin)
    scene.certificate.refresh_from_db()
    assert scene.certificate.facts["name"] == scene.cast.amara.printed_name
    assert scene.certificate.holder_id == amara.pk
    assert StudiedText.objects.count() == texts
