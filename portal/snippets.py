"""A few words around what was searched for, with the words marked."""

import re
from functools import lru_cache
from itertools import islice, takewhile

from django.db.models import F, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import Revision, RevisionQuerySet
from articles.prepared import Prepared
from portal.search_index import among, written
from portal.search_words import fold_characters

BEFORE, LENGTH, SECOND_LENGTH = 24, 100, 60
MOST_HITS = 30  # of one word that are looked at
SENTENCE_END = re.compile(r"[。!?;！？；\n]\s*")
Hit = tuple[int, str]  # where a word stands, and which


def with_opening(revisions: RevisionQuerySet) -> RevisionQuerySet:
    """`opening`: the first words below the title, for lists where a bulletin has no summary of its own."""
    return revisions.annotate(opening=Substr("text", Length("title") + 3, LENGTH))


def with_passages(keys: list[int], words: list[str]) -> list[Revision]:
    """These versions in this order, each with its `passage` for the words; `shown_in` names the column."""
    found = {revision.pk: revision for revision in WITH_TEXTS(keys=written(keys))} if keys else {}
    for revision in found.values():
        # The text opens with the title and a blank line, which stand above the passage already.
        revision.passage = passage(revision.text[len(revision.title) :].lstrip(), words)  # type: ignore[attr-defined]
    return [found[key] for key in keys]


def _with_texts(keys: str) -> QuerySet[Revision]:
    shown = Revision.objects.filter(pk__in=among(keys)).order_by()
    return shown.only("article", "title", "source", "published_on", "text").annotate(shown_in=F("article__column"))


WITH_TEXTS = Prepared(_with_texts)


def passage(text: str, words: list[str]) -> str:
    """The stretch of the text that has most of the words, and one more where it has not all; the opening where no word stands."""
    hits = _hits(text, words)
    windows = [_window(text, hits, LENGTH)]
    there = {word for at, word in hits if windows[0][0] <= at < windows[0][1]}
    if missing := [hit for hit in hits if hit[1] not in there]:
        windows.append(_window(text, missing, SECOND_LENGTH))
        windows.sort()
    parts = [" ".join(text[start:end].split()) for start, end in windows]
    return ("…" if windows[0][0] else "") + " … ".join(parts) + ("…" if windows[-1][1] < len(text) else "")


def _window(text: str, hits: list[Hit], length: int) -> tuple[int, int]:
    """So long a stretch with as many different words as it can have, the earliest; from the beginning of the sentence if that
    is near."""
    if not hits:
        return 0, min(length, len(text))

    def words_from(first: int) -> int:
        end = hits[first][0] + length - BEFORE
        return len(
            {word for _at, word in takewhile(lambda hit: hit[0] + len(hit[1]) <= end, islice(hits, first, None))}
        )

    at = hits[max(range(len(hits)), key=lambda first: (words_from(first), -first))][0]
    start = max(0, at - BEFORE)
    for end in SENTENCE_END.finditer(text, start, at):
        start = end.end()
    return start, min(start + length, len(text))


def _hits(text: str, words: list[str]) -> list[Hit]:
    """Where the words stand, in the order of the text."""
    plain = text.lower()
    if len(plain) == len(text) and all(word in plain for word in words):
        return sorted((match.start(), word) for word in words for match in _matches(word, plain))
    folded, places = _folded(text)  # of other width, or with quotation marks inside
    return sorted((places[match.start()], word) for word in words for match in _matches(word, folded))


def _matches(word: str, text: str) -> list[re.Match[str]]:
    return list(islice(re.finditer(re.escape(word), text), MOST_HITS))


def marked(text: str, words: list[str]) -> SafeString:
    """Safe HTML of `text` in which every word stands in <mark>, whatever its width and case."""
    plain = text.lower()
    # Nearly every text stands as it is searched for.
    is_plain = len(plain) == len(text) and all(word in plain for word in words)
    folded, places = (plain, range(len(text))) if is_plain else _folded(text)
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
    """The text as the search folds it, and for each of its characters the place that it came from."""
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for plain in _fold_one(character):
            characters.append(plain)
            places.append(at)
    return "".join(characters), places


@lru_cache(maxsize=10_000)
def _fold_one(character: str) -> str:
    return "".join(" " if plain.isspace() else plain for plain in fold_characters(character))
