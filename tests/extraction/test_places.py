"""Which place stands at a position, and which place a figure is about."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.extraction import Context
from indicators.extraction.places import gazetteer, guess
from tests.extraction.reading import records

AT = [
    ("浙江省", "杭州市上半年", "杭州市"), ("浙江省", "金华义乌的", "义乌市"), ("浙江省", "嘉兴平湖", "平湖市"), ("浙江省", "全省实现", "浙江省"),
    ("浙江省", "我省出口", "浙江省"), ("浙江省", "浙江出口", "浙江省"), ("浙江省", "上海市", "上海市"), ("浙江省", "北京的", "北京市"),
    ("钱塘区", "全市", "杭州市"), ("钱塘区", "全省", "浙江省"), ("钱塘区", "全区", "钱塘区"), ("钱塘区", "我区", "钱塘区"), ("钱塘区", "钱塘已", "钱塘区"),
    ("广西壮族自治区", "全区机场", "广西壮族自治区"), ("广西壮族自治区", "广西外贸", "广西壮族自治区"), ("新疆维吾尔自治区", "全疆", "新疆维吾尔自治区"),
    ("全国", "我国外贸", "全国"), ("全国", "中国制造业", "全国"), ("全国", "湖南省", "湖南省"), ("全国", "内蒙古自治区", "内蒙古自治区"),
    ("双泉镇", "陇西县双泉镇", "双泉镇"), ("徐州经开区", "徐州经开区举行", "徐州经开区"), ("徐州经开区", "全市", "徐州市"), ("宜昌市", "当阳市", "当阳市"),
    ("宜昌市", "猇亭区", "猇亭区"), ("延边朝鲜族自治州", "延边", "延边朝鲜族自治州"), ("四川省", "凉山州", "凉山彝族自治州"), ("江苏省", "昆山", "昆山市"),
    ("全国", "恩施", "恩施土家族苗族自治州"), ("湖北省", "全省各地", "湖北省"),
]  # fmt: skip
NOT_AT = [
    ("浙江省", "浙江大学"),
    ("全国", "上海银行"),
    ("浙江省", "平台建设"),
    ("全国", "共和国"),
    ("浙江省", "特色小镇"),
    ("全国", "杭州路"),
    ("浙江省", "全力"),
]


@pytest.mark.parametrize(("region", "text", "name"), AT)
def test_places_are_read_from_the_bulletins_standpoint(region: str, text: str, name: str) -> None:
    found = gazetteer(region).at(text, 0)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("region", "text"), NOT_AT)
def test_names_that_begin_like_a_place_are_none(region: str, text: str) -> None:
    assert gazetteer(region).at(text, 0) is None


REGIONS = [
    ("上半年，全省出口增长5%。", ["浙江省"]),
    ("上半年，宁波市出口增长5%，进口增长3%。", ["宁波市", "宁波市"]),
    ("在温州乐清，入驻商户达200家。", ["乐清市"]),
    ("上半年，杭州出口增长5%；绍兴出口增长4%。", ["杭州市", "绍兴市"]),
    ("台州市出口增长5%。规上企业利润增长4%。", ["台州市", "浙江省"]),
    ("7月20日，苏州市统计局发布数据，上半年全市出口增长5%。分产品看，机电产品增长3%。", ["苏州市", "苏州市"]),
    ("其中，丽水（6.1%）、衢州（5.2%）增速较快。", ["丽水市", "衢州市"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "regions"), REGIONS)
def test_a_figure_belongs_to_its_place(text: str, regions: list[str]) -> None:
    assert [r.region for r in records(text)] == regions


def test_a_guess_takes_the_place_named_most() -> None:
    assert guess("绍兴市上半年经济运行情况\n绍兴市统计局发布，绍兴出口增长。") == "绍兴市"


def test_an_unknown_place_keeps_its_own_name() -> None:
    context = Context(date(2023, 8, 10), "某某新区")
    assert records("全区税收3亿元。", context)[0].region == "某某新区"
