"""How often one address may ask for what costs the server more than a page. For pages and for the API alike.

Counted in fixed windows in Django's cache: of each process by itself as long as the cache is its own memory, of all
together where `CACHES` names a shared one. What is kept is the address with its count, for two windows at most.
"""

import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest

from articles.addresses import address_of


def is_too_often(request: HttpRequest, what: str, times: int, seconds: int) -> bool:
    """Counts this request; True where its address has asked more than `times` within the present window of `seconds`."""
    key = f"limit:{what}:{_household(address_of(request))}:{int(time.time()) // seconds}"
    if cache.add(key, 1, 2 * seconds):
        return False
    try:
        return cache.incr(key) > times
    except ValueError:  # thrown out between the two
        return False


def _household(address: str | None) -> str:
    """IPv6 gives every household 2⁶⁴ addresses; they count as one."""
    if address is None:
        return "unknown"
    given = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(given, "ipv4_mapped", None)
    if mapped:
        return str(mapped)
    return str(ipaddress.ip_network(f"{given}/64", strict=False)) if given.version == 6 else str(given)
