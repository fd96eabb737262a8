"""How often one address may ask for certificates by code.

allauth's limits leave GET requests free, and a code is asked for by GET.
"""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request; True when the address has used its number for this minute.

    The address is allauth's, which knows how many proxies are ours (TRUSTED_PROXIES).
    """
    key = f"verify:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=60)
    try:
        count = cache.incr(key)
    except ValueError:  # the minute ended between the two calls
        count = 1
    return count > settings.VERIFICATIONS_A_MINUTE
