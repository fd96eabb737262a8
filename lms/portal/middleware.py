"""What every answer passes: the content security policy, the reader's language, the CMS's door."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_path

from content.languages import is_offered
from lms.accounts.languages import remember_language

# They answer while the database is away, and ask it nothing.
_WORDLESS = ("/healthz", "/readyz")


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware with a second policy for the Wagtail admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of the path that was asked for."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/cms/"):
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY
        return parts


class LanguageOfTheReader(LocaleMiddleware):
    """Django's language middleware with three rules of ours.

    An address without a language speaks the one that was last read in, else the one of the
    account, else what the browser asks for, and never one that the site has no pages in. A page
    read in a language makes it the last one. A view's own "not found" stays one: Django would
    redirect it to `/en/…`.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language."""
        super().process_request(request)
        if get_language_from_path(request.path_info) or request.path_info in _WORDLESS:
            return
        code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not code and settings.SESSION_COOKIE_NAME in request.COOKIES:
            code = request.session.get("language")
        code = code if code in dict(settings.LANGUAGES) else request.LANGUAGE_CODE
        request.LANGUAGE_CODE = code if is_offered(code) else settings.LANGUAGE_CODE
        translation.activate(request.LANGUAGE_CODE)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Remember the language of a page; leave a view's own "not found" alone."""
        if response.status_code == 404 and request.resolver_match is not None:
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response
        read_in = get_language_from_path(request.path_info)
        last = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if read_in and read_in != last and response.status_code == 200 and is_offered(read_in):
            remember_language(response, read_in)
        return super().process_response(request, response)


class PrivateWithASession:
    """What is answered to a browser with a session is kept by no cache between it and us.

    It may show a name, progress or a refusal; a view that says otherwise is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class CmsIsForStaff:
    """Tells whoever is signed in and does not work in the CMS that it is not for them.

    Wagtail would send them to sign in, and the sign-in, seeing that they are, back to the CMS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/cms/") and _works_elsewhere(request.user):
            raise PermissionDenied
        return self.get_response(request)


class SignedInAlready:
    """Refuses where a signed-in person would be sent to sign in, which sends them back: a circle.

    So Wagtail answers for pages and documents of groups that the person is not in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        in_a_circle = response.status_code == 302 and _leads_to_sign_in(response)
        if in_a_circle and request.user.is_authenticated:
            raise PermissionDenied
        return response


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    return response.headers.get("Location", "").startswith(reverse("account_login"))


def _works_elsewhere(user: Any) -> bool:
    return user.is_authenticated and not user.has_perm("wagtailadmin.access_admin")
