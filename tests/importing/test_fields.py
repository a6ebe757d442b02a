"""Title, date, source and byline, from phrasings; and what must be left alone."""

from datetime import datetime

import pytest

from articles.importing import ImportRefused
from articles.importing.bylines import find_byline
from articles.importing.dates import BEIJING, find_date
from articles.importing.fields import read_line
from tests.importing.samples import PROSE, draft_of

MOMENT = datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
DAY = datetime(2023, 8, 10, tzinfo=BEIJING)

DATES = [
    (MOMENT, ["2023-08-10 10:23", "2023年8月10日 10:23", "2023/8/10 10:23", "2023.08.10 10:23",
    "２０２３-０８-１０　１０：２３",
              "2023年08月10日10时23分", "2023-08-10T10:23:00", "2023-08-10T02:23:00Z", "2023-08-10 星期四 10:23",
              "2023-08-1010:23",
              "2023年8月10日（周四）上午10:23", "二〇二三年八月十日 10:23"]),
    (DAY, ["2023-08-10", "2023-8-10", "2023年8月10日", "2023 年 8 月 10 日", "2023/8/10", "2023.08.10", "20230810",
    "二〇二三年八月十日",
           "二○二三年八月十日", "二零二三年八月十日"]),
    (datetime(2021, 12, 31, tzinfo=BEIJING), ["二〇二一年十二月三十一日"]),
    (datetime(2021, 1, 20, tzinfo=BEIJING), ["二〇二一年正月二十日", "二〇二一年一月二十日"]),
    (datetime(2023, 8, 10, 15, 5, 9, tzinfo=BEIJING), ["2023-08-10 15:05:09", "2023年8月10日 下午3:05:09"]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "written"), [(e, w) for e, phrasings in DATES for w in phrasings])
def test_a_date_is_read(expected, written):
    found = find_date(written)
    assert found is not None
    assert found.at == expected
    assert found.end == len(written)


@pytest.mark.parametrize(
    "written", ["2023-02-30", "2023-13-01", "2023年4月31日", "0001-01-01", "2023-08-10 25:00", "二〇二三年十三月十日"]
)
def test_a_date_of_no_calendar_is_no_moment(written):
    assert find_date(written).at is None


@pytest.mark.parametrize(
    "written", ["2023年8月", "8月10日", "12023-08-10", "1.2.3", "415X", "2023-2025", "20231345678", ""]
)
def test_other_numbers_are_no_date(written):
    assert find_date(written) is None


LINES = [
    ("发布日期:2023-08-10 10:23    信息来源:东湖日报", MOMENT, "东湖日报"),
    ("发布日期：2023-08-10 10:23　　　来源：东湖日报", MOMENT, "东湖日报"),
    ("信息来源:东湖日报 发布时间:2023-08-10 10:23", MOMENT, "东湖日报"),
    ("时间：2023年8月10日", DAY, ""),
    ("东湖区统计局  2023年8月10日", DAY, "东湖区统计局"),
    ("（2023年8月10日　东湖区人民政府办公室）", DAY, "东湖区人民政府办公室"),
    ("日期:2023/8/10", DAY, ""),
    ("发布于：2023.08.10", DAY, ""),
    ("2023-08-10 10:23 来源：东湖日报", MOMENT, "东湖日报"),
    ("2023-08-10 10:23来源：东湖日报", MOMENT, "东湖日报"),
    ("（2023年8月10日）", DAY, ""),
    ("文章来源：区统计局 区发改委", None, "区统计局 区发改委"),
    ("来 源：东湖日报", None, "东湖日报"),
    ("供稿：区经信局", None, "区经信局"),
    ("供稿：区经信局  来源：东湖日报", None, "东湖日报"),
    ("更新时间：2023-08-12  发布时间：2023-08-10", DAY, ""),
    ("发布日期:2023-08-10 10:23 来源:东湖日报 浏览次数:123 字号:[大 中 小] 打印本页", MOMENT, "东湖日报"),
    ("来源：东湖日报  【打印本页】【关闭窗口】", None, "东湖日报"),
    ("《新闻联播》 (20230810)", DAY, "《新闻联播》"),
    ("发布日期：", None, ""),
]


@pytest.mark.parametrize(("line", "moment", "source"), LINES)
def test_a_line_of_fields_is_read(line, moment, source):
    found = read_line(line)
    assert found is not None
    assert (found.date.at if found.date else None) == moment
    assert found.source == source


NOT_FIELDS = [
    "数据来源：区统计局", "文中数据来源：区统计局2023年8月公报。", "会议时间：2023-08-10", "时间：会后另行通知",
    "来源于各部门的数据已经汇总。",
    "8月10日,区统计局发布上半年数据。", "2023-08-10,全区召开经济运行分析会。",
    "来源：这一数字是按可比口径计算的。它与去年不同。", "时间就是效率",
]  # fmt: skip


@pytest.mark.parametrize("line", NOT_FIELDS)
def test_other_lines_are_left_alone(line):
    assert read_line(line) is None


BYLINES = [
    ("增长6.1%。(沈霖 雷秋红 徐佳伟)", ["沈霖", "雷秋红", "徐佳伟"]),
    ("增长6.1%。（沈霖、雷秋红）", ["沈霖", "雷秋红"]),
    ("增长6.1%。（记者 王岩 通讯员 李四）", ["王岩", "李四"]),
    ("增长6.1%。（记者王岩 通讯员李四）", ["王岩", "李四"]),
    ("增长6.1%。(本报记者 王岩)", ["王岩"]),
    ("增长6.1%。（作者：沈　霖）", ["沈霖"]),
    ("增长6.1%。（全媒体记者 欧阳修文 文/图）", ["欧阳修文"]),
    ("增长6.1%。（记者 阿依古丽·买买提）", ["阿依古丽·买买提"]),
    ("增长6.1%。（责任编辑：王五）", []),
    ("增长6.1%。（记者 王岩 责任编辑：李四）", ["王岩"]),
    ("（沈霖 雷秋红）", ["沈霖", "雷秋红"]),
    ("增长6.1%……(沈霖)", ["沈霖"]),
    ("增长6.1%。(编写组)", ["编写组"]),
    ("增长6.1%。日报、晚报全媒体记者 吴佳 实习生 孟芷", ["吴佳", "孟芷"]),
]


@pytest.mark.parametrize(("text", "authors"), BYLINES)
def test_a_byline_is_told(text, authors):
    found = find_byline(text)
    assert found is not None
    assert found.authors == authors


NO_BYLINES = [
    "增长6.1%。(数据来源:区统计局)", "增长6.1%。（单位：亿元）", "增长6.1%。（完）", "增长6.1%。（下同）",
    "增长6.1%(按可比价格计算)", "居全市第一(杭州市)",
    "增长6.1%。（据记者了解，项目年底建成）", "增长6.1%。（以上为初步核算数）", "增长6.1%。(见附件)",
    "增长6.1%。（江苏）", "增长6.1%。", "全区(不含农户)",
    "通讯员队伍不断壮大。记者站也有了", "",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_BYLINES)
def test_a_remark_is_no_byline(text):
    assert find_byline(text) is None


def test_a_remark_at_the_end_stays():
    draft = draft_of(f"标题\n\n2023-08-10\n\n{PROSE}(数据来源:区统计局)\n")
    assert draft.body.endswith("(数据来源:区统计局)</p>")
    assert draft.authors == ()


def test_a_byline_of_its_own_line_leaves_the_body():
    draft = draft_of(f"标题\n\n2023-08-10\n\n{PROSE}\n\n（沈霖 雷秋红）\n\n（责任编辑：王五）\n\n打印本页\n")
    assert draft.body == f"<p>{PROSE}</p>"
    assert draft.authors == ("沈霖", "雷秋红")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("发布日期:2023-02-30", "不存在"),
        ("发布日期:2999-01-01", "将来"),
        ("发布时间:2023年8月", "看不懂"),
        ("23-08-09 06:04", "看不懂"),
    ],
)
def test_a_date_that_cannot_be_is_refused_not_guessed(line, says):
    text = f"标题\n\n{line}\n\n{PROSE}\n"
    with pytest.raises(ImportRefused, match=says):
        draft_of(text)
    assert draft_of(text, published_on=DAY).published_on == DAY


def test_a_text_without_a_date_has_none():
    assert draft_of(f"标题\n\n{PROSE}\n").published_on is None


def test_a_subtitle_with_a_dash_is_told():
    draft = draft_of(f"政府工作报告\n——2023年1月9日在区人民代表大会第三次会议上\n\n来源:日报\n\n{PROSE}\n")
    assert draft.title == "政府工作报告"
    assert draft.subtitle == "2023年1月9日在区人民代表大会第三次会议上"
    assert draft.body == f"<p>{PROSE}</p>"


def test_offices_below_the_title_are_the_source_of_a_communique():
    draft = draft_of(f"2022年统计公报\n\n钱塘区统计局\n\n国家统计局调查队\n\n（2023年8月10日）\n\n{PROSE}\n")
    assert draft.source == "钱塘区统计局 国家统计局调查队"
    assert draft.published_on == DAY


def test_prose_that_is_glued_to_the_source_stays_prose():
    draft = draft_of(f"政府工作报告\n\n来源：区政府2023年1月17日在区人代会上作报告。\n\n{PROSE}\n")
    assert draft.source == "区政府"
    assert draft.body.startswith("<p>2023年1月17日在区人代会上作报告。</p>")


def test_a_note_of_the_source_at_the_end_is_the_texts_own():
    note = "来源：区统计局2023年7月20日发布的数据。"
    assert draft_of(f"标题\n\n2023-08-10\n\n{(PROSE + chr(10) * 2) * 6}{note}\n").body.endswith(f"<p>{note}</p>")
