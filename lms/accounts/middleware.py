"""The person's own time zone, and the second factor that the CMS asks for."""

import zoneinfo
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _


class TimeZoneMiddleware:
    """Activates the signed-in person's time zone for the request.

    The person is loaded by this, once; pages that need them anyway pay nothing more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            try:
                timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                timezone.deactivate()
        else:
            timezone.deactivate()
        return self.get_response(request)


class StaffSecondFactor:
    """Lets nobody into the CMS without a second step at sign-in, where the setting asks for it.

    allauth asks for the second step itself once it is set up; this sends staff to set it up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = settings.STAFF_MFA_REQUIRED and request.path_info.startswith("/cms/")
        if asked and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.warning(
                request, _("The CMS asks for a second step at sign-in. Set one up here first.")
            )
            return redirect("mfa_index")
        return self.get_response(request)
