"""A query's words, and texts brought to the form in which they are compared."""

import re
import unicodedata

LONGEST_QUERY = 100
MOST_TERMS = 8
# However a range is written, 1-6月 means 1—6月; and “四上”企业 is looked for without its quotation marks.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\u301c~"
DROPPED = '\x00\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"“”„‟「」『』'
ALIKE = str.maketrans(dict.fromkeys(DASHES, "-") | dict.fromkeys(DROPPED, ""))
SPACES = re.compile(r"\s+")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def fold_characters(characters: str) -> str:
    """Width, case, kinds of dashes, quotation marks and what cannot be seen do not count: Ｇ２０ → g20, 1—6 → 1-6."""
    return unicodedata.normalize("NFKC", characters).translate(ALIKE).casefold()


def fold(text: str) -> str:
    """The same, and any white space is one space."""
    return SPACES.sub(" ", fold_characters(text)).strip()


def terms(query: str) -> list[str]:
    """The words of a query, folded; at most MOST_TERMS, from its first LONGEST_QUERY characters."""
    return _words(query)[:MOST_TERMS]


def left_out(query: str) -> list[str]:
    """The words beyond MOST_TERMS, which a reader must be told of."""
    return _words(query)[MOST_TERMS:]


def _words(query: str) -> list[str]:
    words = fold(query[:LONGEST_QUERY]).split(" ")
    return [word for word in dict.fromkeys(words) if LETTER_OR_DIGIT.search(word)]
