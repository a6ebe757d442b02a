"""Paragraphs that a word processor numbers or dots → real lists, or paragraphs with their numbers written out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.importing.losses import Kind, Losses

# Longer items are numbered paragraphs: their numbers belong to the text, which a list of HTML would not hold.
LONGEST_OF_A_NUMBERED_LIST = 80


@dataclass
class Item:
    """markup: its words as inline HTML. label: what the program writes before it, "" for a dot."""

    markup: str
    length: int
    label: str = ""
    level: int = 0
    # 1, 2, 3 … where the label is such a number alone (1. 2、 (3)), else 0: 一、 and 第一章 are words of the text.
    number: int = 0


def gather(parts: Iterable[str | Item], losses: Losses) -> Iterator[str]:
    """Items that stand together as lists, everything else as it is."""
    waiting: list[Item] = []
    for part in parts:
        if isinstance(part, Item) and (not waiting or _is_dotted(part) == _is_dotted(waiting[0])):
            waiting.append(part)
            continue
        yield from _lists(waiting, losses)
        waiting = [part] if isinstance(part, Item) else []
        if isinstance(part, str):
            yield part
    yield from _lists(waiting, losses)


def with_label(item: Item) -> str:
    space = " " if item.label[-1:].isascii() and item.label[-1:] not in ")" else ""
    return f"{item.label}{space}{item.markup}"


def _is_dotted(item: Item) -> bool:
    return not item.label


def _lists(items: list[Item], losses: Losses) -> Iterator[str]:
    if not items:
        return
    if _is_dotted(items[0]):
        for item in items:
            if item.level:
                losses.add(Kind.LIST_LEVELS)
        yield _list("ul", items)
        return
    start = 0
    while start < len(items):
        end = start
        while end < len(items) and items[end].number == end - start + 1 and items[end].level == items[start].level:
            end += 1
        if end - start > 1 and all(item.length <= LONGEST_OF_A_NUMBERED_LIST for item in items[start:end]):
            yield _list("ol", items[start:end])
        else:
            end = max(end, start + 1)
            yield from (f"<p>{with_label(item)}</p>" for item in items[start:end])
        start = end


def _list(tag: str, items: list[Item]) -> str:
    return f"<{tag}>" + "".join(f"<li>{item.markup}</li>" for item in items) + f"</{tag}>"
