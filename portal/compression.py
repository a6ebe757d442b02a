"""Answers made smaller for who asks for it: zstd, br or gzip by Accept-Encoding, streams piece by piece.

Only what is public and the same for all, by its own Cache-Control: where a page holds a secret (a form's token) beside what a
stranger put into the address, its compressed length would give the secret away (BREACH).
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import brotli
import zstandard
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

TOO_SMALL = 500  # bytes; below it the headers cost more than is won
WORTH_IT = re.compile(r"text/|image/svg|application/[\w.+-]*(json|xml|csv|javascript)\s*(;|$)")
PART = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


class Compressor(Protocol):
    def add(self, data: bytes) -> bytes: ...
    def end(self) -> bytes: ...


class Gzip:
    def __init__(self) -> None:
        self.object = zlib.compressobj(6, zlib.DEFLATED, 31)

    def add(self, data: bytes) -> bytes:
        return self.object.compress(data) + self.object.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self.object.flush()


class Brotli:
    def __init__(self) -> None:
        self.object = brotli.Compressor(quality=5)

    def add(self, data: bytes) -> bytes:
        return self.object.process(data) + self.object.flush()

    def end(self) -> bytes:
        return self.object.finish()


class Zstandard:
    def __init__(self) -> None:
        # Eight megabytes are what a browser is bound to keep for looking back (RFC 9659).
        parameters = zstandard.ZstdCompressionParameters.from_level(6, window_log=22)
        self.object = zstandard.ZstdCompressor(compression_params=parameters).compressobj()

    def add(self, data: bytes) -> bytes:
        return self.object.compress(data) + self.object.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        return self.object.flush()


CODINGS: dict[str, Callable[[], Compressor]] = {"br": Brotli, "zstd": Zstandard, "gzip": Gzip}


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        is_public = "public" in response.headers.get("Cache-Control", "") and not response.cookies
        if response.status_code != 200 or not is_public or not WORTH_IT.match(kind):
            return response
        if response.has_header("Content-Encoding") or (not response.streaming and len(response.content) < TOO_SMALL):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = chosen(request.headers.get("Accept-Encoding", ""), list(CODINGS))
        if coding is None:
            return response
        if response.streaming:
            response.streaming_content = _stream(CODINGS[coding](), response.streaming_content)
            del response.headers["Content-Length"]
        else:
            compressor = CODINGS[coding]()
            response.content = compressor.add(response.content) + compressor.end()
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = coding
        # Other bytes than those that a strong ETag names, and the same content.
        if (tag := response.headers.get("ETag", "")).startswith('"'):
            response.headers["ETag"] = f"W/{tag}"
        return response


def chosen(header: str, ours: list[str]) -> str | None:
    """Of our codings the one that the client likes best; of equals the first. Nothing: it is sent as it is."""
    liked: dict[str, float] = {}
    for part in header[:1_000].split(","):
        if found := PART.fullmatch(part):
            liked[found[1].lower()] = float(found[2] or 1)
    best = max(ours, key=lambda coding: liked.get(coding, liked.get("*", 0)), default=None)
    return best if best and liked.get(best, liked.get("*", 0)) > 0 else None


def _stream(compressor: Compressor, pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        for piece in pieces:
            yield compressor.add(piece)
        yield compressor.end()
    finally:
        if close := getattr(pieces, "close", None):
            close()
