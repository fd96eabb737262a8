"""An offer, by the link in its letter. Reading accepts nothing: only a person's POST answers."""

import time

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from content.languages import is_offered
from lms.accounts.adapters import ENTERED
from lms.accounts.languages import remember_language
from lms.seminars.actions import answer_offer
from lms.seminars.actions.offers import refuse_others
from lms.seminars.agenda import zone_of
from lms.seminars.errors import OfferOfAnother, OfferOver, SignInFirst
from lms.seminars.forms.offers import RefuseForm, form_for
from lms.seminars.journeys import courses_before
from lms.seminars.models import Participation
from lms.seminars.offers import contacts_of, is_taken_by, offered


@never_cache
@sensitive_post_parameters("password")
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, until when, what it asks and what is stored; POST answers."""
    participation = offered(token)
    if participation is None:
        return _gone(request, token)
    _speak_to(request, participation)
    try:
        refuse_others(participation, request.user)
        if request.method == "POST":
            return _answer(request, token, participation)
        return _page(request, participation)
    except OfferOver:
        return _gone(request, token)
    except OfferOfAnother as refusal:
        context = {"refusal": refusal}
        return _private(render(request, "seminars/offer_of_another.html", context, status=403))
    except SignInFirst:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return _page(request, participation)


def _answer(request: HttpRequest, token: str, participation: Participation) -> HttpResponse:
    """Raises OfferOver when somebody else was faster with the same link."""
    if request.POST.get("answer") == "refuse":
        return _refuse(request, token, participation)
    form = form_for(participation, request.POST)
    if not form.is_valid():
        return _page(request, participation, form=form)
    entering = form.entering()
    confirmed = answer_offer(
        token, takes_it=True, by=request.user, entering=entering, consents=form.consents()
    )
    words = _("You have taken the place in “%(edition)s”.") % {"edition": confirmed.edition}
    messages.success(request, words)
    if entering is None:
        return redirect("my_learning")
    return _enter(request, confirmed, with_passkey=entering.password is None)


def _enter(request: HttpRequest, confirmed: Participation, *, with_passkey: bool) -> HttpResponse:
    """Sign in who has just been let in, as the welcome page does."""
    way = reverse("mfa_add_webauthn") if with_passkey else reverse("my_learning")
    response = perform_login(request, confirmed.user, redirect_url=way)
    request.session[ENTERED] = time.time()
    remember_language(response, confirmed.user.preferred_language)
    return response


def _refuse(request: HttpRequest, token: str, participation: Participation) -> HttpResponse:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, participation, refusing=form)
    answer_offer(token, takes_it=False, by=request.user, reason=form.cleaned_data["reason"])
    context = {"edition": participation.edition}
    return _private(render(request, "seminars/offer_refused.html", context))


def _page(request: HttpRequest, participation: Participation, **forms) -> HttpResponse:
    context = {
        "participation": participation,
        "edition": participation.edition,
        "courses": courses_before(participation, translation.get_language() or "en"),
        "contacts": contacts_of(participation.edition),
        "zone": zone_of(participation.user, participation.edition),
        "form": form_for(participation),
        "refusing": RefuseForm(),
        **forms,
    }
    return _private(render(request, "seminars/offer.html", context))


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """The same words whatever the reason: nobody learns whether there ever was such an offer.

    Who took the place and pressed the button twice is led on: they see that it is theirs.
    """
    pressed_again = request.method == "POST" and request.user.is_authenticated
    if pressed_again and is_taken_by(token, request.user):
        return redirect("my_learning")
    response = _private(render(request, "seminars/offer_over.html", status=OfferOver.status))
    response["Referrer-Policy"] = "no-referrer"
    return response


def _speak_to(request: HttpRequest, participation: Participation) -> None:
    """In the language of the letter, until the reader chooses another."""
    code = participation.user.preferred_language
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and is_offered(code):
        translation.activate(code)
        request.LANGUAGE_CODE = code


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes into no search engine, and by the site's policy to no other
    site. (With `no-referrer` browsers would send the forms with an origin of "null", which is
    refused; `same-origin` keeps the address from everybody else just as well.)
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
