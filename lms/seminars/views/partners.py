"""The partners of an edition in the CMS."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.seminars.access import edition_to_run
from lms.seminars.actions import set_edition_partners
from lms.seminars.forms.partners import partner_rows
from lms.seminars.views.navigation import edition_context


def partners(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom the edition is held, in order."""
    edition = edition_to_run(request.user, pk)
    rows = partner_rows(edition, request.POST or None)
    if request.method == "POST" and rows.is_valid():
        set_edition_partners(edition, rows.partners(), by=request.user)
        messages.success(request, _("The partners were set."))
        return redirect("edition_partners", pk)
    context = edition_context(
        edition,
        "edition_partners",
        rows=rows,
        lines=edition.partner_lines.select_related("partner__logo"),
        may_add=request.user.has_perm("seminars.add_partner"),
    )
    return render(request, "seminars/cms/partners.html", context)
