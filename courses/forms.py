"""Forms of the learner's pages. They hold all parsing and return domain types."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.certificates.facts import read_code
from courses.errors import NotYourCohort, ReflectionTooLong, UnnumberedAnswer, UnusableAnswer
from courses.models import Cohort
from courses.models.reflections import MOST_CHARACTERS
from courses.saving import LONGEST_NONCE, MOST_CHANGES

MOST_PICKS = 40
_STAMP = {"sequence", "nonce"}


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
    """What was posted for one question."""

    question_id: str
    picks: list[str]
    sequence: int
    nonce: str
    go_to: str
    is_unchanged: bool = False


class AnswerForm(forms.Form):
    """One question's answer. `go_to` says where the person wants to be next.

    `was` holds the picks that the page showed: whoever only leafs through changes nothing.
    """

    question = forms.CharField(max_length=36)
    sequence = forms.IntegerField(min_value=1, max_value=MOST_CHANGES)
    nonce = forms.CharField(max_length=LONGEST_NONCE)
    go_to = forms.CharField(max_length=10, required=False)
    was = forms.CharField(max_length=37 * MOST_PICKS, required=False)

    def given(self) -> GivenAnswer:
        """The answer. Raises UnusableAnswer, UnnumberedAnswer for what no page of ours sends."""
        picks = self.data.getlist("pick") if hasattr(self.data, "getlist") else []
        wrong = set(self.errors)
        if len(picks) > MOST_PICKS or any(len(p) > 36 for p in picks) or wrong - _STAMP:
            raise UnusableAnswer
        if wrong:
            raise UnnumberedAnswer
        return GivenAnswer(
            question_id=self.cleaned_data["question"],
            picks=picks,
            sequence=self.cleaned_data["sequence"],
            nonce=self.cleaned_data["nonce"],
            go_to=self.cleaned_data["go_to"],
            is_unchanged="was" in self.data and set(picks) == set(self.cleaned_data["was"].split()),
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


def kept_answer(data: Any) -> GivenAnswer | None:
    """An answer that was kept in a session while nobody was signed in, or None for junk."""
    try:
        return GivenAnswer(
            question_id=str(data["question"]),
            picks=[str(pick) for pick in data["picks"]],
            sequence=int(data["sequence"]),
            nonce=str(data["nonce"]),
            go_to="",
        )
    except (KeyError, TypeError, ValueError):
        return None
