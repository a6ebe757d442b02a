"""A check is a small function with a code, a name and a severity. This is where they are kept, and how they are run."""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from indicators.models import CheckSetting, Severity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from indicators.checks.subject import Subject

MOST_OF_ONE_CHECK = 50  # what a person would still read; a hostile text would else make thousands
BESIDE = 12  # characters on either side that tell one 。。 from another in a key

logger = logging.getLogger(__name__)


class Remark(NamedTuple):
    """What a check has to say. The registry adds who says it, how severe it is, and the key."""

    sentence: str
    place: tuple[int, int] | None = None  # start and end in Revision.text
    records: tuple[int, ...] = ()
    # What the remark rests on: while this stays the same, an answer given to it stands. Default: the words and their
    # neighbours. Never ids or offsets, which change with the next save.
    facts: tuple[str, ...] = ()
    severity: Severity | None = None  # where one check knows worse and better; an office's setting goes before it


@dataclass(frozen=True)
class Finding:
    """What an editor reads: one thing wrong at one place."""

    check: str
    severity: Severity
    sentence: str
    place: tuple[int, int] | None
    records: tuple[int, ...]
    key: str  # the same again when the text is saved unchanged, so that “accepted, because …” can be kept by it


@dataclass(frozen=True)
class Check:
    code: str
    name: "_StrPromise"
    severity: Severity
    run: Callable[["Subject"], Iterable[Remark]]


REGISTRY: dict[str, Check] = {}


def register(
    code: str, name: "_StrPromise", *, severity: Severity
) -> Callable[[Callable[["Subject"], Iterator[Remark]]], Callable[["Subject"], Iterator[Remark]]]:
    """Adds the function to the checks that are run. The code is kept in settings and answers: it never changes."""

    def add(run: Callable[["Subject"], Iterator[Remark]]) -> Callable[["Subject"], Iterator[Remark]]:
        if code in REGISTRY:
            raise ValueError(f"two checks are called {code}")
        REGISTRY[code] = Check(code, name, severity, run)
        return run

    return add


def run(subject: "Subject", settings: dict[str, str]) -> list[Finding]:
    """Every check that is not off, over one subject; findings by their place in the text, those without one first."""
    findings = [
        finding
        for check in REGISTRY.values()
        if settings.get(check.code) != CheckSetting.OFF
        for finding in _findings(check, subject, settings.get(check.code))
    ]
    return sorted(findings, key=lambda finding: finding.place or (-1, -1))


def _findings(check: Check, subject: "Subject", setting: str | None) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for remark in _remarks(check, subject):
        key = _key(check.code, remark, subject.text)
        seen[key] += 1
        # The same words twice are two findings; the second is told from the first by its number.
        if seen[key] > 1:
            key = f"{key}.{seen[key]}"
        severity = Severity(setting) if setting else remark.severity or check.severity
        yield Finding(check.code, severity, remark.sentence, remark.place, remark.records, key)


def _remarks(check: Check, subject: "Subject") -> Iterator[Remark]:
    """One check that fails must not keep an editor from saving; it says that it failed instead of saying nothing."""
    try:
        remarks = iter(check.run(subject))
        yield from islice(remarks, MOST_OF_ONE_CHECK)
        if next(remarks, None):
            sentence = _("同类问题超过 %(n)d 处，以下不再列出。请先处理前面的。") % {"n": MOST_OF_ONE_CHECK}
            yield Remark(sentence, facts=("more",), severity=Severity.HINT)
    except Exception:
        logger.exception("check %s failed", check.code)
        sentence = _("校核项“%(check)s”未能完成。请把这篇稿件的编号告诉管理员。") % {"check": check.name}
        yield Remark(sentence, facts=("failed",), severity=Severity.HINT)


def _key(code: str, remark: Remark, text: str) -> str:
    facts = remark.facts
    if not facts and remark.place:
        start, end = remark.place
        facts = (text[max(start - BESIDE, 0) : start], text[start:end], text[end : end + BESIDE])
    # Hashed: a key travels in addresses and logs, and the words may be somebody's telephone number.
    return f"{code}:{hashlib.sha256(chr(0).join(facts).encode()).hexdigest()[:16]}"
