"""Addresses of one kind of thing: the pattern is reversed once, not for each of a page's hundreds of links."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

# A key that every converter of ours takes.
ANY = "999999999999999999"


def address(name: str, key: int | str) -> str:
    """As reverse(name, args=[key]), for a name whose address depends on a number or a slug only."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{key if isinstance(key, int) else quote(key)}{after}"


@lru_cache
def _around(name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    """Reading modes have prefixes of their own (portal.modes)."""
    before, _key, after = reverse(name, args=[ANY]).partition(ANY)
    return before, after
