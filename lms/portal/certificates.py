"""Certificates in the CMS: what was issued, what is held and why, and the verb that releases."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.actions import release_held
from courses.models import Certificate
from lms.portal.certificate_acts import acts_for, carry_out
from lms.portal.certificate_files import archive, table, workbook


class LookOnly(ModelPermissionPolicy):
    """Certificates are written by verbs: nobody adds, edits or deletes one in a form."""

    def user_has_permission(self, user, action: str) -> bool:
        """Looking is for those who may view or change."""
        if action in ("add", "delete", "change"):
            return False
        return user.has_perm("courses.view_certificate")


register_permission_policy(Certificate, LookOnly(Certificate))


_FACTS = (
    ("heading", _("Heading")),
    ("name", _("Name")),
    ("verb", _("Line under the name")),
    ("title", _("Of what")),
    ("extent", _("Extent")),
    ("period", _("When")),
    ("place", _("Where")),
    ("issuer", _("Issued by")),
    ("programme", _("Programme")),
    ("issued_on", _("Issued")),
    ("statement", _("Statement")),
    ("language", _("Language")),
)


def printed_facts(certificate: Certificate) -> list[tuple[Promise, str]]:
    """What stands on the paper, each with its name; what is empty is left out."""
    facts = certificate.facts
    found = [(label, facts.get(name, "")) for name, label in _FACTS]
    signed = "; ".join(f"{each['name']}, {each['office']}" for each in facts["signatories"])
    return [(label, words) for label, words in (*found, (_("Signed by"), signed)) if words]


class CertificateInspectView(InspectView):
    """One certificate with its printed facts, what was done with it, and what may be done."""

    template_name = "portal/cms/certificate.html"

    def get_context_data(self, **kwargs):
        """What may be done, and the log, the newest first."""
        certificate = self.object
        log = ModelLogEntry.objects.for_instance(certificate).select_related("user")
        return {
            **super().get_context_data(**kwargs),
            "may_change": self.request.user.has_perm("courses.change_certificate"),
            "acts": acts_for(certificate),
            "newer": getattr(certificate, "replaced_by", None),
            "printed": printed_facts(certificate),
            "history": log.order_by("-timestamp", "-pk"),
        }


@require_POST
def release(request: HttpRequest, pk: str) -> HttpResponse:
    """Print a held certificate with the name that the account holds now, or say why not."""
    if not request.user.has_perm("courses.change_certificate"):
        raise PermissionDenied
    certificate = get_object_or_404(Certificate.objects.held(), pk=pk)
    released = release_held(certificate.pk, by=request.user)
    if released.state == Certificate.State.HELD:
        messages.error(request, released.held_because)
    else:
        messages.success(request, _("The certificate was released and will be printed."))
    return redirect("courses_certificate:inspect", pk)


class CertificateViewSet(ModelViewSet):
    """The list of certificates, the held ones first to be found."""

    model = Certificate
    name = "courses_certificate"
    url_namespace = "courses_certificate"
    icon = "doc-full"
    menu_label = _("Certificates")
    form_fields = ["state"]
    inspect_view_enabled = True
    inspect_view_class = CertificateInspectView
    inspect_view_fields = ["number", "state", "held_because", "holder", "issued_at", "sha256"]
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "number",
        Column("name", label=_("Name"), accessor=lambda c: c.facts.get("name", "")),
        Column("title", label=_("Of what"), accessor=lambda c: c.facts.get("title", "")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("held_because", label=_("Held because")),
        DateColumn("issued_at", label=_("Issued")),
    ]
    list_filter = ["state", "kind"]
    search_fields = ["number", "facts__name", "facts__title"]

    def get_urlpatterns(self):
        """The list's own addresses, and those of the verbs and the files."""
        return [
            *super().get_urlpatterns(),
            path("release/<uuid:pk>/", release, name="release"),
            path("act/<str:word>/<uuid:pk>/", carry_out, name="act"),
            path("files/certificates.zip", archive, name="archive"),
            path("files/certificates.csv", table, name="table"),
            path("files/certificates.xlsx", workbook, name="workbook"),
        ]
