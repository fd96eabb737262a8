"""What staff look for among certificates: the same for the list and for its files."""

import django_filters
from django.db.models import Min, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from courses.models import Certificate
from courses.models.certificates import CertificateQuerySet
from lms.accounts.models import Territory

CURRENT = "current"
_STATES = [(CURRENT, _("In force or held")), *Certificate.State.choices]
_PRINTED = [("yes", pgettext_lazy("a certificate", "Printed")), ("no", _("Not printed"))]
_SEARCHED = ("number", "facts__name", "facts__title")


def subjects() -> list[tuple[str, str]]:
    """What certificates are of, by key: a title of each, for it may be printed in languages."""
    rows = (
        Certificate.objects.order_by().values("subject_key").annotate(title=Min(KT("facts__title")))
    )
    return sorted(
        ((str(row["subject_key"]), row["title"] or "–") for row in rows), key=lambda r: r[1]
    )


class CertificateFilter(WagtailFilterSet):
    """State, kind, printed or not, days of issue, the holder's State, course or seminar."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a certificate", "State"), choices=_STATES, method="in_state"
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Certificate.Kind.choices)
    printed = django_filters.ChoiceFilter(
        label=pgettext_lazy("a certificate", "Printed"), choices=_PRINTED, method="that_are_printed"
    )
    issued = django_filters.DateFromToRangeFilter(
        label=_("Issued"), field_name="issued_at", widget=DateRangePickerWidget
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("State or territory of the holder"),
        field_name="holder__territory",
        queryset=lambda request: Territory.objects.filter(
            user__certificates__isnull=False
        ).distinct(),
    )
    subject = django_filters.ChoiceFilter(
        label=_("Course or seminar"), field_name="subject_key", choices=subjects
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def in_state(self, certificates: CertificateQuerySet, name: str, value: str):
        """One state, or those that count."""
        if value == CURRENT:
            return certificates.current()
        return certificates.filter(state=value)

    def that_are_printed(self, certificates: CertificateQuerySet, name: str, value: str):
        """With a PDF, whatever became of it, or without."""
        if value == "yes":
            return certificates.exclude(rendered_at=None)
        return certificates.filter(rendered_at=None)


def found_by(words: str, certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Those whose number, printed name or title holds the words, in capitals or not.

    SQLite folds the case of ASCII alone, so that each way of writing a word is asked for.
    """
    words = " ".join(words.split())
    spellings = {words, words.lower(), words.upper(), words.title(), words.capitalize()}
    query = Q()
    for field in _SEARCHED:
        for spelling in spellings:
            query |= Q(**{f"{field}__icontains": spelling})
    return certificates.filter(query)


def shown_in_list(request: HttpRequest) -> QuerySet[Certificate]:
    """What the list shows for the address's filters and search, by number; nothing for junk."""
    chosen = CertificateFilter(request.GET, Certificate.objects.order_by("number"), request=request)
    if not chosen.is_valid():
        return Certificate.objects.none()
    words = request.GET.get("q", "").strip()
    return found_by(words, chosen.qs) if words else chosen.qs
