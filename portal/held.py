"""Public pages held in this process's memory until what they show changes: docs/adr/0017.

A held page is given out again while two things hold: nothing that it shows has changed since it was drawn, and no moment has
passed at which what is visible changes by itself (a scheduled version, midnight). What a page shows it says itself, as parts of
the archive (portal.parts); each part has a token, which database triggers renew with every change that the public can see
(portal.watching). One small query asks for the whole archive's token; only where that is another one than the page was last
found right under, a second asks for its own parts'. There is nothing to clear, and nothing that a view, a command or a shell could
forget. A page that does not say what it shows is dropped by every change.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from articles.models import Revision
from portal import parts, watching

MOST_BYTES = 48 * 2**20  # a process
LARGEST = 2**19
LONGEST_QUERY_STRING = 300
NEVER_HELD = ("/admin/", "/api/", "/media/", "/static/", "/preview/", "/healthz")
# Answers differ by these only where the answer says so by Vary.
Key = tuple[str, ...]


@dataclass
class Held:
    state: str  # of the whole archive, when the page was last found right
    parts: dict[str, str]  # the tokens of what it shows, of those that ever changed
    names: frozenset[str] | None  # of all that it shows; None: of everything
    at: datetime  # by which scheduled versions had come and gone
    next_change: datetime  # of a scheduled version, or the day's end
    until: datetime
    vary: tuple[str, ...]
    said: tuple[str, ...]  # what the request said of each of `vary`
    status: int
    headers: dict[str, str]
    content: bytes


class Shelf:
    """The pages asked for last, up to so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.pages: OrderedDict[Key, Held] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Key) -> Held | None:
        with self.lock:
            held = self.pages.get(key)
            if held:
                self.pages.move_to_end(key)
            return held

    def put(self, key: Key, held: Held) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = held
            self.bytes += len(held.content)
            while self.bytes > self.most_bytes:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        if before := self.pages.pop(key, None):
            self.bytes -= len(before.content)


class HeldPagesMiddleware:
    """Stands before all others: what it gives out has been through them once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.HOLD_PAGES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.shelf = Shelf(MOST_BYTES)
        self.known: tuple[str, datetime] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not _may_be_held(request):
            return self.get_response(request)
        key = _key(request)
        # Before anything of the page is read.
        state, now = watching.state(), timezone.now()
        held = self.shelf.get(key)
        if held and held.said == _said(request, held.vary) and self._is_right(held, state, now):
            return _answer(request, held)
        asked_before = request.META.pop("HTTP_IF_NONE_MATCH", None), request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        response = self.get_response(request)
        for name, value in zip(("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"), asked_before, strict=True):
            if value is not None:
                request.META[name] = value
        if state is None or not _is_for_all(response):
            return _conditional(request, response)
        names = parts.shown_by(request)
        after = watching.state_of(names) if names else watching.State(state, {})
        if after.token != state:
            # Something landed while it was drawn: it may be of before or after. The next reader's will be whole.
            return _conditional(request, response)
        vary = tuple(name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip())
        held = Held(
            state, after.parts, names, now, self._next_change(state, now), _midnight(now), vary, _said(request, vary),
            response.status_code, dict(response.headers), response.content,
        )  # fmt: skip
        self.shelf.put(key, held)
        return _answer(request, held)

    def _is_right(self, held: Held, state: str | None, now: datetime) -> bool:
        if now >= held.until or state is None:
            return False
        if held.state != state:
            if held.names is None:
                return False
            found = watching.state_of(held.names)
            if found.token is None or found.parts != held.parts:
                return False
            held.state = found.token
        if now >= held.next_change:
            if held.names is None or watching.any_came_or_went(held.names, held.at, now):
                return False
            held.at, held.next_change = now, self._next_change(held.state, now)
        return True

    def _next_change(self, state: str, now: datetime) -> datetime:
        """The next moment at which a scheduled version comes or goes, at the latest the day's end. Asked once for each state."""
        if self.known is None or self.known[0] != state or self.known[1] <= now:
            self.known = state, min([_midnight(now), *Revision.objects.next_changes(now)])
        return self.known[1]


def _midnight(now: datetime) -> datetime:
    """Citations name the day."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))


def _may_be_held(request: HttpRequest) -> bool:
    path = request.path_info
    return not path.startswith(NEVER_HELD) and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY_STRING


def _key(request: HttpRequest) -> Key:
    meta = request.META
    host = meta.get("HTTP_HOST") or f"{meta.get('SERVER_NAME')}:{meta.get('SERVER_PORT')}"
    return request.scheme or "", host, request.path, meta.get("QUERY_STRING", "")


def _said(request: HttpRequest, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(request.META.get("HTTP_" + name.upper().replace("-", "_"), "") for name in names)


def _is_for_all(response: HttpResponse) -> bool:
    """Whole, small enough, and the same for whoever asks: the view has said `public`, and nothing depends on a cookie."""
    if response.streaming or response.status_code != 200 or response.cookies or len(response.content) > LARGEST:
        return False
    shared = "public" in response.headers.get("Cache-Control", "")
    return shared and not {"cookie", "*"} & {n.strip().lower() for n in response.headers.get("Vary", "").split(",")}


def _answer(request: HttpRequest, held: Held) -> HttpResponse:
    response = HttpResponse(held.content, status=held.status, headers=held.headers)
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200 or not ({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"} & request.META.keys()):
        return response
    return get_conditional_response(request, response.headers.get("ETag"), None, response)  # type: ignore[return-value]
