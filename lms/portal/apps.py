"""Start-up of the top package, and Wagtail's own user app with our forms and views."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    """What joins everything: My learning, health, set-up."""

    name = "lms.portal"
    default = True

    def ready(self) -> None:
        """Connect what happens at sign-in; hand the export what each package stores of a person."""
        from courses.personal_data import PARTS
        from lms.accounts.personal_data import Section, register
        from lms.portal import receivers  # noqa: F401

        for part in PARTS:
            register(
                Section(
                    part.key,
                    part.title,
                    part.collect,
                    part.labels,
                    part.models,
                    forget=part.forget,
                    own_only=part.own_only,
                    private=part.private,
                )
            )


class WagtailUsers(WagtailUsersAppConfig):
    """Wagtail's user administration, with the fields of our own person."""

    user_viewset = "lms.portal.people.PersonViewSet"
