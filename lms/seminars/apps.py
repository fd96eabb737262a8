"""Start-up of the package of seminars."""

from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    """Series, editions, sessions, participation, attendance."""

    name = "lms.seminars"
    label = "seminars"

    def ready(self) -> None:
        """Hand the export what this package stores of a person, and consents their editions."""
        from lms.accounts.consents import LISTED, name_subjects
        from lms.seminars import receivers  # noqa: F401 - connects them
        from lms.seminars.models import Edition
        from lms.seminars.personal_data import register_sections

        register_sections()
        name_subjects(LISTED.key, Edition.objects.titles_of)
