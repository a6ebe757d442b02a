"""Words that several tests here stand on."""

from articles.importing import Draft, read_bulletin

HEAD = "钱塘区上半年经济平稳增长\n\n发布日期:2023-08-10 10:23    信息来源:东湖日报\n\n"
PROSE = "上半年,全区实现地区生产总值512.3亿元。"


def draft_of(text: str, filename: str = "bulletin.txt", **options) -> Draft:
    return read_bulletin(text.encode(), filename, **options)
