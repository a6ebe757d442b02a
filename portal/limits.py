"""How often one address may ask for what costs the server more than a page. For pages and for the API alike.

Counted in fixed windows in Django's cache: of each process by itself as long as the cache is its own memory, of all
together where `CACHES` names a shared one. What is kept is the address with its count, for two windows at most.
"""

import ipaddress
import time
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest

from articles.addresses import address_of


class Use(NamedTuple):
    """left: how often more within the present window; resets: seconds until the next one."""

    left: int
    resets: int
    is_too_often: bool


def is_too_often(request: HttpRequest, what: str, times: int, seconds: int) -> bool:
    """Counts this request; True where its address has asked more than `times` within the present window of `seconds`."""
    return use(household(request), what, times, seconds).is_too_often


def use(who: str, what: str, times: int, seconds: int) -> Use:
    """Counts one more; of an address, or of whoever has shown a token."""
    window, gone = divmod(int(time.time()), seconds)
    key, count = f"limit:{what}:{who}:{window}", 1
    if not cache.add(key, 1, 2 * seconds):
        try:
            count = cache.incr(key)
        except ValueError:  # thrown out between the two
            count = 1
    return Use(max(0, times - count), seconds - gone, count > times)


def household(request: HttpRequest) -> str:
    return _household(address_of(request))


def _household(address: str | None) -> str:
    """IPv6 gives every household 2⁶⁴ addresses; they count as one."""
    if address is None:
        return "unknown"
    given = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(given, "ipv4_mapped", None)
    if mapped:
        return str(mapped)
    return str(ipaddress.ip_network(f"{given}/64", strict=False)) if given.version == 6 else str(given)
