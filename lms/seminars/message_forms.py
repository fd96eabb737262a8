"""Forms of messages: to whom, and the words in each language."""

import uuid
from collections.abc import Mapping

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.languages import direction_of, offered_languages
from lms.seminars.errors import UnknownPlaces
from lms.seminars.models import MessageTemplate
from lms.seminars.models.messages import LONGEST_BODY, LONGEST_SUBJECT
from lms.seminars.places import unknown_places


def known_places(text: str) -> None:
    """Raise ValidationError for anything in braces that no message has a value for."""
    wrong = unknown_places(text)
    if wrong:
        raise ValidationError(str(UnknownPlaces(places=", ".join(wrong))))


def _subject(code: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs=_written_in(code))
    return forms.CharField(
        label=_("Subject"), max_length=LONGEST_SUBJECT, validators=[known_places], widget=widget
    )


def _body(code: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 12, **_written_in(code)})
    return forms.CharField(
        label=_("Text"), max_length=LONGEST_BODY, validators=[known_places], widget=widget
    )


def _written_in(code: str) -> dict[str, str]:
    """The language of what is typed, and its direction; the browser's guess where unknown."""
    if not code:
        return {"dir": "auto"}
    return {"lang": code, "dir": direction_of(code) if code in LANG_INFO else "auto"}


class ToForm(forms.Form):
    """To whom: primary keys of participations with commas, so that thousands are one field."""

    to = forms.CharField(widget=forms.HiddenInput)

    def clean_to(self) -> set[int]:
        """The keys."""
        try:
            return {int(key) for key in self.cleaned_data["to"].split(",")}
        except ValueError as error:
            raise ValidationError(_("Choose the people on the board again.")) from error


class MessageForm(forms.Form):
    """The words of a message in each language that occurs among its readers."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=MessageTemplate.Kind.choices, widget=forms.HiddenInput)

    def __init__(self, *args, languages: Mapping[str, tuple[str, int]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            self.fields[f"subject-{code}"] = _subject(code)
            self.fields[f"body-{code}"] = _body(code)

    @classmethod
    def beginning(
        cls,
        kind: str,
        words: Mapping[str, tuple[str, str]],
        languages: Mapping[str, tuple[str, int]],
    ) -> "MessageForm":
        """A new message with the words of its kind."""
        initial: dict[str, object] = {"key": uuid.uuid4(), "kind": kind}
        for code, (subject, body) in words.items():
            initial |= {f"subject-{code}": subject, f"body-{code}": body}
        return cls(languages=languages, initial=initial)

    def parts(self) -> list[tuple[str, int, forms.BoundField, forms.BoundField]]:
        """Each language: its name, how many read it, and its two fields."""
        return [
            (name, readers, self[f"subject-{code}"], self[f"body-{code}"])
            for code, (name, readers) in self.languages.items()
        ]

    def words(self) -> dict[str, dict[str, str]]:
        """Subject and body by language."""
        data = self.cleaned_data
        return {
            code: {"subject": data[f"subject-{code}"], "body": data[f"body-{code}"]}
            for code in self.languages
        }


class KindForm(forms.Form):
    """What a message is about."""

    kind = forms.ChoiceField(label=_("About"), choices=MessageTemplate.Kind.choices)


class WhichWordsForm(KindForm):
    """Which words of an edition are to be changed."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        languages = [(language.code, language.name) for language in offered_languages()]
        self.fields["language"].choices = languages


class WordsForm(forms.Form):
    """The words of one kind of message in one language."""

    def __init__(self, *args, language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"] = _subject(language)
        self.fields["body"] = _body(language)
