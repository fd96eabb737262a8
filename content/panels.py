"""Panels of the page editor."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from content.findings import Severity


class ChecksPanel(Panel):
    """What the checks find in the page as it was last saved, each with a way to its block."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Checks of the content"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "content/cms/checks_panel.html"

        def get_context_data(self, parent_context=None):
            """Adds `groups`, findings by how grave they are, and when they were computed."""
            context = super().get_context_data(parent_context)
            if not self.instance.pk:
                return {**context, "is_saved": False}
            # The instance holds what was just posted, also where that was refused.
            saved = self.instance.get_latest_revision_as_object()
            findings = saved.findings()
            return {
                **context,
                "is_saved": True,
                "groups": _by_severity(findings),
                "saved_at": self.instance.latest_revision_created_at,
                "computed_at": timezone.now(),
            }


def _by_severity(findings):
    groups = [
        (severity, [finding for finding in findings if finding.severity == severity])
        for severity in Severity
    ]
    return [group for group in groups if group[1]]
