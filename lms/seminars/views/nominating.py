"""How people come into an edition from outside: an institution's link, one's own application."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from content.languages import is_offered
from courses.limits import asks_too_often
from lms.seminars.access import edition_to_apply_for, edition_to_run, link_to_run
from lms.seminars.actions import (
    apply_oneself,
    close_nomination_link,
    nominate,
    open_nomination_link,
    renew_nomination_link,
)
from lms.seminars.errors import KnownToUs, LinkOver, SeminarRefusal
from lms.seminars.forms.nominating import ApplicationForm, LinkForm, NominationForm
from lms.seminars.models import Edition, NominationLink
from lms.seminars.nominating import link_behind, links_of, nomination_address, nominees_of
from lms.seminars.offers import contacts_of
from lms.seminars.transitions import NOMINATING

# --- staff, in the CMS ---


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of an edition, and a form for a new one, whose address is shown once."""
    edition = edition_to_run(request.user, pk)
    form = LinkForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            made, token = open_nomination_link(edition, **form.cleaned_data, by=request.user)
        except SeminarRefusal as refusal:
            form.add_error("institution", str(refusal))
        else:
            return _links(request, edition, LinkForm(edition=edition), made, token)
    return _links(request, edition, form)


def _links(
    request: HttpRequest,
    edition: Edition,
    form: LinkForm,
    shown: NominationLink | None = None,
    token: str = "",
) -> HttpResponse:
    """`shown` is the link whose address is told on this page, and on no other."""
    context = {
        "edition": edition,
        "form": form,
        "links": links_of(edition),
        "today": timezone.now().astimezone(edition.zone).date(),
        "shown": shown,
        "address": nomination_address(token) if token else "",
        "may_nominate": edition.state in NOMINATING,
    }
    response = render(request, "seminars/cms/edition_nominations.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new address in place of the old one, shown once."""
    link = link_to_run(request.user, pk)
    try:
        token = renew_nomination_link(link, by=request.user)
    except LinkOver as refusal:
        messages.error(request, str(refusal))
        return redirect("edition_nominations", link.edition_id)
    return _links(request, link.edition, LinkForm(edition=link.edition), link, token)


@require_POST
def close_link(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link."""
    link = link_to_run(request.user, pk)
    try:
        close_nomination_link(link, by=request.user)
    except LinkOver as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is closed. Its nominees stay in the edition."))
    return redirect("edition_nominations", link.edition_id)


# --- an institution, without signing in ---


@never_cache
@sensitive_post_parameters()
def nomination(request: HttpRequest, token: str) -> HttpResponse:
    """The call, a form, and how one's own nominees stand; POST puts one person forward."""
    if asks_too_often(request, "nominate", settings.NOMINATIONS_A_MINUTE):
        return _private(render(request, "seminars/nominate_busy.html", status=429))
    link = link_behind(token)
    if link is None:
        return _private(render(request, "seminars/nominate_over.html", status=404))
    _speak_to(request, link)
    form = NominationForm(
        request.POST if request.method == "POST" else None, initial={"language": link.language}
    )
    if form.is_bound and form.is_valid() and _nominate(request, link, form):
        return _private(redirect(request.path))
    return _private(_nomination_page(request, link, form))


def _nominate(request: HttpRequest, link: NominationLink, form: NominationForm) -> bool:
    """False, with the sentence on the page and what was written kept, when it is refused."""
    try:
        nominate(link, form.nomination())
    except KnownToUs as refusal:
        messages.info(request, str(refusal))
    except SeminarRefusal as refusal:
        form.add_error(None, str(refusal))
        return False
    else:
        messages.success(request, _("Thank you. The nomination was received."))
    return True


def _nomination_page(
    request: HttpRequest, link: NominationLink, form: NominationForm
) -> HttpResponse:
    edition = link.edition
    nominees = nominees_of(link)
    today = timezone.now().astimezone(edition.zone).date()
    context = {
        "link": link,
        "edition": edition,
        "form": form,
        "nominees": nominees,
        "left": max(link.most - len(nominees), 0),
        "is_open": edition.state in NOMINATING and link.is_open_on(today),
        "contacts": contacts_of(edition),
    }
    return render(request, "seminars/nominate.html", context)


def _speak_to(request: HttpRequest, link: NominationLink) -> None:
    """In the language of the letter, until the reader chooses another."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and is_offered(link.language):
        translation.activate(link.language)
        request.LANGUAGE_CODE = link.language


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes into no search engine, and by the site's policy elsewhere."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# --- a person for themselves ---


@never_cache
@login_required
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a place in an edition that takes applications."""
    edition = edition_to_apply_for(slug)
    own = edition.participations.filter(user=request.user).first()
    form = ApplicationForm(request.POST if request.method == "POST" else None)
    if own is None and form.is_bound and form.is_valid():
        try:
            apply_oneself(edition, request.user, **form.cleaned_data)
        except SeminarRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your application was received."))
            return redirect("seminars:apply", slug)
    context = {
        "edition": edition,
        "own": own,
        "form": form,
        "is_open": edition.takes_applications(timezone.now()),
    }
    return render(request, "seminars/apply.html", context)
