"""Ways to read a query that finds nothing as it is typed: with its Chinese numerals as figures, and a sentence by its clauses.

A pasted sentence may differ from the archive's by a mark or a few words; a figure may be typed as it is said. Each way is one more
search of the same bounded cost, and only where the one before found nothing.
"""

import re
from collections.abc import Iterator

from indicators.extraction.numerals import CHINESE, DIGITS, chinese
from portal import search
from portal.search_words import MOST_TERMS, fold, terms

# Folded, so that ，：；！？（） are half-width already; a point or a comma between digits belongs to the figure.
MARK = re.compile(r"[。、;:!?()《》〈〉\[\]【】|…·]+|(?<!\d)[,.]+|[,.]+(?!\d)")
SHORTEST_CLAUSE = 2
DIGIT = "[" + "".join(DIGITS) + "]"
PERCENT = re.compile(rf"(?P<sign>负?)百分之(?P<percent>(?:{CHINESE}+(?:点{DIGIT}+)?))")
YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
SCALES = "万亿"
# Not the 万亿 of 1.2万亿元.
NUMERAL = re.compile(rf"(?<![\d.])(?![{SCALES}])(?:{CHINESE}+点{DIGIT}+|{CHINESE}{{2,}})")


def in_figures(folded: str) -> str:
    """三百五十二点四亿元 → 352.4亿元, 百分之十二点四 → 12.4%, 二〇二三年 → 2023年; what is no numeral stays."""
    folded = YEAR.sub(lambda found: "".join(str(DIGITS[c]) for c in found[0]), folded)
    folded = PERCENT.sub(lambda found: _percent(found) or found[0], folded)
    return NUMERAL.sub(lambda found: _figure(found[0]) or found[0], folded)


def _percent(found: re.Match[str]) -> str:
    value = chinese(found["percent"])
    return "" if value is None else f"{'-' if found['sign'] else ''}{value}%"


def _figure(numeral: str) -> str:
    """五千亿 → 5000亿, as bulletins write it: the scale stays in words where it is last."""
    number = numeral.rstrip(SCALES)
    value = chinese(number) if number else None
    if value is not None and not set(number) & set(SCALES):
        return f"{value}{numeral[len(number) :]}"
    value = chinese(numeral)
    return "" if value is None else str(value)


def clauses(query: str) -> list[str]:
    """The words of a query parted at its marks as well, at most MOST_TERMS, the longest: they say most."""
    parts = (clause.strip(" -") for clause in MARK.split(fold(query)))
    words = [word for part in parts for word in terms(part) if len(word) >= SHORTEST_CLAUSE]
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:MOST_TERMS]
    return [word for word in dict.fromkeys(words) if word in longest]


def other_ways(query: str) -> Iterator[list[str]]:
    """Words to look for instead, the nearest way first. `query` is what counts of it; each is made only when it is asked for."""
    before = [terms(query)]
    for words in _ways(query):
        if words and words not in before:
            before.append(words)
            yield words


def _ways(query: str) -> Iterator[list[str]]:
    figures = in_figures(fold(query))
    yield terms(figures)
    parts = clauses(figures)
    if len(parts) < 2 or parts == terms(figures):
        return
    yield parts
    # What is left must be most of what was typed: 上半年 alone would find half of the archive.
    known = [word for word in parts if search.is_found([word])]
    for left in (known, known and [max(known, key=len)]):
        if 2 * sum(map(len, left)) >= sum(map(len, parts)):
            yield left
