"""What a text says against itself."""

import pytest

from indicators.checks import run
from tests.checks.drafts import subject


@pytest.mark.parametrize(
    ("code", "text", "place"),
    [
        ("two-values", "上半年,全区财政总收入52.4亿元。\n\n上半年,全区财政总收入54.2亿元,再创新高。", "54.2亿元"),
        ("two-values", "上半年,财政总收入增长6.1%。\n\n上半年,财政总收入同比增长6.7%。", "6.7%"),
        ("share", "上半年,高新技术产业占规模以上工业增加值比重为132.5%。", "132.5%"),
        ("share", "截至6月底,全区5G网络覆盖率达到104%。", "104%"),
        ("parts", "上半年,全区实现财政收入50亿元,其中,税收收入58亿元。", "58亿元"),
        ("parts", "2022年,全区新增企业300家,其中制造业企业200家、服务业企业150家。", "200家、服务业企业150家"),
        ("sum", "上半年,全区外贸进出口90亿元。其中,外贸出口60亿元,外贸进口20亿元。", "90亿元"),
    ],
)
def test_what_is_found(words, code, text, place):
    assert words(code, text) == [place]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("two-values", "上半年,全区财政总收入52.4亿元。\n\n上半年,全区财政总收入52亿元,再创新高。"),
        ("two-values", "上半年,全区财政总收入52.4亿元。\n\n一季度,全区财政总收入24.2亿元。"),
        ("two-values", "上半年,全区财政总收入52.4亿元。\n\n上半年,杭州市财政总收入2054亿元。"),
        ("two-values", "上半年,全区财政总收入52.4亿元,同比增长6%。"),
        ("two-values", "企业从240家增加到300家。"),
        ("share", "上半年,高新技术产业占规模以上工业增加值比重为62.5%。"),
        ("share", "上半年,全区财政收入完成预算的104%,增长120%。"),
        ("parts", "上半年,全区实现财政收入50亿元,其中,税收收入38亿元。"),
        ("parts", "上半年,开工项目12个,完成投资3亿元,其中重大项目5个,总投资28亿元。"),
        ("parts", "2022年,全区新增企业300家,其中制造业企业200家、服务业企业100家。"),
        ("parts", "上半年,全区实现财政收入50亿元。其中,财政收入增长6%。"),
        ("sum", "上半年,全区外贸进出口90亿元。其中,外贸出口60.4亿元,外贸进口29.7亿元。"),
        ("sum", "上半年,居民人均可支配收入3万元,城镇居民人均可支配收入4万元,农村居民人均可支配收入2万元。"),
        ("future", "上半年,全区新增企业30家。"),
        ("future", "到2025年,全区企业力争达到3000家。"),
    ],
)
def test_what_is_left_alone(words, code, text):
    assert words(code, text) == []


def test_a_title_that_says_otherwise(words):
    text = "上半年,全区财政总收入52.4亿元,同比增长12.4%。"
    assert words("title", text, title="上半年全区财政总收入同比增长14.2%") == ["14.2%"]
    assert words("title", text, title="上半年全区财政总收入同比增长12.4%") == []
    assert words("title", text, title="上半年全区财政总收入突破50亿元") == []


def test_a_title_of_another_year(words):
    text = "2022年上半年,全区财政总收入52.4亿元。"
    assert words("title-year", text, title="2023年上半年全区经济运行情况") == ["2023年上半年"]
    assert words("title-year", text, title="2022年上半年全区经济运行情况") == []
    # a report of one year looks back on another
    assert words("title-year", "2022年,财政总收入52.4亿元。", title="2023年政府工作报告") == []


def test_a_fact_of_a_time_that_has_not_come():
    draft = subject("2024年10月,全区新增企业30家。")
    [figure] = draft.figures
    assert figure.assertion == "target"  # the reader knows better; an editor may have set it otherwise
    assert not [finding for finding in run(draft, {}) if finding.check == "future"]
    figure.assertion = "actual"
    [finding] = [finding for finding in run(draft, {}) if finding.check == "future"]
    assert finding.place == (figure.start, figure.end)
