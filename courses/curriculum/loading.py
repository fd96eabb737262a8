"""Load checked curriculum data into pages, never over an editor's work.

A page stays the loader's while its latest revision is the one that the loader recorded. Any other
revision (a draft too), a move, an unpublication or a deletion is the editor's: it is reported and
left alone, unless `overwrite` is asked for. The loader always publishes through a revision.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from courses.curriculum.building import (
    course_fields,
    key_of,
    lesson_fields,
    module_fields,
    quiz_fields,
)
from courses.curriculum.reading import CourseSource
from courses.curriculum.schema import Lesson
from courses.models import CataloguePage, CoursePage, LessonPage, LoadedPage, ModulePage, QuizPage


class NoCatalogue(Exception):
    """There is no catalogue page in the language to load into."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"There is no catalogue page in “{language}” to load courses into. "
            "Run “manage.py setup_site” first, or add the page in the CMS."
        )


@dataclass
class LoadReport:
    """What loading did, each with the page's title; `kept` says why a page was left alone."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.created)} pages made, {len(self.updated)} updated, "
            f"{len(self.unchanged)} unchanged, {len(self.kept)} left to their editors."
        )


@dataclass
class _Loader:
    course: CourseSource
    locale: Locale
    overwrite: bool
    report: LoadReport

    def place(
        self,
        model: type[Page],
        file_id: str,
        fields: dict[str, Any],
        parent: Page | None,
        before: Page | None,
    ) -> Page | None:
        """Make or update one page; returns it, or None when it is not there any more."""
        if parent is None:
            return None
        language = self.locale.language_code
        record = LoadedPage.objects.filter(file_id=file_id, language=language).first()
        page = model.objects.filter(translation_key=key_of(file_id), locale=self.locale).first()
        digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
        if page is None:
            if record is not None and not self.overwrite:
                self._keep(fields["title"], "it was deleted in the CMS")
                return None
            page = self._add(model, file_id, fields, parent, before)
            self._publish(page, file_id, digest, parent)
            self.report.created.append(page.title)
            return page
        reason = self._editors(page, record, parent)
        if reason and not self.overwrite:
            self._keep(page.title, reason)
        elif record is not None and record.digest == digest and not reason:
            self.report.unchanged.append(page.title)
        else:
            page = self._update(page, fields, parent)
            self._publish(page, file_id, digest, parent)
            self.report.updated.append(page.title)
        return page

    def _keep(self, title: str, reason: str) -> None:
        self.report.kept.append(f"{title}: {reason}")

    def _editors(self, page: Page, record: LoadedPage | None, parent: Page) -> str:
        """Why a page belongs to its editor, or nothing when it is still the loader's."""
        if record is None:
            return "it was not made by the loader"
        if page.latest_revision_id != record.revision:
            return "it was edited in the CMS"
        if not page.live:
            return "it was unpublished in the CMS"
        if not page.is_child_of(parent):
            return "it was moved in the CMS"
        return ""

    def _add(self, model, file_id: str, fields, parent: Page, before: Page | None) -> Page:
        """A new page, not live yet, after the page that comes before it in the file."""
        page = model(
            **_python(model, fields),
            locale=self.locale,
            translation_key=key_of(file_id),
            live=False,
        )
        if before is not None and before.is_child_of(parent):
            before.refresh_from_db()
            page.set_url_path(parent)
            return before.add_sibling(pos="right", instance=page)
        parent.refresh_from_db()
        return parent.add_child(instance=page)

    def _update(self, page: Page, fields: dict[str, Any], parent: Page) -> Page:
        page = page.get_latest_revision_as_object()
        for name, value in _python(type(page), fields).items():
            setattr(page, name, value)
        if not page.is_child_of(parent):
            page.move(parent, pos="last-child")
            page.refresh_from_db(fields=["path", "depth", "url_path"])
        return page

    def _publish(self, page: Page, file_id: str, digest: str, parent: Page) -> None:
        revision = page.save_revision(log_action=True, clean=True)
        revision.publish()
        LoadedPage.objects.update_or_create(
            file_id=file_id,
            language=self.locale.language_code,
            defaults={
                "page_key": page.translation_key,
                "parent_key": parent.translation_key,
                "revision": revision.pk,
                "digest": digest,
            },
        )

    def run(self, catalogue: CataloguePage) -> None:
        """The course, its modules and steps, in the order of the file."""
        data = self.course.course
        course = self.place(CoursePage, data.id, course_fields(data), catalogue, None)
        last_module: Page | None = None
        for module, steps in zip(data.modules, self.course.steps, strict=True):
            page = self.place(ModulePage, module.id, module_fields(module), course, last_module)
            last_module = page or last_module
            last_step: Page | None = None
            for item in steps:
                step = item.step
                if isinstance(step, Lesson):
                    made = self.place(LessonPage, step.id, lesson_fields(step), page, last_step)
                else:
                    made = self.place(QuizPage, step.id, quiz_fields(step), page, last_step)
                last_step = made or last_step


def _python(model: type[Page], fields: dict[str, Any]) -> dict[str, Any]:
    """Raw stream data as stream values; other values as they are."""
    values = dict(fields)
    for name, value in fields.items():
        model_field = model._meta.get_field(name)
        if isinstance(model_field, StreamField):
            values[name] = model_field.stream_block.to_python(value)
    return values


@transaction.atomic
def load(courses: list[CourseSource], *, overwrite: bool = False) -> LoadReport:
    """Load all courses in one transaction. Raises NoCatalogue."""
    report = LoadReport()
    for course in courses:
        locale = Locale.objects.filter(language_code=course.language).first()
        catalogue = CataloguePage.objects.filter(locale=locale).first() if locale else None
        if locale is None or catalogue is None:
            raise NoCatalogue(course.language)
        _Loader(course, locale, overwrite, report).run(catalogue)
    return report
