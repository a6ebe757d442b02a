"""The sound of rare characters, beside them, when a reader asks for it (WCAG 2.2, 3.1.6; only rare ones: 难字注音)."""

import re
from typing import Any

from lxml import etree, html

# GB/T 2312 level 1: the 3,755 characters of everyday use, in rows 16 to 55.
EVERYDAY = (0xB0, 0xD7)
HAN = re.compile("[㐀-鿿豈-﫿\U00020000-\U0003ffff]")


def is_rare(character: str) -> bool:
    if not HAN.match(character):
        return False
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return True
    return not EVERYDAY[0] <= first <= EVERYDAY[1]


def with_pinyin(page: str) -> str:
    """Safe HTML with `<ruby>` at each rare character; everything else as it was."""
    if not any(map(is_rare, page)):
        return page
    root = html.fragment_fromstring(page, create_parent="div")
    for element in [*root.iter(etree.Element)]:
        if element.text and any(map(is_rare, element.text)):
            _put_before_children(element, element.text)
        if element is not root and element.tail and any(map(is_rare, element.tail)):
            _put_after(element, element.tail)
    whole = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    # lxml does not know that <source> has no end.
    return whole.replace("</source>", "")


def _put_before_children(element: html.HtmlElement, words: str) -> None:
    element.text, rubies = _parted(words)
    for position, ruby in enumerate(rubies):
        element.insert(position, ruby)


def _put_after(element: html.HtmlElement, words: str) -> None:
    element.tail, rubies = _parted(words)
    for ruby in reversed(rubies):
        tail, ruby.tail = ruby.tail, None
        element.addnext(ruby)
        ruby.tail = tail


def _parted(words: str) -> tuple[str, list[html.HtmlElement]]:
    """The words up to the first rare character, and from there each rare one as ruby with what follows it.

    The sounds are read from the whole, since some characters sound otherwise in another word."""
    from pypinyin import Style, pinyin  # its dictionary takes fifty megabytes: only where a sound is asked for

    # A list for what has no sound: one item a character, whatever pypinyin's stub says.
    one_each: Any = list
    sounds = iter(pinyin(words, style=Style.TONE, errors=one_each))
    lead: str = ""
    rubies: list[html.HtmlElement] = []
    for character in words:
        sound = next(sounds, [""])[0]
        if is_rare(character):
            rubies.append(_ruby(character, sound))
        elif rubies:
            rubies[-1].tail = (rubies[-1].tail or "") + character
        else:
            lead += character
    return lead, rubies


def _ruby(character: str, sound: str) -> html.HtmlElement:
    ruby = html.Element("ruby")
    ruby.text = character
    for tag, words in (("rp", "("), ("rt", sound), ("rp", ")")):
        etree.SubElement(ruby, tag).text = words
    return ruby
