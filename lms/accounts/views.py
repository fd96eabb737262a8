"""A person's own account: what they may change, see, take along, agree to, and leave."""

import json
import time

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lms.accounts.actions import (
    ask_for_erasure,
    confirm_name,
    give_consent,
    let_in,
    take_back_erasure,
    update_profile,
    withdraw_consent,
)
from lms.accounts.adapters import ENTERED
from lms.accounts.consents import consents_of, is_asked_here, purpose_of
from lms.accounts.errors import AccountRefusal
from lms.accounts.forms import ProfileForm, WelcomeForm
from lms.accounts.invitations import invited_person
from lms.accounts.languages import remember_language
from lms.accounts.personal_data import export_person, readable


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone; ways to the password, one's data and out."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        response = redirect("account_me")
        remember_language(response, form.cleaned_data["preferred_language"])
        return response
    return render(request, "account/me.html", {"form": form})


def _changed(request: HttpRequest, form: ProfileForm) -> bool:
    """Whether the verbs agreed; a refusal stands above the form."""
    try:
        update_profile(request.user, **form.given())
        if form.confirms:
            confirm_name(request.user, by=request.user)
    except AccountRefusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your account was changed."))
    return True


@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is stored about oneself, and what one agreed to."""
    context = {
        "parts": readable(export_person(request.user)),
        "consents": list(consents_of(request.user)),
    }
    return render(request, "account/my_data.html", context)


@never_cache
@login_required
def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same as a file to keep or to take elsewhere."""
    text = json.dumps(export_person(request.user), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@login_required
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give a consent, or withdraw it."""
    subject = request.POST.get("subject", "")
    gives = request.POST.get("answer") == "give"
    if purpose_of(purpose) is None or (gives and not is_asked_here(request.user, purpose, subject)):
        raise Http404
    if gives:
        give_consent(request.user, purpose, subject=subject)
        messages.success(request, _("Your consent is recorded. You may withdraw it at any time."))
    else:
        withdraw_consent(request.user, purpose, subject=subject)
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("account_data")


@require_POST
@login_required
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask for one's data to be erased, or take that back."""
    if request.POST.get("answer") == "ask":
        ask_for_erasure(request.user)
        messages.success(request, _("The programme has been asked to erase your data."))
    else:
        take_back_erasure(request.user)
        messages.success(request, _("You no longer ask for your data to be erased."))
    return redirect("account_data")


@never_cache
@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The first visit, from the link in an invitation; only a person's own POST accepts it."""
    person = invited_person(token)
    if person is None:
        return _private(render(request, "account/welcome_used.html", status=404))
    form = WelcomeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        entered = let_in(token, **form.given())
        passkey = form.cleaned_data["password"] == ""
        way = reverse("mfa_add_webauthn") if passkey else reverse("my_learning")
        response = perform_login(request, entered, redirect_url=way)
        request.session[ENTERED] = time.time()
        remember_language(response, entered.preferred_language)
        return response
    return _private(render(request, "account/welcome.html", {"form": form, "person": person}))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes into no search engine, and by policy to no other site.

    (With `no-referrer` browsers would send the form with an origin of "null", which is refused.)
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
