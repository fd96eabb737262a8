"""Pages whose content is checked: what they are asked, and the hurdle before publication.

In the editor the form judges: a draft is always saved, and publishing or submitting is refused
with a sentence at each place. What is published without the form (approval from a list, several
pages at once, a translation, the curriculum loader) passes `clean()` when the page becomes public.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content.findings import (
    BlockAt,
    Finding,
    Place,
    Words,
    blocks_of,
    body_findings,
    errors_among,
    in_order,
    wording_findings,
    words_of,
)
from content.wording import plain_text

# Marks our refusals among other errors of validation.
REFUSED = "content-check"


def _texts_of(page: Page, names: Iterable[str]) -> list[Words]:
    found = []
    for name in names:
        field = page._meta.get_field(name)
        text = getattr(page, name) or ""
        if isinstance(field, RichTextField):
            text = plain_text(text)
        found.append(Words(Place(capfirst(str(field.verbose_name)), name), text))
    return found


def blocks_in(page: Page, name: str) -> list[BlockAt]:
    """The stored blocks of one of the page's stream fields."""
    field = page._meta.get_field(name)
    return blocks_of(name, field.stream_block, field.get_prep_value(getattr(page, name)))


class CheckedPageForm(WagtailAdminPageForm):
    """The editor's form: refuses to publish or submit what has errors, never to save a draft."""

    def _post_clean(self) -> None:
        # Django hands the values over to the page here; only then can the page be asked.
        self.instance.is_judged_by_form = True
        self.instance.is_draft_save = self.is_deferred_validation
        super()._post_clean()
        if self.is_deferred_validation:
            return
        errors = errors_among(self.instance.findings())
        for name, error in field_errors(self.instance, errors):
            if name not in self.fields:
                lines = [line_of(finding) for finding in errors if finding.place.field == name]
                self.add_error(None, ValidationError(lines, code=REFUSED))
            # A field that failed already was not handed over: what the page holds there is old.
            elif name not in self.errors:
                self.add_error(name, error)


class CheckedPage(Page):
    """A page that says what is the matter with its content. Checks ask the database nothing."""

    checked_texts: ClassVar[tuple[str, ...]] = ("title",)
    checked_streams: ClassVar[tuple[str, ...]] = ()
    # Other fields that checks look at.
    checked_facts: ClassVar[tuple[str, ...]] = ()
    is_judged_by_form = False
    is_draft_save = False
    base_form_class = CheckedPageForm

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        """The code of the page's language; the site's own for a page that has none yet."""
        return self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE

    def findings(self) -> list[Finding]:
        """What the checks find in the page as it is in memory, the gravest first."""
        blocks = [block for name in self.checked_streams for block in blocks_in(self, name)]
        words = _texts_of(self, self.checked_texts)
        words += [words for block in blocks for words in words_of(block)]
        found = [*body_findings(blocks), *wording_findings(words, self.language)]
        return in_order([*found, *self.own_findings()])

    def own_findings(self) -> list[Finding]:
        """What a kind of page checks beside."""
        return []

    def clean(self) -> None:
        """A page that is public, or becomes so, brings in no new error of content."""
        super().clean()
        if self.live and not self.is_judged_by_form:
            refuse_new_errors(self)


def refuse_new_errors(page: CheckedPage) -> None:
    """Raise ValidationError for errors that the page's public version does not have.

    Whatever is public already stays so (it may be moved or locked while a new rule finds fault
    with it). A page whose hour has come was judged when its hour was set.
    """
    errors = errors_among(page.findings())
    if not errors:
        return
    public = type(page).objects.filter(pk=page.pk).first()
    if public is not None and public.live:
        known = {(error.code, error.sentence) for error in public.findings()}
        errors = [error for error in errors if (error.code, error.sentence) not in known]
    elif page.go_live_at and page.go_live_at <= timezone.now():
        return
    if errors:
        raise ValidationError(
            {
                error.place.field: [
                    ValidationError(line_of(other), code=REFUSED)
                    for other in errors
                    if other.place.field == error.place.field
                ]
                for error in errors
            }
        )


def line_of(finding: Finding) -> str:
    """A finding in a line: where, what, and what to do."""
    return f"{finding.place}: {finding.sentence} {finding.hint}"


def refused_lines(error: ValidationError) -> list[str]:
    """The lines of a refusal of ours; none for any other error of validation."""
    leaves = (
        [leaf for leaves in error.error_dict.values() for leaf in leaves]
        if hasattr(error, "error_dict")
        else error.error_list
    )
    return [str(leaf.message) for leaf in leaves if leaf.code == REFUSED]


def field_errors(page: Page, findings: list[Finding]) -> list[tuple[str, ValidationError]]:
    """Findings as errors for a form, each at its field, and in a stream at its block and value."""
    by_field: dict[str, list[Finding]] = {}
    for finding in findings:
        by_field.setdefault(finding.place.field, []).append(finding)
    return [(name, _field_error(page, name, own)) for name, own in by_field.items()]


def _field_error(page: Page, name: str, findings: list[Finding]) -> ValidationError:
    field = page._meta.get_field(name)
    if not isinstance(field, StreamField):
        return ValidationError([f"{f.sentence} {f.hint}" for f in findings], code=REFUSED)
    kinds = [block.kind for block in blocks_in(page, name)]
    return _stream_error(field.stream_block, kinds, [(f.place.path, f) for f in findings])


_At = list[tuple[tuple[int | str, ...], Finding]]


def _split(at: _At) -> tuple[list[ValidationError], dict[Any, _At]]:
    """The errors of a value itself, and what lies deeper by the first step of its path."""
    own = [ValidationError(f"{f.sentence} {f.hint}", code=REFUSED) for path, f in at if not path]
    deeper: dict[Any, _At] = {}
    for path, finding in at:
        if path:
            deeper.setdefault(path[0], []).append((path[1:], finding))
    return own, deeper


def _stream_error(block: StreamBlock, kinds: list[str], at: _At) -> StreamBlockValidationError:
    own, deeper = _split(at)
    children = {
        index: _block_error(block.child_blocks[kinds[index]], below)
        for index, below in deeper.items()
    }
    return StreamBlockValidationError(block_errors=children, non_block_errors=own)


def _block_error(block: Any, at: _At) -> ValidationError:
    own, deeper = _split(at)
    if isinstance(block, StructBlock):
        children = {name: _block_error(block.child_blocks[name], at) for name, at in deeper.items()}
        return StructBlockValidationError(block_errors=children, non_block_errors=own)
    if isinstance(block, ListBlock):
        items = {number: _block_error(block.child_block, at) for number, at in deeper.items()}
        return ListBlockValidationError(block_errors=items, non_block_errors=own)
    return ValidationError(own)
