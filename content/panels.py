"""Panels of the page editor."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.fields import RichTextField, StreamField

from content.findings import Severity


class ChecksPanel(Panel):
    """What the checks find in the page as it was last saved, each with a way to its block."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Checks of the content"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "content/cms/checks_panel.html"

        def get_context_data(self, parent_context=None):
            """Adds `groups`, findings by how grave they are, and when that was."""
            context = super().get_context_data(parent_context)
            if not self.instance.pk:
                return {**context, "is_saved": False}
            # The instance holds what was just posted, also where that was refused.
            revision = self.instance.get_latest_revision()
            saved = revision.as_object() if revision else self.instance
            findings = saved.findings()
            return {
                **context,
                "is_saved": True,
                "groups": self._groups(findings),
                "saved_at": revision and revision.created_at,
                "computed_at": timezone.now(),
            }

        def _groups(self, findings):
            """Each severity with its findings and the ids of their places."""
            groups = [
                (severity, [(f, self._anchor(f.place)) for f in findings if f.severity == severity])
                for severity in Severity
            ]
            return [group for group in groups if group[1]]

        def _anchor(self, place):
            if place.anchor:
                return place.anchor
            field = self.instance._meta.get_field(place.field)
            if isinstance(field, (StreamField, RichTextField)):
                # Their inputs are hidden; the panel beside this one is not.
                return f"{self.prefix.rpartition('-child-')[0]}-{place.field}-section"
            return f"id_{place.field}"
