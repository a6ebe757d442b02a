"""“Did you mean”, for a word that the archive does not have: another name of the same indicator, words that the archive does
have and that sound or look nearly the same; else the query without it.

They come from the catalogue's names, places, columns and the newest titles, so that the cost grows with the catalogue and never
with the archive; and each is searched for once before it is offered.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from articles.models import Column, Region
from indicators.models import Alias, spelling_key
from portal import known_names, search
from portal.models import SearchEntry
from portal.search_words import fold, terms

TITLES = 300  # newest titles that words are taken from
SHORTEST, LONGEST = 2, 12
LONGEST_LATIN = 40
OFFERED, TRIED = 3, 8
PART_OF_YEAR = r"(?:[上下]半年|前三季度|[一二三四]季度|\d{1,2}(?:-\d{1,2})?月)"
SAID_TIME = re.compile(rf"\d{{4}}年?{PART_OF_YEAR}?|{PART_OF_YEAR}")


def instead_of(query: str) -> list[str]:
    """Whole queries that would find something, the nearest first; empty where nothing is near."""
    words = terms(query)
    missing = [word for word in words if not search.is_found([word])]
    if len(missing) != 1:
        return []
    offered: list[str] = []
    for word in [*_apart(missing[0]), *_other_names(missing[0]), *_near(missing[0])][:TRIED]:
        whole = " ".join(word if each == missing[0] else each for each in words)
        if search.is_found(terms(whole)):
            offered.append(whole)
        if len(offered) == OFFERED:
            break
    others = [word for word in words if word != missing[0]]
    if not offered and any(not word.isdigit() for word in others) and search.is_found(others):
        return [" ".join(others)]
    return offered


def _apart(word: str) -> list[str]:
    """增加值2023年上半年, written as one word: the time and what it is asked of stand apart in bulletins."""
    parts = SAID_TIME.sub(r" \g<0> ", word).split()
    return [" ".join(parts)] if len(parts) > 1 else []


def _other_names(word: str) -> list[str]:
    """What bulletins may call the indicator that is called so, its own name first: GDP is 地区生产总值."""
    entries = known_names.names().indicators.get(spelling_key(word), [])
    names = Alias.objects.filter(indicator__in=entries).order_by("pk").values_list("name", flat=True)[:TRIED]
    found = dict.fromkeys(fold(name) for name in [*(entry.name for entry in entries), *names])
    return [name for name in found if name != word and " " not in name]


def _near(word: str) -> list[str]:
    found: dict[str, float] = {}
    latin = word.isascii() and word.isalpha()
    if not (SHORTEST <= len(word) <= (LONGEST_LATIN if latin else LONGEST)):
        return []
    for name in _names():
        near = _spelt(word, name) if latin else _alike(word, name)
        for words, distance in near:
            # A whole name is likelier to be meant than a piece of one.
            distance += 0 if words == name else 0.25
            found[words] = min(distance, found.get(words, 9))
    return sorted(found, key=lambda words: (found[words], len(words), words))


def _names() -> Iterator[str]:
    """Each once, folded as the search folds."""
    seen: set[str] = set()
    sources = [
        Alias.objects.order_by("pk").values_list("name", flat=True),
        Column.objects.values_list("name", flat=True),
        Region.objects.values_list("name", flat=True),
        SearchEntry.objects.order_by("-pk").values_list("title", flat=True)[:TITLES],
    ]
    for source in sources:
        for name in source:
            folded = fold(name)
            if folded not in seen:
                seen.add(folded)
                yield folded


def _alike(word: str, name: str) -> Iterator[tuple[str, float]]:
    """Pieces of the name of the word's length that sound like it throughout, or differ in one character (of three and more)."""
    size = len(word)
    for at in range(len(name) - size + 1):
        piece = name[at : at + size]
        other = [(a, b) for a, b in zip(word, piece, strict=True) if a != b]
        if not other or " " in piece:
            continue
        unlike = sum(not (_sounds(a) & _sounds(b)) for a, b in other)
        if unlike == 0:
            yield piece, 0.1 * len(other)
        elif len(other) == 1 and size >= 3:
            yield piece, 1


def _spelt(word: str, name: str) -> Iterator[tuple[str, float]]:
    """Pieces of the name that the word spells: shuzijingji is 数字经济."""
    for at in range(len(name)):
        left = {word}
        for end in range(at, min(len(name), at + LONGEST)):
            left = {
                rest[len(sound) :]
                for rest, sound in product(left, _sounds(name[end]))
                if sound and rest.startswith(sound)
            }
            if not left:
                break
            if "" in left and end > at:
                yield name[at : end + 1], 0


@lru_cache(maxsize=20_000)
def _sounds(character: str) -> frozenset[str]:
    """Every reading of a character, without tones; of anything else, itself."""
    from pypinyin import Style, pinyin  # its dictionary takes fifty megabytes: only where a sound is asked for

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
