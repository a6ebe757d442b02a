"""Slips of numerals, punctuation, dates, and personal data: bad text with the words pointed at, good text with none."""

import pytest

# Made up; the check digit is right.
ID_CARD = "11010519491231002X"

BAD = [
    ("width", "全区企业3５家", ["3５"]),
    ("width", "增加值3５2.4亿元", ["3５2.4"]),
    ("width", "增长5%,增长6%,下降3％", ["％"]),
    ("percent", "增长5 %", [" %"]),
    ("percent", "增速在3—5%之间", ["3—5%"]),
    ("percent", "增速在3.5-5.5%之间", ["3.5-5.5%"]),
    ("short-year", "23年上半年,经济平稳增长", ["23年"]),
    ("short-year", "比22年增长5%", ["22年"]),
    ("doubled", "发展的的质量", ["的的"]),
    ("doubled", "取得了了成效", ["了了"]),
    ("doubled", "收入同比同比增长5%", ["同比同比"]),
    ("doubled", "经济平稳。。下一步", ["。。"]),
    ("doubled", "经济平稳，，下一步", ["，，"]),
    ("doubled", "经济平稳,,下一步", [",,"]),
    ("doubled", "企业、，个体户", ["、，"]),
    ("pairs", "实施“一号工程。", ["“"]),
    ("pairs", "实施一号工程”。", ["”"]),
    ("pairs", "印发《行动计划。\n\n下一段", ["《"]),
    ("pairs", "企业（含个体户共30家。", ["（"]),
    ("pairs", '实施"一号工程。', ['"']),
    ("pairs", "实施“一号‘工程”。", ["‘"]),
    ("date", "2月30日召开会议", ["2月30日"]),
    ("date", "2023年2月29日召开会议", ["2023年2月29日"]),
    ("date", "2023年13月召开会议", ["2023年13月"]),
    ("date", "发布日期2023-06-31", ["2023-06-31"]),
    ("weekday", "2023年8月10日(星期五)召开会议", ["2023年8月10日(星期五)"]),
    ("weekday", "8月10日（周三）召开会议", ["8月10日（周三）"]),
    ("id-card", f"身份证号{ID_CARD}", [ID_CARD]),
    ("mobile", "联系人手机13800138000。", ["13800138000"]),
    ("mobile", "请拨打138-0013-8000", ["138-0013-8000"]),
    ("landline", "联系电话:0571-88880000", ["0571-88880000"]),
    ("landline", "联系电话:(0571)88880000", ["(0571)88880000"]),
]
GOOD = [
    ("width", "增长5%,下降3%,企业35家"),
    ("width", "增长５％,企业３５家"),
    ("percent", "增速在3%—5%之间,下降-5%,1-6月增长5%"),
    ("percent", "2022—2023年增长5%"),
    ("short-year", "用了23年,近20年来,20年期贷款,第23年,10年上半程,2023年上半年"),
    ("short-year", "过去10年末班车,长达15年底蕴,30年度假"),
    ("doubled", "的的确确,打的的士,不了了之,为了了解情况,是是非非,和和美美,与与会人员,参与与协作"),
    ("doubled", "研究研究,一批一批,发展……再发展"),
    ("doubled", "约1,000,000元;a,b"),
    ("pairs", "实施“一号‘开放’工程”(含《计划》),见(一)和1)、2)两项"),
    ("pairs", "1)工业；2)农业。\n\n一）服务业"),
    ("pairs", "“第一段话。\n\n“第二段话。”"),
    ("pairs", '实施"一号"工程,屏幕15"'),
    ("pairs", "it’s,企业（含个体户)共30家"),
    ("date", "2月29日,2024年2月29日,12月31日,2023年12月,2023-06-30,第2000.13.40条"),
    ("weekday", "2023年8月10日(星期四),8月10日(周四),8月10日周四,8月10日,周年庆"),
    ("weekday", "8月10日(周三期)"),
    ("id-card", "编号110105194912310021,110105194913310028"),
    ("mobile", "投资13800138000元,编号913800138000,13800138000.5"),
    ("mobile", "拨打12345热线"),
    ("landline", "2023-20240101,第0571-8号"),
]


@pytest.mark.parametrize(("code", "text", "places"), BAD)
def test_what_is_found(words, code, text, places):
    assert words(code, text) == places


@pytest.mark.parametrize(("code", "text"), GOOD)
def test_what_is_left_alone(words, code, text):
    assert words(code, text) == []


def test_personal_data_is_not_repeated_in_the_finding(findings):
    for finding in findings(None, f"身份证{ID_CARD},手机13800138000,电话0571-88880000"):
        assert not {ID_CARD, "13800138000", "88880000"} & set(finding.sentence.split("“"))
        assert ID_CARD not in finding.sentence + finding.key
        assert "13800138000" not in finding.sentence + finding.key
