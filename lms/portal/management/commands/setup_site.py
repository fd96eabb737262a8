"""`manage.py setup_site`: the pages, groups and workflow that a new site needs."""

from datetime import date

from django.core.management.base import BaseCommand

from lms.portal.setup import name_organisation, set_up_site


class Command(BaseCommand):
    """Safe to run again: after an upgrade it brings the groups' permissions up to date."""

    help = "Make the first pages, the groups of staff and the review workflow; safe to run again."

    def add_arguments(self, parser) -> None:
        """The organisation's name for certificates."""
        parser.add_argument(
            "--organisation",
            default="Auschwitz Institute for the Prevention of Genocide and Mass Atrocities",
            help="the name that certificates print from today's records on",
        )

    def handle(self, *args, organisation: str, **options) -> None:
        """Set up."""
        home = set_up_site()
        # The name in use on pages of the organisation since March 2020.
        name_organisation(organisation, date(2020, 3, 1))
        self.stdout.write(f"The site is set up: “{home.title}” and its pages.")
