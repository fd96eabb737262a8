"""allauth's doors: sign-up is closed, accounts are made by invitation."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

# In the session: when its person came in by an invitation.
ENTERED = "entered_by_invitation"
_MINUTES = 10


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account alone: staff add people and invite them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Not in the minutes after an invitation was accepted.

        The person makes a passkey then, and would be asked for a code that nobody has shown them.
        """
        entered = self.request.session.get(ENTERED, 0)
        if app == "allauth.mfa" and time.time() - entered < _MINUTES * 60:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A ministry's single sign-on signs in people we know; it makes no new ones."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Always closed."""
        return False
