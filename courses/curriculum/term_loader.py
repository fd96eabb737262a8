"""Put terms into the glossary as the files want them; a term that an editor changed stays."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Locale

from content.models import GlossaryTerm
from courses.curriculum.building import term_fields
from courses.curriculum.markup import key_of
from courses.curriculum.page_loader import CannotLoad, LoadReport
from courses.curriculum.schema.library import Glossary
from courses.models import LoadedPage


@dataclass
class TermLoader:
    """Makes and updates the terms of one language."""

    locale: Locale
    overwrite: bool
    report: LoadReport

    def glossary(self, glossary: Glossary) -> None:
        """Every term of a glossary."""
        for position, entry in enumerate(glossary.terms):
            self._place(f"{glossary.id}.{entry.id}", term_fields(glossary, entry), position)

    def _place(self, file_id: str, fields: dict[str, Any], position: int) -> None:
        language = self.locale.language_code
        record = LoadedPage.objects.filter(file_id=file_id, language=language).first()
        term = GlossaryTerm.objects.filter(
            translation_key=key_of(file_id), locale=self.locale
        ).first()
        digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
        reason = _editors(term, record)
        if reason and not self.overwrite:
            self.report.kept.append(f"{fields['term']}: {reason}")
        elif term is not None and record is not None and record.digest == digest and not reason:
            self.report.unchanged.append(term.term)
        else:
            done = self.report.updated if term is not None else self.report.created
            revision = self._publish(term, key_of(file_id), fields)
            LoadedPage.objects.update_or_create(
                file_id=file_id,
                language=language,
                defaults={
                    "page_key": key_of(file_id),
                    "parent_key": None,
                    "position": position,
                    "revision": revision,
                    "digest": digest,
                },
            )
            done.append(fields["term"])

    def _publish(self, term: GlossaryTerm | None, key: Any, fields: dict[str, Any]) -> int:
        """The term with these fields, live; returns the number of its revision."""
        if term is None:
            term = GlossaryTerm(translation_key=key, locale=self.locale, live=False)
        else:
            term = term.get_latest_revision_as_object()
        stream = GlossaryTerm._meta.get_field("sources").stream_block
        for name, value in fields.items():
            setattr(term, name, stream.to_python(value) if name == "sources" else value)
        try:
            term.full_clean()
            if term.pk is None:
                term.save()
            revision = term.save_revision()
            revision.publish()
        except ValidationError as error:
            raise CannotLoad(f"“{fields['term']}”: {'; '.join(error.messages)}") from error
        return revision.pk


def _editors(term: GlossaryTerm | None, record: LoadedPage | None) -> str:
    """Why a term belongs to its editor, or nothing when it is still the loader's."""
    if term is None:
        return "it was deleted in the CMS" if record is not None else ""
    if record is None:
        return "it was not made by the loader"
    if term.latest_revision_id != record.revision:
        return "it was edited in the CMS"
    return "" if term.live else "it was unpublished in the CMS"
