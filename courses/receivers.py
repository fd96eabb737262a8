"""When a page changes: outlines become stale, and a course may be finished by what was removed.

When a certificate is issued: the worker is asked to print it.
"""

from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from content.models import GlossaryTerm
from courses.models import Certificate, CoursePage, ModulePage, Step
from courses.outline import course_key_of, raise_version
from courses.signals import certificate_issued
from courses.tasks import print_certificate_later, settle_course_later

LEARNING_PAGES = (CoursePage, ModulePage, Step)


def _settle(course_key: UUID | None) -> None:
    """Ask the worker to settle the course once the change is committed."""
    if course_key is not None:
        transaction.on_commit(lambda: settle_course_later.enqueue(str(course_key)))


def _changed(page: Page) -> None:
    # Any page: a lesson's text may link to it.
    raise_version()
    specific = page.specific_deferred
    if isinstance(specific, LEARNING_PAGES):
        _settle(course_key_of(specific))


@receiver([page_published, page_slug_changed])
def on_publish(sender, instance, **kwargs):
    """A published page shows in outlines; one that counts no longer may finish courses."""
    _changed(instance)


@receiver(page_unpublished)
def on_unpublish(sender, instance, **kwargs):
    """An unpublished step is asked for no more."""
    _changed(instance)


@receiver(post_page_move)
def on_move(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """A moved step leaves one course for another, or changes its place in one."""
    raise_version()
    for key in {course_key_of(parent_page_before), course_key_of(parent_page_after)}:
        _settle(key)


@receiver(pre_delete)
def before_delete(sender, instance, **kwargs):
    """Remember the course of a page that is about to go."""
    if issubclass(sender, LEARNING_PAGES):
        instance._course_key_before = course_key_of(instance)


@receiver(post_delete)
def on_delete(sender, instance, **kwargs):
    """A deleted step is asked for no more."""
    if issubclass(sender, Page):
        raise_version()
    if issubclass(sender, LEARNING_PAGES):
        _settle(getattr(instance, "_course_key_before", None))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_restriction(sender, instance, **kwargs):
    """Restricted pages take Wagtail's long way, so known routes are forgotten."""
    raise_version()


@receiver([post_save, post_delete])
def on_media(sender, instance, **kwargs):
    """A picture, document or term of the glossary that was changed shows in lessons at once."""
    if issubclass(sender, (AbstractImage, AbstractDocument, GlossaryTerm)):
        raise_version()


@receiver(certificate_issued)
def on_certificate(sender, certificate, **kwargs):
    """A certificate in force is printed by the worker, or by the first view before it."""
    if certificate.state == Certificate.State.VALID:
        print_certificate_later.enqueue(str(certificate.pk))
