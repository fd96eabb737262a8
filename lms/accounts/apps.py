"""Start-up of the ground package of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who a person is."""

    name = "lms.accounts"
    label = "accounts"
