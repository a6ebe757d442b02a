"""Public pages held in this process's memory until the archive changes: docs/adr/0017.

A held page is given out again while two things hold: the archive's state (a token that database triggers renew with every
change that the public can see; portal.watching) is the one that it was drawn from, and no moment has passed at which what is
visible changes by itself (a scheduled version, midnight). One small query asks for both. There is nothing to clear, and nothing
that a view, a command or a shell could forget.
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
from portal import watching

MOST_BYTES = 48 * 2**20  # a process
LARGEST = 2**19
LONGEST_QUERY_STRING = 300
NEVER_HELD = ("/admin/", "/api/", "/media/", "/static/", "/preview/", "/healthz")
# Answers differ by these only where the answer says so by Vary.
Key = tuple[str, ...]


@dataclass(frozen=True)
class Held:
    state: str
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
        self.next_change: tuple[str, datetime] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not _may_be_held(request):
            return self.get_response(request)
        key = _key(request)
        # Before anything of the page is read: a page may be newer than the state it is held under, never older.
        state, now = watching.state(), timezone.now()
        held = self.shelf.get(key)
        if held and held.state == state and now < held.until and held.said == _said(request, held.vary):
            return _answer(request, held)
        asked_before = request.META.pop("HTTP_IF_NONE_MATCH", None), request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        response = self.get_response(request)
        for name, value in zip(("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"), asked_before, strict=True):
            if value is not None:
                request.META[name] = value
        if state is None or not _is_for_all(response):
            return _conditional(request, response)
        vary = tuple(name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip())
        held = Held(
            state, self._until(state, now), vary, _said(request, vary), response.status_code,
            dict(response.headers), response.content,
        )  # fmt: skip
        self.shelf.put(key, held)
        return _answer(request, held)

    def _until(self, state: str, now: datetime) -> datetime:
        """The next moment at which a page changes though nobody does anything. Asked once for each state."""
        if self.next_change is None or self.next_change[0] != state or self.next_change[1] <= now:
            tomorrow = timezone.localdate(now) + timedelta(days=1)
            moments = [timezone.make_aware(datetime.combine(tomorrow, time.min)), *Revision.objects.next_changes(now)]
            self.next_change = state, min(moments)
        return self.next_change[1]


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
    response = HttpResponse(held.content, status=held.status)
    response.headers = type(response.headers)(held.headers)  # type: ignore[arg-type]
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200 or not ({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"} & request.META.keys()):
        return response
    return get_conditional_response(request, response.headers.get("ETag"), None, response)  # type: ignore[return-value]
