"""How often one address may ask for something that anybody may ask for by GET.

allauth's own limits leave GET requests free.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def asks_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count this request; True when the address has used its number of `what` for this minute.

    Counted in the cache that all processes share. The address is allauth's, which knows how many
    proxies are ours (TRUSTED_PROXIES).
    """
    key = f"{what}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=60)
    try:
        count = cache.incr(key)
    except ValueError:  # the minute ended between the two calls
        count = 1
    return count > most
