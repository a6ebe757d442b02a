"""A few words around what was searched for, with the words marked."""

import re
import unicodedata

from django.db.models import F
from django.db.models.expressions import Value
from django.db.models.functions import Greatest, Length, Lower, StrIndex, Substr
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import RevisionQuerySet

BEFORE, LENGTH = 30, 100


def with_opening(revisions: RevisionQuerySet) -> RevisionQuerySet:
    """`opening`: the first words below the title, for lists where a bulletin has no summary of its own."""
    return revisions.annotate(opening=Substr("text", Length("title") + 3, LENGTH))


def with_passage(found: RevisionQuerySet, words: list[str]) -> RevisionQuerySet:
    """`passage`: the text around the first word, cut out by the database, so that no long text travels."""
    # The text opens with the title and a blank line, which stand above the passage already.
    after_title = Substr("text", Length("title") + 3)
    at = StrIndex(Lower(after_title), Value(words[0]))
    return found.annotate(passage_at=at, passage=Substr(after_title, Greatest(F("passage_at") - BEFORE, 1), LENGTH))


def marked(text: str, words: list[str]) -> SafeString:
    """Safe HTML of `text` in which every word stands in <mark>, whatever its width and case."""
    folded, places = _folded(text)
    spans: list[tuple[int, int]] = []
    for word in sorted(words, key=len, reverse=True):
        for match in re.finditer(re.escape(word), folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if all(end <= s or start >= e for s, e in spans):
                spans.append((start, end))
    out, rest = [], 0
    for start, end in sorted(spans):
        out += [conditional_escape(text[rest:start]), format_html("<mark>{}</mark>", text[start:end])]
        rest = end
    return mark_safe("".join([*out, conditional_escape(text[rest:])]))  # noqa: S308 – every part is escaped above


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as portal.search folds it, and for each of its characters the place that it came from."""
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).casefold():
            characters.append(" " if plain.isspace() else plain)
            places.append(at)
    return "".join(characters), places
