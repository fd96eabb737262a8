"""The certificates of an edition in the CMS: who gets one, the order, and how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from lms.seminars.access import may_issue_certificates, refuse_without_certificates
from lms.seminars.actions import order_certificates
from lms.seminars.certifying import progress_of
from lms.seminars.errors import SeminarRefusal
from lms.seminars.views.running import edition_or_404


def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody whom certificates concern, and a button for each kind."""
    edition = edition_or_404(request, pk)
    if request.method == "POST":
        try:
            refuse_without_certificates(request.user)
            n = order_certificates(edition, request.POST.get("kind", ""), by=request.user)
        except SeminarRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            text = ngettext(
                "%(n)s certificate is being issued. Look again in a moment.",
                "%(n)s certificates are being issued. Look again in a moment.",
                n,
            )
            messages.success(request, text % {"n": n})
        return redirect("edition_certificates", pk)
    kinds = progress_of(edition)
    context = {
        "edition": edition,
        "kinds": kinds,
        "any_issued": any(kind.issued for kind in kinds),
        "may_issue": may_issue_certificates(request.user),
    }
    return render(request, "seminars/cms/certificates.html", context)
