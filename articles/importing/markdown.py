"""Markdown (CommonMark with tables). HTML inside it stays words, it is never run or stored as HTML."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.importing import encoding, fields, furniture
from articles.importing.page import Page, blocks_of
from articles.importing.text import joined, picture_in

MARK = re.compile(r"[*_`\[\]<&!\\~]")
# In one paragraph. The parser takes time by the square of them; prose has a few.
MOST_MARKS = 2_000
FRONT_MATTER = re.compile(r"\A---\n(?P<pairs>(?:[^\n]{0,500}\n){1,60}?)---\n")
PAIR = re.compile(r"(?P<key>[\w\u4e00-\u9fff]{1,20})\s*[:：]\s*(?P<value>.*)")
KEYS = {
    "title": "title", "标题": "title", "date": "published", "日期": "published", "发布日期": "published",
    "source": "source",
    "来源": "source", "信息来源": "source", "description": "summary", "summary": "summary", "摘要": "summary",
    "column": "column_name",
    "栏目": "column_name",
}  # fmt: skip


def read(content: bytes) -> Page:
    text = encoding.decode_text(content)
    page = Page([])
    if front := FRONT_MATTER.match(text):
        _take_front_matter(front["pairs"], page)
        text = text[front.end() :]
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.at("inline", _read_inline)
    tokens = parser.parse(text)
    for token in tokens:
        _mend_line_breaks(token)
    page.title = page.title or _first_heading(tokens)
    page.blocks = blocks_of(parser.renderer.render(tokens, parser.options, {}))
    return page


def _take_front_matter(pairs: str, page: Page) -> None:
    for line in pairs.split("\n"):
        pair = PAIR.fullmatch(line.strip())
        if not pair:
            continue
        key, value = pair["key"].lower(), pair["value"].strip("\"'[] ")
        if key in {"author", "authors", "作者"}:
            page.authors = fields.split_names(value)
        elif key in KEYS:
            setattr(page, KEYS[key], value)


def _first_heading(tokens: list[Token]) -> str:
    """The words of a first-level heading that opens the text; others are the text's own."""
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return "".join(child.content for child in tokens[1].children or [] if child.type in {"text", "code_inline"})
    return ""


def _read_inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline":
            continue
        if len(MARK.findall(token.content)) > MOST_MARKS:
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _mend_line_breaks(token: Token) -> None:
    """A break inside a paragraph joins Chinese words without a space; beside a field or a picture's name it is real."""
    if token.type != "inline" or not token.children:
        return
    lines = token.content.split("\n")
    is_real = len(lines) <= 40 and any(
        furniture.certainty(line) or fields.read_line(line) or picture_in(line) for line in lines
    )
    for index, child in enumerate(token.children):
        if child.type != "softbreak":
            continue
        if is_real:
            child.type, child.tag = "hardbreak", "br"
            continue
        before = token.children[index - 1].content if index else ""
        after = token.children[index + 1].content if index + 1 < len(token.children) else ""
        child.type, child.content = "text", joined(before[-1:], after[:1])[len(before[-1:]) :].removesuffix(after[:1])
