"""Issue anew, revoke and restore a certificate in the CMS, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.actions import reissue_certificate, restore_certificate, revoke_certificate
from courses.errors import Refusal
from courses.models import Certificate

State = Certificate.State


@dataclass(frozen=True)
class Act:
    """A verb on a certificate: who carries it out, on which states, and what it does in words."""

    carry_out: Callable[..., Certificate]
    states: tuple[str, ...]
    label: Promise
    about: Promise
    done: Promise


ACTS = {
    "reissue": Act(
        reissue_certificate,
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
        (State.REVOKED,),
        _("Restore"),
        _("It is in force again, as it was printed."),
        _("The certificate is in force again."),
    ),
}


class ReasonForm(forms.Form):
    """Why: it is kept in the log, where staff read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For the log; the public check does not show it."),
    )


def acts_for(certificate: Certificate) -> list[tuple[str, Act]]:
    """What may be done with it as it stands, by the word of the address."""
    return [(word, act) for word, act in ACTS.items() if certificate.state in act.states]


def carry_out(request: HttpRequest, word: str, pk: UUID) -> HttpResponse:
    """Ask for the reason, then carry the verb out or say why not."""
    if not request.user.has_perm("courses.change_certificate"):
        raise PermissionDenied
    if word not in ACTS:
        raise Http404(_("There is no such action."))
    certificate = get_object_or_404(Certificate.objects.select_related("holder"), pk=pk)
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
