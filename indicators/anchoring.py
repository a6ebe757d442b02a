"""How a record finds its words again after an edit. Pure: text and numbers in, a span or None out.

Shape of an anchor: W3C Web Annotation's TextPositionSelector and TextQuoteSelector. Never attaches to other digits, and
where two places fit equally well it says None: a person decides, the machine does not guess.
"""

from dataclasses import dataclass

CONTEXT = 32  # characters kept on either side of the quotation
ENOUGH = 4  # of them that must still stand beside it when it has moved


@dataclass(frozen=True)
class Anchor:
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def describe(text: str, start: int, end: int) -> Anchor:
    return Anchor(start, end, text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT])


def locate(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Where the anchor's words stand in `text` now, or None when they are gone or no place is clearly theirs."""
    if describe(text, anchor.start, anchor.end) == anchor:
        return anchor.start, anchor.end
    scores = sorted(
        ((_context(anchor, text, start), start) for start in _whole_occurrences(anchor.exact, text)), reverse=True
    )
    if not scores or scores[0][0] < ENOUGH or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    start = scores[0][1]
    return start, start + len(anchor.exact)


def _whole_occurrences(exact: str, text: str) -> list[int]:
    """Starts of `exact` where it is not part of a longer number (5% inside 12.5% is another figure)."""
    found: list[int] = []
    at = text.find(exact) if exact else -1
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(exact) : at + len(exact) + 1]
        if not (_belongs_to_number(before) and exact[0].isdigit() or exact[-1].isdigit() and _belongs_to_number(after)):
            found.append(at)
        at = text.find(exact, at + 1)
    return found


def _belongs_to_number(character: str) -> bool:
    return character.isdigit() or character in {".", "．"}


def _context(anchor: Anchor, text: str, start: int) -> int:
    """How many characters beside the words are still those of the anchor."""
    end = start + len(anchor.exact)
    return _shared(anchor.prefix[::-1], text[max(start - CONTEXT, 0) : start][::-1]) + _shared(
        anchor.suffix, text[end : end + CONTEXT]
    )


def _shared(a: str, b: str) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
