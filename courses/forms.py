"""Forms of the learner's pages. They hold all parsing and return domain types."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.certificates.facts import read_code
from courses.errors import NotYourCohort, ReflectionTooLong, UnnumberedAnswer, UnusableAnswer
from courses.models import Cohort
from courses.models.reflections import MOST_CHARACTERS
from courses.questions.base import (
    LONGEST_TEXT,
    MOST_PARTS,
    NAME,
    Response,
    as_text,
    fields_of,
)
from courses.saving import LONGEST_NONCE, MOST_CHANGES

# "answer.", an id, and room for what a text is kept as: no page of ours sends more.
_LONGEST_NAME = 60
_LONGEST_WAS = MOST_PARTS * (6 * LONGEST_TEXT + _LONGEST_NAME)
# Thirty days in milliseconds; longer, no attempt waits for an answer.
_LONGEST_AGE = 30 * 24 * 3600 * 1000
_STAMP = {"sequence", "nonce"}
_SHA256 = re.compile("[0-9a-f]{64}")
# A certificate with pictures has some 300 kB.
LARGEST_CERTIFICATE = 5 * 1024 * 1024


class FinishForm(forms.Form):
    """The button under a lesson: in which language it was read."""

    language_code = forms.CharField(required=False, max_length=12)

    def language(self) -> str:
        """A language of the site; the default for anything else."""
        known = dict(settings.LANGUAGES)
        given = str(self.cleaned_data["language_code"]) if self.is_valid() else ""
        return given if given in known else str(settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class GivenAnswer:
    """What was posted for one question; `sent` are its controls, which its type reads."""

    question_id: str
    sent: dict[str, list[str]]
    certainty: int | None
    sequence: int
    nonce: str
    go_to: str
    # How long the device kept it before it could be sent.
    age: timedelta = timedelta(0)
    is_unchanged: bool = False


def _controls(data: Any) -> dict[str, list[str]]:
    """What the controls of a question sent, by name. Raises UnusableAnswer for far too much."""
    names = [name for name in data if name == NAME or name.startswith(f"{NAME}.")]
    sent = {name: [str(value) for value in data.getlist(name)] for name in names}
    values = [value for values in sent.values() for value in values]
    if len(values) > MOST_PARTS or any(len(name) > _LONGEST_NAME for name in names):
        raise UnusableAnswer
    # Spaces at the ends are taken away later.
    if any(len(value) > 2 * LONGEST_TEXT for value in values):
        raise UnusableAnswer
    return sent


def held_fields(response: Response, certainty: int | None) -> dict[str, list[str]]:
    """What the controls of a question hold, by name, when this is on record for it."""
    return _with_certainty(fields_of(response), certainty)


def _with_certainty(sent: dict[str, list[str]], certainty: int | None) -> dict[str, list[str]]:
    return {**sent, "certainty": [str(certainty)] if certainty else []}


class AnswerForm(forms.Form):
    """One question's answer. `go_to` says where the person wants to be next.

    `was` holds what the controls held on the page: whoever only leafs through changes nothing.
    """

    question = forms.CharField(max_length=36)
    sequence = forms.IntegerField(min_value=1, max_value=MOST_CHANGES)
    nonce = forms.CharField(max_length=LONGEST_NONCE)
    certainty = forms.IntegerField(min_value=1, max_value=3, required=False)
    go_to = forms.CharField(max_length=10, required=False)
    age = forms.IntegerField(min_value=0, max_value=_LONGEST_AGE, required=False)
    was = forms.CharField(max_length=_LONGEST_WAS, required=False)

    def given(self) -> GivenAnswer:
        """The answer. Raises UnusableAnswer, UnnumberedAnswer for what no page of ours sends."""
        sent = _controls(self.data)
        wrong = set(self.errors)
        if wrong - _STAMP:
            raise UnusableAnswer
        if wrong:
            raise UnnumberedAnswer
        certainty = self.cleaned_data["certainty"]
        return GivenAnswer(
            question_id=self.cleaned_data["question"],
            sent=sent,
            certainty=certainty,
            sequence=self.cleaned_data["sequence"],
            nonce=self.cleaned_data["nonce"],
            go_to=self.cleaned_data["go_to"],
            age=timedelta(milliseconds=self.cleaned_data["age"] or 0),
            is_unchanged="was" in self.data
            and as_text(_with_certainty(sent, certainty)) == self.cleaned_data["was"],
        )


@dataclass(frozen=True)
class GivenText:
    """What was posted for one reflection; `owner` says, signed, whose page it came from."""

    text: str
    nonce: str
    owner: str


class ReflectionForm(forms.Form):
    """What a person writes about their own work. Empty text is a wish to remove it."""

    text = forms.CharField(required=False)
    nonce = forms.CharField(max_length=64, required=False)
    owner = forms.CharField(max_length=120, required=False)

    def clean_text(self) -> str:
        """With one kind of line break: browsers count one character for it, and send two."""
        return "\n".join(str(self.cleaned_data["text"]).splitlines())

    def given(self) -> GivenText:
        """The text. Raises UnusableAnswer for what no page sends, ReflectionTooLong."""
        if "text" not in self.data or not self.is_valid():
            raise UnusableAnswer
        if len(self.cleaned_data["text"]) > MOST_CHARACTERS:
            raise ReflectionTooLong(most=MOST_CHARACTERS)
        return GivenText(**self.cleaned_data)


class ShareForm(forms.Form):
    """With which cohort. Whether it is the person's own, the verb asks."""

    cohort_pk = forms.IntegerField(min_value=1)

    def cohort(self) -> Cohort:
        """The cohort. Raises NotYourCohort."""
        found = None
        if self.is_valid():
            found = Cohort.objects.filter(pk=self.cleaned_data["cohort_pk"]).first()
        if found is None:
            raise NotYourCohort
        return found


class LateAnswerForm(forms.Form):
    """Whether an answer that came late counts, and why."""

    counts = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("It counts")), ("no", _("Set aside"))],
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class RegradeForm(forms.Form):
    """Why a question is marked again; `token` stands for the list that was looked at."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stands in the log, with your name.")
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


class VerifyForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("26 letters and numbers, with or without hyphens"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code as stored."""
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("This cannot be a code. It has 26 letters and numbers; copy all of them.")
            )
        return code


class VerifyFileForm(forms.Form):
    """The PDF of a certificate, or its SHA-256 when the browser has computed it itself."""

    file = forms.FileField(
        label=_("The PDF file"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the PDF file of a certificate.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    sha256 = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is no sum counts as none, and the person is asked for the file.
        is_sum = _SHA256.fullmatch(self.data.get("sha256", "")) is not None
        self.fields["file"].required = not is_sum

    def clean_file(self) -> Any:
        """No larger than a certificate can be."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_CERTIFICATE:
            raise forms.ValidationError(_("This file is larger than any certificate of ours."))
        return file

    def digest(self) -> str:
        """The SHA-256 of the file in 64 hexadecimal digits; the form must be valid."""
        if file := self.cleaned_data.get("file"):
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            return digest.hexdigest()
        return str(self.cleaned_data["sha256"])


def kept_answer(data: Any) -> GivenAnswer | None:
    """An answer that was kept in a session while nobody was signed in, or None for junk."""
    try:
        return GivenAnswer(
            question_id=str(data["question"]),
            sent={str(name): [str(v) for v in values] for name, values in data["sent"].items()},
            certainty=int(data["certainty"]) if data["certainty"] else None,
            sequence=int(data["sequence"]),
            nonce=str(data["nonce"]),
            go_to="",
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
