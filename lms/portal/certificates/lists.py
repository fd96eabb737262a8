"""The list of certificates in the CMS, and one of them with all that was done with it."""

from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.access import may_see_certificates
from courses.certificates.pdf import verification_url
from courses.models import Certificate
from lms.portal.certificates.acts import acts_for, carry_out, may_release, release
from lms.portal.certificates.files import archive, table, workbook
from lms.portal.certificates.filters import CertificateFilter, found_by


class LookOnly(ModelPermissionPolicy):
    """Certificates are written by verbs: nobody adds, edits or deletes one in a form."""

    def user_has_permission(self, user, action: str) -> bool:
        """Looking is for those who may view or change."""
        if action in ("add", "delete", "change"):
            return False
        return may_see_certificates(user)


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


class CertificateIndexView(IndexView):
    """The list; what it shows may be taken along as files."""

    results_template_name = "portal/cms/certificates_results.html"

    def search_queryset(self, queryset):
        """By number, printed name and title."""
        return found_by(self.search_query, queryset) if self.is_searching else queryset


class CertificateInspectView(InspectView):
    """One certificate with its printed facts, what was done with it, and what may be done."""

    template_name = "portal/cms/certificate.html"

    def get_queryset(self):
        """With its neighbours and its holder."""
        return Certificate.objects.select_related("replaces", "replaced_by", "holder")

    def get_context_data(self, **kwargs):
        """What may be done, and the log, the newest first."""
        certificate, user = self.object, self.request.user
        log = ModelLogEntry.objects.for_instance(certificate).select_related("user")
        return {
            **super().get_context_data(**kwargs),
            "may_release": may_release(user, certificate),
            "acts": acts_for(user, certificate),
            "check_url": verification_url(certificate.code),
            "newer": getattr(certificate, "replaced_by", None),
            "printed": printed_facts(certificate),
            "history": log.order_by("-timestamp", "-pk"),
        }


class CertificateViewSet(ModelViewSet):
    """The list of certificates, the held ones first to be found."""

    model = Certificate
    name = "courses_certificate"
    url_namespace = "courses_certificate"
    icon = "doc-full"
    menu_label = _("Certificates")
    form_fields = ["state"]
    index_view_class = CertificateIndexView
    filterset_class = CertificateFilter
    inspect_view_enabled = True
    inspect_view_class = CertificateInspectView
    inspect_view_fields = [
        *("number", "kind", "state", "held_because", "issued_at", "ended_at", "rendered_at"),
        "sha256",
    ]
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "number",
        Column("name", label=_("Name"), accessor=lambda c: c.facts.get("name", "")),
        Column("title", label=_("Of what"), accessor=lambda c: c.facts.get("title", "")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column(
            "state",
            label=pgettext_lazy("of a certificate", "State"),
            accessor="get_state_display",
        ),
        Column("held_because", label=_("Held because")),
        DateColumn("issued_at", label=_("Issued")),
    ]
    # Wagtail shows its box for words when there are any; how they are found, the view says.
    search_fields = ["number"]

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
