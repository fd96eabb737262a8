"""Forms about people."""

import zoneinfo

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from lms.accounts.access import may_change_sign_in, may_give_roles
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


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    preferred_language = forms.ChoiceField(label=_("Preferred language"))
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["printed_name", "preferred_language", "time_zone"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_language"].choices = settings.LANGUAGES
        self.fields["time_zone"].choices = [
            (name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())
        ]


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

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        withheld = []
        if not may_give_roles(by):
            withheld += ["is_superuser", "groups", "password1", "password2"]
        if self.instance.pk and not may_change_sign_in(by, self.instance):
            withheld += ["email", "is_active"]
        for name in withheld:
            self.fields.pop(name, None)
            # Wagtail's form reads these two even when they are not asked for.
        self._asks_password = "password1" in self.fields

    @property
    def password_enabled(self) -> bool:
        """Whether the form asks for a password."""
        return getattr(self, "_asks_password", True)

    def save(self, commit: bool = True) -> User:
        """A new person without a password has none, rather than an empty one."""
        if self.instance.pk is None and not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        return super().save(commit)


_FIELDS = ["email", "printed_name", "territory", "institution", "is_superuser", "groups"]


class PersonCreationForm(_PersonFields, UserCreationForm):
    """Add a person; without a password they set one by mail."""

    password_required = False

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS


class PersonEditForm(_PersonFields, UserEditForm):
    """Change a person."""

    class Meta(UserEditForm.Meta):
        fields = [*_FIELDS, "is_active"]
