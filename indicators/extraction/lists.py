"""Lists that share words: `A、B和C产值` names three things, and the words at its end belong to each."""

from __future__ import annotations

import re

from indicators.extraction import names

_KIND = frozenset("肉贸油税蛋奶需销资料债")  # 禽肉, 外贸: the last character is the noun that the list shares
_HOW_MANY = re.compile(
    r"(?P<last>..+?)(?:这)?[两二三四五六七八九十]+(?:项|类|种|个|家|大|门|支|地|区|县|市|镇)(?P<shared>[\u4e00-\u9fff]{2,})$"
)  # 甲、乙、丙三项参保人数
_INDUSTRIES = re.compile(r"(?P<ordinal>第?[一二三])(?P<kind>产业?)(?P<rest>.*)$")


def split_list(words_: str, count: int) -> list[str] | None:
    """`A、B和C产值` for three figures → [A产值, B产值, C产值]; None where the number of parts does not fit."""
    if count > 60:
        return None
    flat = words_.strip("、,")
    for pattern in (r"[,;]", r"、"):
        parts = [p for p in re.split(pattern + r"(?![^()]*\))", flat) if p]
        if pattern != "、" and len(parts) < count and "、" in flat:
            continue
        if len(parts) == count and count > 1:
            return _share_ends(parts)
        if len(parts) == count - 1:
            last = parts[-1]
            cuts = [m for m in re.finditer(r"以及|和|及|与|暨", last) if m.start() >= 1 and len(last) - m.end() >= 1]
            if cuts:
                cut = cuts[-1]
                return _share_ends([*parts[:-1], last[: cut.start()], last[cut.end() :]])
        if len(parts) > count and pattern == "、":
            return None
    return None


_PREDICATED = re.compile(r"持续|保持|稳步|较快|增长|提升|继续|不断|向好|回升|明显|加快")


def split_clauses(words_: str, count: int) -> list[str] | None:
    """Names that stand between commas, each with 、 of its own."""
    parts = [p for p in re.split(r"[,;](?![^()]*\))", words_.strip("、,")) if p]
    if len(parts) != count or names.metric_of(parts[-1]) == parts[-1] or any(_PREDICATED.search(p) for p in parts[:-1]):
        return None
    return _share_ends(parts)


def _share_ends(parts: list[str]) -> list[str]:
    last = parts[-1]
    if numbered := _industries(parts):
        return numbered
    if (said := _HOW_MANY.match(last)) and not re.search(r"第.$", said["last"]):
        shared = said["shared"]
        return [*(p + shared for p in parts[:-1]), said["last"] + shared]
    if "等" in last and (m := re.match(r"(.{1,14}?)(?<![平同中高初优特劣均相])等(.+)$", last)):
        tail = names.metric_of(m[2]) or m[2]
        parts, last = [*parts[:-1], m[1] + tail], m[1] + tail
        suffix = tail
    else:
        suffix = names.metric_of(last)
    first = parts[0]
    if len(first) == 1 and len(last) > 2:
        head = last.removesuffix(suffix)
        suffix = suffix if suffix and len(head) > 1 and head[-1] not in _KIND else last[1:]
    for k in range(len(first), min(len(last) - 1, len(first) + 6)):
        if len(first) > 2 and last[:k].endswith(first[-2:]) and not names.metric_of(first) and len(parts) == 2:
            suffix = last[k:]
            break
    if 2 <= len(first) <= 3 and len(last) > len(first) + 2 and not names.metric_of(first):
        suffix = last[len(first) :]
    if suffix and suffix != last:
        parts = [p if p is last or names.metric_of(p) else p + suffix for p in parts]
    return [names.tidy(p) if i < len(parts) - 1 or "等" in p else p.strip("、的") for i, p in enumerate(parts)]


def _industries(parts: list[str]) -> list[str] | None:
    """第一、二、三产业投资 → 第一产业投资, 第二产业投资, 第三产业投资."""
    found = _INDUSTRIES.fullmatch(parts[-1])
    if found is None or not all(re.fullmatch(r"第?[一二三](?:产业?)?", p) for p in parts[:-1]):
        return None
    return [f"第{number}产业{found['rest']}" for p in parts for number in re.findall(r"[一二三]", p)[:1]]
