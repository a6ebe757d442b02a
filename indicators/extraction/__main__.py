"""`python -m indicators.extraction FILE`: the records of a text file as JSON Lines; needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from indicators.extraction import pages
from indicators.extraction.accounting import account
from indicators.extraction.explaining import explain
from indicators.extraction.normalise import width
from indicators.extraction.pipeline import read, stream
from indicators.extraction.records import Context


def parser() -> argparse.ArgumentParser:
    """The command's arguments, described in Chinese."""
    arguments = argparse.ArgumentParser(
        prog="python -m indicators.extraction", description="读出一篇公报中的指标记录，每行一条 JSON。"
    )
    arguments.add_argument("file", type=Path, metavar="FILE", help="文本文件（UTF-8），或整页复制下来的网页")
    arguments.add_argument("--region", help="公报所属地区，如 钱塘区；不给时从文中推断")
    arguments.add_argument("--published", help="发布日期，如 2023-08-10；不给时取文中的发布日期")
    arguments.add_argument("--title", nargs="?", const="", help="标题；不给时取正文第一行")
    arguments.add_argument("--explain", action="store_true", help="逐句说明每条记录的规则、各字段的来源与可信度")
    arguments.add_argument("--coverage", action="store_true", help="改为输出文中每个数字的去向（JSON）")
    return arguments


def context_of(page: pages.Page, arguments: argparse.Namespace) -> Context:
    """From the options first, else from the page. Raises Unreadable where neither says."""
    try:
        published = date.fromisoformat(arguments.published) if arguments.published else page.published
    except ValueError:
        raise pages.Unreadable(f"日期“{arguments.published}”无效，请写成 2023-08-10 的样子。") from None
    if published is None:
        raise pages.Unreadable("文中没有找到发布日期，请用 --published 2023-08-10 指明。")
    region = arguments.region or pages.region_of(page)
    if region is None:
        raise pages.Unreadable("文中没有找到地名，请用 --region 指明公报所属地区。")
    return Context(published, region, arguments.title or page.title or None)


def main(argv: list[str] | None = None) -> int:
    """0 when the file could be read, also when it holds no figure; else 1 and a sentence on stderr."""
    arguments = parser().parse_args(argv)
    try:
        raw = pages.load(arguments.file)
        page = pages.understand(raw)
        context = context_of(page, arguments)
    except pages.Unreadable as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    try:
        if arguments.coverage or arguments.explain:
            records, mentions, left, times = read(page.text, context)
            spans = account(width(page.text), records, mentions, left, times)
            if arguments.explain:
                print(explain(page.text, context, records, spans))
            else:
                print(
                    json.dumps({"total": spans.total, "counts": spans.counts, "spans": spans.spans}, ensure_ascii=False)
                )
        else:
            for record in stream(page.text, context):
                print(json.dumps(record.to_json(), ensure_ascii=False))
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
