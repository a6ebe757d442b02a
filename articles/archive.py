"""What a published version is, as bytes, and how one version vouches for the one before it. Pure: no Django, no files.

Each version's hash covers its own bytes and the hash of whatever was published before it anywhere in the portal, so that
neither a changed digit nor a version taken out of the middle goes unnoticed (DA/T 70-2018: 真实性, 完整性).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class ArchiveError(Exception):
    """Something in the archive does not hold."""


class BrokenChain(ArchiveError):
    """A version is missing, or stands in another place than when it was published."""


class TextChanged(ArchiveError):
    """A version's bytes are not those that were published."""


@dataclass(frozen=True)
class Entry:
    sequence: int
    sha256: str
    previous_sha256: str
    content: bytes


def canonical(fields: Mapping[str, object]) -> bytes:
    """One way only to write the fields down: sorted keys, no spaces, UTF-8. Values are JSON's own types."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(content: bytes, previous_sha256: str) -> str:
    return hashlib.sha256(previous_sha256.encode() + b"\n" + content).hexdigest()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def verify(entries: Iterable[Entry]) -> Iterable[ArchiveError]:
    """Every fault, oldest first. Reads nothing but the entries, writes nothing. Entries come in order of sequence."""
    expected, previous = 1, ""
    for entry in entries:
        if entry.sequence != expected or entry.previous_sha256 != previous:
            yield BrokenChain(entry.sequence)
        if seal(entry.content, entry.previous_sha256) != entry.sha256:
            yield TextChanged(entry.sequence)
        expected, previous = entry.sequence + 1, entry.sha256
