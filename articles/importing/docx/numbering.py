"""The numbers that Word writes before paragraphs by itself: 一、 (二) 3. — they stand in no text of the file."""

import re
from dataclasses import dataclass, field

from lxml import etree

from articles.importing.docx.package import child, is_on, local, value

DIGITS = "〇一二三四五六七八九"
ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]  # fmt: skip
CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "chineseLegalSimplified", "ideographTraditional",
}  # fmt: skip
PLACE = re.compile(r"%([1-9])")
LEVELS = 9
HIGHEST = 9_999


@dataclass
class Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    is_legal: bool = False


@dataclass
class Label:
    """text is empty for a dot. number: where the label is a decimal number and marks alone."""

    text: str
    number: int = 0


@dataclass
class Definition:
    levels: dict[int, Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    def __init__(self, root: etree._Element | None) -> None:
        self._definitions: dict[str, Definition] = {}
        self._numbers: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for node in root if root is not None else ():
            if local(node) == "abstractNum":
                self._definitions[value(node, "abstractNumId") or ""] = _definition(node)
            elif local(node) == "num":
                number = value(node, "numId") or ""
                self._numbers[number] = value(child(node, "abstractNumId")) or ""
                self._restarts[number] = _restarts(node)

    def next(self, number: str, level: int) -> Label | None:
        """The label of the next paragraph of that list; None where it has none."""
        definition = self._definitions.get(self._numbers.get(number, ""))
        if definition is None or not 0 <= level < LEVELS:
            return None
        for at, start in self._restarts.pop(number, {}).items():
            definition.counts[at] = start - 1
        found = definition.levels.get(level, Level(text=f"%{level + 1}."))
        counts = definition.counts
        before = counts[level]
        counts[level] = found.start if before is None else before + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if found.format == "none" and not found.text.strip():
            return None
        if found.format == "bullet":
            return Label("")
        text = PLACE.sub(lambda place: self._written(definition, int(place[1]) - 1, found.is_legal), found.text)
        if not text.strip():
            return None
        is_plain = (
            found.format == "decimal"
            and len(PLACE.findall(found.text)) == 1
            and not PLACE.sub("", found.text).strip("()（）.．、 ")
        )
        return Label(text.strip(), (counts[level] or 0) if is_plain else 0)

    def _written(self, definition: Definition, level: int, is_legal: bool) -> str:
        found = definition.levels.get(level, Level())
        count = definition.counts[level]
        return numeral(found.start if count is None else count, "decimal" if is_legal else found.format)


def numeral(number: int, style: str) -> str:
    if not 0 < number <= HIGHEST:
        return str(number)
    if style in CHINESE:
        return _chinese(number)
    if style in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}:
        return "".join(DIGITS[int(c)] for c in str(number))
    if style in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman.upper() if style == "upperRoman" else roman
    if style in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if style == "upperLetter" else letter
    if style.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(ord("①") + number - 1)
    if style == "decimalEnclosedParen" and number <= 20:
        return chr(ord("⑴") + number - 1)
    if style == "decimalZero":
        return f"{number:02}"
    if style == "decimalFullWidth":
        return str(number).translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    return str(number)


def _chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五."""
    parts: list[str] = []
    skipped = False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            parts.append(("零" if skipped and parts else "") + DIGITS[digit] + unit)
            skipped = False
        else:
            skipped = True
    written = "".join(parts)
    return written[1:] if written.startswith("一十") else written


def _roman(number: int) -> str:
    parts = []
    for size, letters in ROMAN:
        count, number = divmod(number, size)
        parts.append(letters * count)
    return "".join(parts)


def _definition(node: etree._Element) -> Definition:
    definition = Definition()
    for level in node:
        if local(level) != "lvl":
            continue
        at = value(level, "ilvl") or "0"
        if at.isdigit() and int(at) < LEVELS:
            definition.levels[int(at)] = _level(level)
    return definition


def _level(node: etree._Element) -> Level:
    start = value(child(node, "start")) or "1"
    return Level(
        format=value(child(node, "numFmt")) or "decimal",
        text=(value(child(node, "lvlText")) or "")[:40],
        start=int(start) if start.isdigit() and len(start) < 6 else 1,
        is_legal=bool(is_on(child(node, "isLgl"))),
    )


def _restarts(node: etree._Element) -> dict[int, int]:
    found: dict[int, int] = {}
    for override in node:
        at, start = value(override, "ilvl") or "", value(child(override, "startOverride")) or ""
        if (
            local(override) == "lvlOverride"
            and at.isdigit()
            and int(at) < LEVELS
            and start.isdigit()
            and len(start) < 6
        ):
            found[int(at)] = int(start)
    return found
