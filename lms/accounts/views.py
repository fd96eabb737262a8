"""A person's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.accounts.actions import update_profile
from lms.accounts.forms import ProfileForm
from lms.accounts.languages import remember_language


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone; ways to the password and out."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        update_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Your account was changed."))
        response = redirect("account_me")
        remember_language(response, request.user.preferred_language)
        return response
    return render(request, "account/me.html", {"form": form})
