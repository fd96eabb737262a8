"""Forms about people."""

import zoneinfo

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from lms.accounts.access import may_change_sign_in, may_give_roles
from lms.accounts.actions import add_person
from lms.accounts.errors import NameMissing
from lms.accounts.models import Institution, Territory, User


class SignInForm(LoginForm):
    """allauth's form in our words, without placeholders."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "login": _("E-mail address"),
            "password": _("Password"),
            "remember": _("Stay signed in on this device"),
        }
        for name, label in labels.items():
            if name in self.fields:
                self.fields[name].label = label
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def time_zone_choices() -> list[tuple[str, str]]:
    """Every time zone by name."""
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    name_is_right = forms.BooleanField(
        label=_("This is how my name shall be printed"),
        required=False,
        help_text=_("Afterwards only the coordinators can correct it."),
    )
    preferred_language = forms.ChoiceField(label=_("Preferred language"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    field_order = ["printed_name", "name_is_right"]

    class Meta:
        model = User
        fields = ["printed_name", "preferred_language", "time_zone"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_language"].choices = settings.LANGUAGES
        self.fields["time_zone"].choices = time_zone_choices()
        if self.instance.name_is_confirmed:
            del self.fields["printed_name"], self.fields["name_is_right"]

    def clean(self) -> dict:
        """Nobody confirms that they have no name."""
        data = super().clean() or {}
        if data.get("name_is_right") and not data.get("printed_name", "").strip():
            self.add_error("printed_name", str(NameMissing()))
        return data

    def given(self) -> dict[str, str | None]:
        """The arguments of `update_profile`; no name when it is confirmed."""
        data = self.cleaned_data
        names = ("preferred_language", "time_zone")
        return {name: data[name] for name in names} | {"printed_name": data.get("printed_name")}

    @property
    def confirms(self) -> bool:
        """Whether the person says that the name is right."""
        return bool(self.cleaned_data.get("name_is_right"))


class WelcomeForm(forms.Form):
    """What an invited person says of themselves, and how they will sign in."""

    printed_name = forms.CharField(
        label=_("Printed name"),
        max_length=150,
        help_text=_("As it shall stand on certificates, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_language = forms.ChoiceField(label=_("Preferred language"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Choose a password, or go on with a passkey.")},
        help_text=_("Twelve characters or more; a sentence is easier to remember than a word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    way = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password"].required = self.data.get("way") != "passkey"
        self.fields["preferred_language"].choices = settings.LANGUAGES
        self.fields["time_zone"].choices = time_zone_choices()
        if person.name_is_confirmed:  # a certificate was issued before they came
            del self.fields["printed_name"]
        self.initial |= {
            "printed_name": person.printed_name,
            "preferred_language": person.preferred_language,
            "time_zone": person.time_zone,
        }

    def clean(self) -> dict:
        """A good password, unless the person goes on with a passkey."""
        data = super().clean() or {}
        if data.get("way") == "passkey":
            data["password"] = ""
            return data
        try:
            if data.get("password"):
                validate_password(data["password"], self.person)
        except forms.ValidationError as error:
            self.add_error("password", error)
        return data

    def given(self) -> dict[str, str | None]:
        """The arguments of `let_in`; no password means a passkey, no name a confirmed one."""
        names = ("preferred_language", "time_zone")
        return {name: self.cleaned_data[name] for name in names} | {
            "printed_name": self.cleaned_data.get("printed_name"),
            "password": self.cleaned_data["password"] or None,
        }


class _PersonFields(forms.Form):
    """Our own person's fields in Wagtail's forms, which expect first and last names."""

    first_name = None
    last_name = None
    printed_name = forms.CharField(label=_("Printed name"), required=False, max_length=150)
    territory = forms.ModelChoiceField(
        Territory.objects.all(), required=False, label=_("State or territory")
    )
    institution = forms.ModelChoiceField(
        Institution.objects.all(), required=False, label=_("Institution")
    )

    preferred_language = forms.ChoiceField(label=_("Preferred language"))

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        # Wagtail's form asks for these; ours do not, and a page that loops over fields shows them.
        for name in ("first_name", "last_name"):
            self.fields.pop(name, None)
        self.fields["preferred_language"].choices = settings.LANGUAGES
        withheld = []
        if not may_give_roles(by):
            withheld += ["is_superuser", "groups", "password1", "password2"]
        if self.instance.pk and not may_change_sign_in(by, self.instance):
            withheld += ["email", "is_active"]
        if self.instance.name_is_confirmed:
            withheld.append("printed_name")  # a verb with a reason corrects it
        for name in withheld:
            self.fields.pop(name, None)
            # Wagtail's form reads these two even when they are not asked for.
        self._asks_password = "password1" in self.fields

    @property
    def password_enabled(self) -> bool:
        """Whether the form asks for a password."""
        return getattr(self, "_asks_password", True)


_FIELDS = [
    "email",
    "printed_name",
    "preferred_language",
    "territory",
    "institution",
    "is_superuser",
    "groups",
]


class PersonCreationForm(_PersonFields, UserCreationForm):
    """Add a person; without a password they set one from the letter that invites them."""

    password_required = False
    invite = forms.BooleanField(
        label=_("Send the invitation now"),
        required=False,
        initial=True,
        help_text=_("A letter with the link to choose a password or a passkey."),
    )

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS

    def save(self, commit: bool = True) -> User:
        """Through the verb; groups follow, since they need the stored person."""
        person = super().save(commit=False)
        add_person(person, by=self.by)
        self.save_m2m()
        return person


class PersonEditForm(_PersonFields, UserEditForm):
    """Change a person."""

    class Meta(UserEditForm.Meta):
        fields = [*_FIELDS, "keep_until", "is_active"]
        widgets = {**UserEditForm.Meta.widgets, "keep_until": AdminDateInput}
