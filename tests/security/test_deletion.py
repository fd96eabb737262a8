"""Whatever is deleted, moved or taken down, no record of learning goes or changes with it."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from courses.checks import LEARNING_FACTS
from lms.accounts.models import Consent, Institution, Territory
from tests.security.knocking import Visitor, undone
from tests.security.rows import rows_of, tables
from tests.security.scene import Scene

# What must outlive everything else.
KEPT = (*LEARNING_FACTS, Consent)
# Relations to a person, a cohort or a record of learning that do not hold their target in place.
NOT_PROTECTED = {
    "courses.CohortStaff.cohort": "a right to look at a cohort goes with it",
    "courses.CohortStaff.user": "a right to look goes with whoever had it",
    "seminars.ReminderStop.user": "a wish goes with whoever had it",
    "seminars.CalendarLink.user": "a calendar address goes with whoever reads it",
    "seminars.EditionStaff.user": "a right to work on an edition goes with whoever had it",
    "accounts.User_groups.user": "what somebody may do goes with them",
    "accounts.User_user_permissions.user": "what somebody may do goes with them",
    "courses.Question.locked_by": "a lock is released; the question stays",
    "content.GlossaryTerm.locked_by": "a lock is released; the term stays",
    "content.LessonImage.uploaded_by_user": "the picture stays",
    "content.LibraryDocument.uploaded_by_user": "the document stays",
    "account.EmailAddress.user": "a way to sign in goes with whoever signs in",
    "mfa.Authenticator.user": "a way to sign in goes with whoever signs in",
    "socialaccount.SocialAccount.user": "a way to sign in goes with whoever signs in",
    "usersessions.UserSession.user": "a session goes with whoever is signed in",
    "wagtailusers.UserProfile.user": "settings of the CMS",
    "wagtailadmin.EditingSession.user": "who has a page open",
    "wagtailadmin.FormState.user": "a form that somebody has open",
    "wagtailcore.APIToken.user": "unused",
    "wagtailcore.Page.owner": "the page stays",
    "wagtailcore.Page.locked_by": "a lock is released; the page stays",
    "wagtailcore.Revision.user": "the revision stays",
    "wagtailcore.UploadedFile.uploaded_by_user": "the file stays",
    "wagtailcore.Comment.user": "a remark of staff on a draft",
    "wagtailcore.CommentReply.user": "a remark of staff on a draft",
    "wagtailcore.Comment.resolved_by": "the remark stays",
    "wagtailcore.PageSubscription.user": "who follows a page",
    "wagtailcore.WorkflowState.requested_by": "the review stays",
    "wagtailcore.TaskState.finished_by": "the review stays",
    "wagtailcore.ModelLogEntry.user": "the line of the log stays",
    "wagtailcore.PageLogEntry.user": "the line of the log stays",
    "wagtail_localize.StringTranslation.last_translated_by": "the translation stays",
    "wagtail_localize.SegmentOverride.last_translated_by": "the translation stays",
    "wagtaildocs.Document.uploaded_by_user": "unused",
    "wagtailimages.Image.uploaded_by_user": "unused",
}


def relations_to_what_is_kept() -> list[models.Field]:
    """Every foreign key to a person, to what people stand in, or to a record of learning."""
    targets = {get_user_model(), *KEPT, Institution, Territory, apps.get_model("courses.Cohort")}
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in targets
    ]


@pytest.mark.parametrize("field", relations_to_what_is_kept(), ids=str)
def test_a_relation_holds_its_target_or_says_why_not(field):
    name = f"{field.model._meta.label}.{field.name}"
    held = field.remote_field.on_delete in (models.PROTECT, models.RESTRICT)
    if field.model in KEPT:
        assert held, f"{name}: a record of learning would go with what it points to"
    assert held or name in NOT_PROTECTED, (
        f"{name} lets its target go. Use PROTECT, or list it in NOT_PROTECTED with the reason."
    )


def test_no_exception_is_left_of_a_relation_that_has_gone_or_holds_now():
    fields = {f"{f.model._meta.label}.{f.name}": f for f in relations_to_what_is_kept()}
    assert set(NOT_PROTECTED) <= set(fields)
    held = {n for n, f in fields.items() if f.remote_field.on_delete is models.PROTECT}
    assert not held & set(NOT_PROTECTED)


def records() -> dict[str, list]:
    """All records of learning as they stand."""
    return {model._meta.label: list(rows_of(model)) for model in KEPT}


def delete_all(model: type[models.Model]) -> None:
    """Each row of a table, one by one, as the ORM and the CMS delete: refusals are in order."""
    for row in list(model._base_manager.all()[:20]):
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError):
            continue
        except (ObjectDoesNotExist, ValueError, AttributeError):
            continue  # a page or collection that went with the one above it


DELETABLE = [
    m for m in tables() if m not in KEPT and m._meta.label not in ("contenttypes.ContentType",)
]


@pytest.mark.parametrize("model", DELETABLE, ids=lambda m: m._meta.label)
def test_deleting_rows_of_any_other_table_leaves_the_records(scene, model):
    before = records()
    delete_all(model)
    assert records() == before


@pytest.mark.parametrize("model", KEPT, ids=lambda m: m._meta.label)
def test_records_hold_each_other(scene, model):
    """A record that others stand on is not deleted even by a careless line of code."""
    pointed_at = [r for r in model._meta.related_objects if r.related_model in KEPT]
    rows = list(model._base_manager.all())
    assert all(r.on_delete is models.PROTECT for r in pointed_at)
    assert rows or model is Consent, "the scene has none: add one, or nothing is tested"


@pytest.mark.parametrize("act", ["unpublish", "move", "delete", "purge", "archive"])
def test_what_the_cms_does_to_pages_leaves_the_records(scene, act):
    before = records()
    for page in list(Page.objects.filter(depth__gt=2).order_by("-depth")):
        page = page.specific
        if act == "unpublish":
            page.unpublish()
        elif act == "move" and page.slug.startswith("lesson"):
            target = Page.objects.get(slug="its-module")
            page.move(target, pos="last-child")
        elif act == "delete":
            page.delete()
        elif act == "purge":
            page.revisions.all().delete()
        elif act == "archive":
            page.expire_at = page.first_published_at
            page.save()
    assert records() == before


def doors(scene: Scene) -> dict[str, tuple[str, dict]]:
    """The CMS's own pages that delete something, with what they ask for."""
    people = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    pages = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return {
        "a lesson": (reverse("wagtailadmin_pages:delete", args=[scene.world.lesson.pk]), {}),
        "a course": (
            reverse("wagtailadmin_pages:delete", args=[scene.world.course.pk]),
            {"confirm_site_name": "Global Raphael Lemkin Seminar"},
        ),
        "a quiz taken down": (
            reverse("wagtailadmin_pages:unpublish", args=[scene.world.quiz.pk]),
            {},
        ),
        "a person": (reverse("wagtailusers_users:delete", args=[scene.cast.amara.pk]), {}),
        "people": (f"{people}?id={scene.cast.amara.pk}&id={scene.cast.bruno.pk}", {}),
        "pages": (f"{pages}?id={scene.world.lesson.pk}&id={scene.world.quiz.pk}", {}),
        "an institution": (reverse("institution:delete", args=[scene.institution.pk]), {}),
        "a State": (reverse("territory:delete", args=[scene.institution.territory_id]), {}),
        "a document": (reverse("wagtaildocs:delete", args=[scene.document.pk]), {}),
        "a question": (
            reverse("wagtailsnippets_courses_question:delete", args=[scene.question.pk]),
            {},
        ),
        "a language": (reverse("wagtaillocales:delete", args=[scene.world.course.locale_id]), {}),
        "a group": (reverse("wagtailusers_groups:delete", args=[1]), {}),
        "a site": (reverse("wagtailsites:delete", args=[1]), {}),
    }


DOORS = [
    "a lesson",
    "a course",
    "a quiz taken down",
    "a person",
    "people",
    "pages",
    "an institution",
    "a State",
    "a document",
    "a question",
    "a language",
    "a group",
    "a site",
]


@pytest.mark.parametrize("what", DOORS)
@pytest.mark.parametrize("method", ["post", "delete"])
def test_deleting_through_the_cms_leaves_the_records_and_never_breaks(scene, what, method):
    path, form = doors(scene)[what]
    before = records()
    with undone():
        response = getattr(Visitor(scene, "admin"), method)(path, data=form)
        assert records() == before
    if method == "post":
        assert response.status_code in (200, 302, 404), response.status_code


def test_every_door_is_tried(scene):
    assert sorted(DOORS) == sorted(doors(scene))


@pytest.mark.parametrize("what", ["an institution", "a State", "a person"])
def test_a_refusal_is_told_and_leaves_no_line_in_the_log(scene, what):
    path, form = doors(scene)[what]
    before, client = ModelLogEntry.objects.count(), scene.client("admin")
    text = client.post(path, form, follow=True).content.decode()
    assert "stays" in text or "records of learning" in text
    assert ModelLogEntry.objects.count() == before
