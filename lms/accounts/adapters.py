"""allauth's doors: sign-up is closed, accounts are made by invitation."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

# In the session: when its person came in by an invitation.
ENTERED = "entered_by_invitation"
_MINUTES = 10


@dataclass(frozen=True)
class _Site:
    """What allauth's letters say of the site."""

    name: str
    domain: str


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

    # Letters name and lead to the canonical address, whatever host the request came by.

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With the site's own name instead of the host's."""
        site = _Site(str(settings.WAGTAIL_SITE_NAME), urlsplit(settings.SITE_URL).netloc)
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link with which somebody sets a new password."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return str(settings.SITE_URL) + path


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A ministry's single sign-on signs in people we know; it makes no new ones."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Always closed."""
        return False
