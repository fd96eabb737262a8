"""allauth's doors: sign-up is closed, accounts are made by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account alone; staff and, later, invitations do."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A ministry's single sign-on signs in people we know; it makes no new ones."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Always closed."""
        return False
