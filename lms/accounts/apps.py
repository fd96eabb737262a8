"""Start-up of the ground package of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who a person is."""

    name = "lms.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Name what this package stores about a person."""
        from lms.accounts import personal_data  # noqa: F401
