"""The printed facts of a certificate: frozen words, made once when it is issued."""

import secrets
from datetime import datetime
from itertools import accumulate, pairwise

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from content.models import OrganisationName
from courses.models import CourseCompletion

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


def course_facts(completion: CourseCompletion, name: str, now: datetime) -> dict[str, str]:
    """Everything that a course certificate prints except number and code."""
    issuer = OrganisationName.objects.on(timezone.localdate(now))
    hours = max(1, round(completion.minutes / 60))
    with translation.override(completion.language):
        lessons = ngettext("%(n)s lesson", "%(n)s lessons", completion.lessons) % {
            "n": completion.lessons
        }
        study = ngettext("about %(n)s hour of study", "about %(n)s hours of study", hours) % {
            "n": hours
        }
        finished = date_format(timezone.localtime(completion.finished_at), "j F Y")
        return {
            "heading": _("Certificate of completion"),
            "name": name,
            "verb": _("has completed the course"),
            "course": completion.title,
            "extent": pgettext("between two parts of a line", ", ").join((lessons, study)),
            "finished": _("Finished on %(day)s.") % {"day": finished},
            "finished_on": finished,
            "issued_on": date_format(timezone.localtime(now), "j F Y"),
            "issued_iso": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "issuer": issuer.name if issuer else _("Auschwitz Institute"),
            "programme": str(settings.WAGTAIL_SITE_NAME),
            "language": completion.language,
            "statement": _("Records study. No mark is given."),
            "statement_label": pgettext("on a certificate", "Statement"),
            "number_label": _("Number"),
            "issued_label": _("Issued"),
            "code_label": _("Code"),
            "check_label": _("Check that it is genuine"),
            "qr_label": _("Code that leads to the check of this certificate"),
        }
