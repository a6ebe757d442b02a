"""Raised and lowered characters as characters of their own: 10 with a raised 8 must not become 108."""

import re

from articles.importing.losses import Kind, Losses

RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# The mark of a note, raised or not, reads the same.
MARK = re.compile(r"\s*(?:[\[〔【(（]\s*\d+\s*[\])】〕）]|注\d*|[*※#†‡①-⑳]+|®|TM|™)?\s*")


def shift(words: str, *, is_raised: bool, losses: Losses) -> str:
    table = RAISED if is_raised else LOWERED
    if MARK.fullmatch(words):
        return words
    if all(ord(c) in table or c.isspace() for c in words):
        return words.translate(table)
    losses.add(Kind.RAISED, words)
    return words
