"""Put pages below a page as the files want them, never over an editor's work.

A page stays the loader's while its latest revision is the one that the loader recorded. Any other
revision (a draft too), a move, an unpublication or a deletion is the editor's: it is reported and
left alone, unless `overwrite` is asked for. So is the order of pages once an editor has changed
it. The loader always publishes through a revision.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from courses.curriculum.markup import key_of, with_pages
from courses.models import LoadedPage


class CannotLoad(Exception):
    """The files are right, but the site cannot take them; nothing was written."""


@dataclass
class LoadReport:
    """What loading did, each with the page's title; `kept` says why a page was left alone."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.created)} pages and terms made, {len(self.updated)} updated, "
            f"{len(self.unchanged)} unchanged, {len(self.kept)} left to their editors."
        )


@dataclass(frozen=True)
class Wanted:
    """A page as the files want it."""

    model: type[Page]
    file_id: str
    fields: dict[str, Any]

    @property
    def key(self) -> UUID:
        """The page's identity."""
        return key_of(self.file_id)

    @property
    def digest(self) -> str:
        """What tells one version of the file from another."""
        return hashlib.sha256(json.dumps(self.fields, sort_keys=True).encode()).hexdigest()

    def values(self, number_of: Callable[[str], int]) -> dict[str, Any]:
        """The fields with raw stream data as stream values, and links as links to pages."""
        values = with_pages(self.fields, number_of)
        for name, value in values.items():
            model_field = self.model._meta.get_field(name)
            if isinstance(model_field, StreamField):
                values[name] = model_field.stream_block.to_python(value)
        return values


def _order(parent: Page, keys: list[UUID]) -> list[UUID]:
    """Those of `keys` that are pages below `parent`, in the order of the site."""
    children = Page.objects.child_of(parent).filter(translation_key__in=keys)
    return list(children.order_by("path").values_list("translation_key", flat=True))


@dataclass
class PageLoader:
    """Makes and updates pages of one language; editors' work is left alone."""

    locale: Locale
    overwrite: bool
    report: LoadReport

    def children(self, parent: Page, wanted: list[Wanted]) -> list[Page | None]:
        """Make or update the pages below `parent`, then put them into the files' order."""
        records = LoadedPage.objects.filter(
            language=self.locale.language_code, parent_key=parent.translation_key
        ).order_by("position")
        recorded = list(records.values_list("page_key", flat=True))
        before = _order(parent, recorded)
        is_editors_order = before != [key for key in recorded if key in before]
        pages: list[Page | None] = []
        last: Page | None = None
        for position, item in enumerate(wanted):
            page = self._place(item, parent, last, position)
            pages.append(page)
            last = page or last
        self._arrange(parent, [item.key for item in wanted], recorded, is_editors_order)
        return pages

    def _arrange(
        self, parent: Page, wanted: list[UUID], recorded: list[UUID], is_editors_order: bool
    ) -> None:
        present = _order(parent, wanted)
        order = [key for key in wanted if key in present]
        if present == order:
            return
        if is_editors_order and not self.overwrite:
            known = [key for key in recorded if key in present]
            if [key for key in order if key in known] != known:
                self.report.kept.append(f"{parent.title}: its order was changed in the CMS")
            return
        previous: Page | None = None
        for key in order:
            page = Page.objects.child_of(parent).get(translation_key=key)
            if previous is not None:
                page.move(Page.objects.get(pk=previous.pk), pos="right")
            else:
                first = Page.objects.child_of(parent).order_by("path").first()
                if first is not None and first.pk != page.pk:
                    page.move(first, pos="left")
            previous = page

    def _place(self, item: Wanted, parent: Page, before: Page | None, position: int) -> Page | None:
        """Make or update one page; None when an editor deleted it."""
        record = LoadedPage.objects.filter(
            file_id=item.file_id, language=self.locale.language_code
        ).first()
        page = item.model.objects.filter(translation_key=item.key, locale=self.locale).first()
        if page is None:
            other = Page.objects.filter(translation_key=item.key, locale=self.locale).first()
            if other is not None:
                raise CannotLoad(
                    f"“{other.title}” is a {other.specific_class._meta.verbose_name} on the site; "
                    f"the files want a {item.model._meta.verbose_name} with the same id. "
                    "Give the step a new id, or delete the page in the CMS."
                )
            if record is not None and not self.overwrite:
                self._keep(item.fields["title"], "it was deleted in the CMS")
                return None
            page = self._add(item, parent, before)
            self._publish(page, item, parent, position)
            self.report.created.append(page.title)
            return page
        reason = self._editors(page, record)
        if reason and not self.overwrite:
            self._keep(page.title, reason)
            return page
        same = record is not None and record.digest == item.digest and not reason
        if same and page.is_child_of(parent):
            LoadedPage.objects.filter(pk=record.pk).update(position=position)
            self.report.unchanged.append(page.title)
            return page
        page = self._update(page, item, parent)
        self._publish(page, item, parent, position)
        self.report.updated.append(page.title)
        return page

    def number_of(self, file_id: str) -> int:
        """The page that a link to a file's id leads to: in this language, or else in any.

        Raises CannotLoad when there is none yet.
        """
        pages = Page.objects.filter(translation_key=key_of(file_id))
        page = pages.filter(locale=self.locale).first() or pages.first()
        if page is None:
            raise CannotLoad(
                f"A text links to “page:{file_id}”, and no such page is loaded. Correct the id, or "
                "name the file earlier in its library."
            )
        return page.pk

    def _keep(self, title: str, reason: str) -> None:
        self.report.kept.append(f"{title}: {reason}")

    def _editors(self, page: Page, record: LoadedPage | None) -> str:
        """Why a page belongs to its editor, or nothing when it is still the loader's."""
        if record is None:
            return "it was not made by the loader"
        if page.latest_revision_id != record.revision:
            return "it was edited in the CMS"
        if not page.live:
            return "it was unpublished in the CMS"
        if page.get_parent().translation_key != record.parent_key:
            return "it was moved in the CMS"
        return ""

    def _add(self, item: Wanted, parent: Page, before: Page | None) -> Page:
        """A new page, not live yet, after the page that comes before it in the files."""
        page = item.model(
            **item.values(self.number_of), locale=self.locale, translation_key=item.key, live=False
        )
        parent = Page.objects.get(pk=parent.pk)
        page.set_url_path(parent)
        try:
            if before is not None and before.is_child_of(parent):
                return Page.objects.get(pk=before.pk).add_sibling(pos="right", instance=page)
            if (first := parent.get_children().first()) is not None:
                return first.add_sibling(pos="left", instance=page)
            return parent.add_child(instance=page)
        except ValidationError as error:
            raise CannotLoad(f"“{page.title}”: {'; '.join(error.messages)}") from error

    def _update(self, page: Page, item: Wanted, parent: Page) -> Page:
        page = page.get_latest_revision_as_object()
        for name, value in item.values(self.number_of).items():
            setattr(page, name, value)
        if not page.is_child_of(parent):
            page.move(Page.objects.get(pk=parent.pk), pos="last-child")
            page.refresh_from_db(fields=["path", "depth", "url_path"])
        return page

    def _publish(self, page: Page, item: Wanted, parent: Page, position: int) -> None:
        try:
            revision = page.save_revision(log_action=True, clean=True)
            revision.publish()
        except ValidationError as error:
            raise CannotLoad(f"“{page.title}”: {'; '.join(error.messages)}") from error
        LoadedPage.objects.update_or_create(
            file_id=item.file_id,
            language=self.locale.language_code,
            defaults={
                "page_key": page.translation_key,
                "parent_key": parent.translation_key,
                "position": position,
                "revision": revision.pk,
                "digest": item.digest,
            },
        )
