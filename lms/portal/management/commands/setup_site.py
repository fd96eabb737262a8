"""`manage.py setup_site`: the pages, groups and workflow that a new site needs."""

from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.models import OrganisationName
from lms.portal.setup import name_organisation, set_up_site

# The name on pages of the organisation since March 2020.
FIRST_NAME = (
    "Auschwitz Institute for the Prevention of Genocide and Mass Atrocities",
    date(2020, 3, 1),
)


class Command(BaseCommand):
    """Safe to run again: after an upgrade it brings the groups' permissions up to date."""

    help = "Make the first pages, the groups of staff and the review workflow; safe to run again."

    def add_arguments(self, parser) -> None:
        """The organisation's name for certificates."""
        parser.add_argument(
            "--organisation",
            help="the name that certificates print from today on",
        )

    def handle(self, *args, organisation: str | None, **options) -> None:
        """Set up."""
        home = set_up_site()
        if organisation:
            name_organisation(organisation, timezone.localdate())
        elif not OrganisationName.objects.exists():
            name_organisation(*FIRST_NAME)
        self.stdout.write(f"The site is set up: “{home.title}” and its pages.")
