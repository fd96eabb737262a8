"""The printed facts of a certificate: frozen words, made once when it is issued."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.images.models import AbstractImage

from content.models import OrganisationName, Signatory
from courses.certificates.pictures import frozen_picture
from courses.models import CertificateTemplate, CourseCompletion
from courses.models.certificates import Kind

MOST_SIGNATORIES = 3

# Crockford's base 32: no I, L, O, U, so that a code read aloud or typed from paper survives.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26  # 130 random bits
_GROUPS = (4, 5, 4, 4, 5, 4)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A verification code of 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, with or without hyphens; None when it cannot be one."""
    code = "".join(ch for ch in typed.upper() if ch.isalnum()).translate(_MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def spell_code(code: str) -> str:
    """The code in six groups, as it is printed and as it stands in addresses."""
    edges = list(accumulate(_GROUPS, initial=0))
    return "-".join(code[start:end] for start, end in pairwise(edges))


@dataclass(frozen=True)
class Subject:
    """What somebody did, in the words and the language in which it is printed.

    `period` is a sentence ("Finished on 3 March 2027."), `ended` the last day of it as printed,
    `ended_on` the same day for machines. `logos` are pictures of the CMS with their names.
    """

    key: UUID
    title: str
    extent: str
    period: str
    ended: str
    ended_on: date
    language: str
    place: str = ""
    logos: tuple[tuple[AbstractImage, str], ...] = ()


def course_subject(completion: CourseCompletion) -> Subject:
    """A finished course."""
    hours = max(1, round(completion.minutes / 60))
    with translation.override(completion.language):
        lessons = ngettext("%(n)s lesson", "%(n)s lessons", completion.lessons) % {
            "n": completion.lessons
        }
        study = ngettext("about %(n)s hour of study", "about %(n)s hours of study", hours) % {
            "n": hours
        }
        finished = timezone.localtime(completion.finished_at)
        ended = date_format(finished, "j F Y")
        return Subject(
            key=completion.enrolment.course_key,
            title=completion.title,
            extent=pgettext("between two parts of a line", ", ").join((lessons, study)),
            period=_("Finished on %(day)s.") % {"day": ended},
            ended=ended,
            ended_on=finished.date(),
            language=completion.language,
        )


def facts_of(
    kind: str,
    subject: Subject,
    name: str,
    template: CertificateTemplate | None,
    now: datetime,
) -> dict[str, Any]:
    """Everything that a certificate prints except number and code, as of the day it is issued."""
    with translation.override(subject.language):
        return {
            **_words(kind, subject.language, template),
            "kind": str(kind),
            "name": name,
            "title": subject.title,
            "extent": subject.extent,
            "period": subject.period,
            "ended": subject.ended,
            "ended_iso": subject.ended_on.isoformat(),
            "place": subject.place,
            "language": subject.language,
            **_issuing(template, subject.logos, now),
        }


def facts_again(
    facts: dict[str, Any], name: str, template: CertificateTemplate | None, now: datetime
) -> dict[str, Any]:
    """The facts of a certificate that is issued anew: what was done stays, the rest is of today."""
    with translation.override(facts["language"]):
        logos = [logo for logo in facts["logos"] if logo["of"] == "partner"]
        issuing = _issuing(template, (), now)
        shown = logos if template is None or template.shows_logos else []
        return {
            **facts,
            **_words(facts["kind"], facts["language"], template),
            **issuing,
            "logos": issuing["logos"] + shown,
            "name": name,
        }


_WORDS = {
    Kind.COURSE: (
        gettext_lazy("Certificate of completion"),
        gettext_lazy("has completed the course"),
        gettext_lazy("Records study. No mark is given."),
    ),
    Kind.PARTICIPATION: (
        gettext_lazy("Certificate of participation"),
        gettext_lazy("has taken part in the seminar"),
        gettext_lazy("Records attendance. No mark is given."),
    ),
    Kind.FACILITATION: (
        gettext_lazy("Certificate of facilitation"),
        gettext_lazy("has helped to teach the seminar"),
        gettext_lazy("Records a part in teaching."),
    ),
}


def built_in_words(kind: str) -> dict[str, str]:
    """Heading, line and statement of a kind in the language that is in force."""
    return dict(zip(("heading", "verb", "statement"), map(str, _WORDS[Kind(kind)]), strict=True))


def _words(kind: str, language: str, template: CertificateTemplate | None) -> dict[str, str]:
    own = template.texts.get(language, {}) if template else {}
    return {
        **built_in_words(kind),
        **{name: text for name, text in own.items() if text},
        "statement_label": pgettext("on a certificate", "Statement"),
        "number_label": _("Number"),
        "issued_label": _("Issued"),
        "code_label": _("Code"),
        "check_label": _("Check that it is genuine"),
        "qr_label": _("Code that leads to the check of this certificate"),
    }


def _issuing(
    template: CertificateTemplate | None,
    partners: Iterable[tuple[AbstractImage, str]],
    now: datetime,
) -> dict[str, Any]:
    """Who issues it on this day, who signs, and on what paper."""
    moment = timezone.localtime(now)
    issuer = OrganisationName.objects.on(moment.date())
    name = issuer.name if issuer else _("Auschwitz Institute")
    logos = [(issuer.logo, name, "issuer")] if issuer and issuer.logo else []
    logos += [(image, words, "partner") for image, words in partners]
    shows_logos = template is None or template.shows_logos
    frozen = [
        {"picture": frozen_picture(image), "alt": words, "of": of}
        for image, words, of in (logos if shows_logos else [])
    ]
    signs = template is None or template.shows_signatories
    return {
        "issuer": name,
        "programme": str(settings.WAGTAIL_SITE_NAME),
        "issued_on": date_format(moment, "j F Y"),
        "issued_iso": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "logos": [logo for logo in frozen if logo["picture"]],
        "signatories": [
            {
                "name": each.name,
                "office": each.office,
                "picture": frozen_picture(each.signature) if each.signature else "",
            }
            for each in (Signatory.objects.on(moment.date())[:MOST_SIGNATORIES] if signs else [])
        ],
        "paper": template.paper if template else str(CertificateTemplate.Paper.A4),
        "layout": template.layout if template else str(CertificateTemplate.Layout.SIDE),
    }
