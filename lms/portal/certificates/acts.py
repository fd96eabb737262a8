"""Issue anew, revoke, restore and release a certificate in the CMS."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from courses.access import certificate_for_staff
from courses.actions import (
    reissue_certificate,
    release_held,
    restore_certificate,
    revoke_certificate,
)
from courses.errors import Refusal
from courses.models import Certificate

State = Certificate.State
ISSUE, REVOKE = "courses.issue_certificate", "courses.revoke_certificate"


@dataclass(frozen=True)
class Act:
    """A verb on a certificate: for whom, on which states, and what it does in words."""

    carry_out: Callable[..., Certificate]
    permission: str
    states: tuple[str, ...]
    label: Promise
    about: Promise
    done: Promise


ACTS = {
    "reissue": Act(
        reissue_certificate,
        ISSUE,
        Certificate.CURRENT,
        _("Issue anew"),
        _(
            "A new certificate with the name that the account holds now takes the place of this "
            "one. Whoever checks the old one reads that it was replaced. Its file stays as it is."
        ),
        _("The certificate was issued anew and will be printed."),
    ),
    "revoke": Act(
        revoke_certificate,
        REVOKE,
        Certificate.CURRENT,
        _("Revoke"),
        _(
            "Whoever checks it reads that it was withdrawn, with the day and without the name and "
            "the reason. It can be restored as long as no other is issued."
        ),
        _("The certificate was revoked."),
    ),
    "restore": Act(
        restore_certificate,
        REVOKE,
        (State.REVOKED,),
        _("Restore"),
        _("It is in force again, as it was printed."),
        _("The certificate is in force again."),
    ),
}


class ReasonForm(forms.Form):
    """Why: it is kept in the log, where staff read it."""

    reason = forms.CharField(
        label=pgettext_lazy("for the log", "Reason"),
        max_length=300,
        help_text=_("For the log; the public check does not show it."),
    )


def acts_for(user: AbstractBaseUser, certificate: Certificate) -> list[tuple[str, Act]]:
    """What the person may do with it as it stands, by the word of the address."""
    fitting = [(word, act) for word, act in ACTS.items() if certificate.state in act.states]
    return [(word, act) for word, act in fitting if user.has_perm(act.permission)]


def may_release(user: AbstractBaseUser, certificate: Certificate) -> bool:
    """Whether it is held, was never printed, and the person may issue."""
    waits = certificate.state == State.HELD and certificate.rendered_at is None
    return waits and user.has_perm(ISSUE)


def carry_out(request: HttpRequest, word: str, pk: UUID) -> HttpResponse:
    """Ask for the reason, then carry the verb out or say why not."""
    if word not in ACTS:
        raise Http404(_("There is no such action."))
    certificate = certificate_for_staff(request.user, pk, ACTS[word].permission)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(request, ACTS[word], certificate, form.cleaned_data["reason"])
    context = {"act": ACTS[word], "certificate": certificate, "form": form}
    return render(request, "portal/cms/certificate_act.html", context)


def _done(request: HttpRequest, act: Act, certificate: Certificate, reason: str) -> HttpResponse:
    try:
        certificate = act.carry_out(certificate.pk, by=request.user, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, act.done)
    return redirect("courses_certificate:inspect", certificate.pk)


@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print a held certificate with the name that the account holds now, or say why not."""
    certificate = certificate_for_staff(request.user, pk, ISSUE)
    if not may_release(request.user, certificate):
        raise Http404(_("This certificate is not held."))
    released = release_held(certificate.pk, by=request.user)
    if released.state == State.HELD:
        messages.error(request, released.held_because)
    else:
        messages.success(request, _("The certificate was released and will be printed."))
    return redirect("courses_certificate:inspect", pk)
